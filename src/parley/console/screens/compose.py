"""Composing: a template is picked, its fields are filled in; the node keeps, shows and checks what it would say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.responses import Response

from parley.console.pages import Visit, page, see, told
from parley.console.port import Json
from parley.console.screens.kinds import Act, Screen
from parley.desk.notices import NOTICES
from parley.desk.people import Act as Right
from parley.desk.people import may
from parley.wire.render import sentence_name
from parley.wire.rules import CORRECTABLE
from parley.words.faults import Fault, OurFault

LETTERS_OF: Final = {
    "notice-flight": "F", "notice-exercise": "X", "notice-launch": "M", "notice-movement": "G", "notice-naval": "N",
    "incident": "I", "query": "Q", "call-request": "H", "text": "T",
}  # fmt: skip
"""The letters of templates, behind `C` (R-30); `Z`, correct or cancel, begins at the entry that is wrong."""
FURTHER: Final = (
    "notice-hazard", "notice-airspace", "notice-humanitarian", "notice-flight-summary", "question", "statement",
    "protest", "accident", "coded", "presence-ask", "suspension-declare", "contact", "check-open", "manning",
)  # fmt: skip
"""What opens a thread beside these."""
ANSWERS: Final[Mapping[str, tuple[str, ...]]] = {
    "query": ("reply-reply", "reply-holding", "reply-cannot", "meeting-request"),
    "question": ("reply-yes", "reply-no", "reply-holding", "reply-cannot"),
    "call-request": (
        "call-accept", "call-other-time", "call-other-level", "call-defer", "call-decline", "call-received",
        "call-withdraw",
    ),
    "watch-check": ("check-answer",),
    "presence-query": ("presence-answer",),
    "meeting-request": ("meeting-accept", "meeting-other-time", "meeting-decline"),
    "call-held": ("confirm-confirmed", "confirm-amended", "confirm-disputed"),
    "telephone-contact": ("confirm-confirmed", "confirm-amended", "confirm-disputed"),
    "launch-notice": ("notice-launch-report",),
    "deferral": ("deferral-agree", "deferral-refuse"),
    "suspension": ("suspension-end",),
}  # fmt: skip
"""What answers a kind, the likeliest first."""
ANY_ANSWER: Final = (
    "ack-read", "ack-understood", "ack-not-understood", "doubt-position", "doubt-disputed", "reached-yes",
    "deferral-propose", "translation",
)  # fmt: skip
CORRECTED: Final = frozenset(map(sentence_name, CORRECTABLE))
CANCELLED: Final = frozenset(map(sentence_name, NOTICES))
TAKEN: Final = ("precedence", "not_after", "late", "test", "officer_word")


async def _pick(visit: Visit) -> Response:
    ref = visit.request.query_params.get("thread", "")
    about = await visit.ask(do="show", ref=ref) if ref else None
    return await page(
        visit,
        "compose_pick.html",
        about=about,
        answers=_answers(visit, about),
        letters_of=LETTERS_OF,
        further=FURTHER,
        forms=(await visit.ask(do="form", step="list"))["forms"],
    )


def _answers(visit: Visit, about: Json | None) -> tuple[str, ...]:
    """Give what may be said of an entry."""
    if about is None:
        return ()
    if about["author"] == visit.house.party:
        taken_back = ("notice-cancel",) if about["kind"] in CANCELLED else ()
        return (*(("correct",) if about["kind"] in CORRECTED else ()), *taken_back, "translation")
    return (*ANSWERS.get(about["kind"], ()), *ANY_ANSWER)


async def _blank(visit: Visit) -> Response:
    asked = visit.request.query_params
    draft = asked.get("draft", "")
    begun = await visit.ask(
        do="form",
        step="begin",
        what=visit.request.path_params["what"],
        thread=asked.get("thread", ""),
        draft=int(draft) if draft.isdecimal() else None,
        fields=dict(asked),
    )
    return await _shown(visit, begun)


async def _form(visit: Visit) -> Response:
    return await _shown(visit, await visit.ask(do="form", step="show", form=visit.request.path_params["form"]))


async def _shown(visit: Visit, form: Json, *, refused: Fault | None = None) -> Response:
    people = visit.house.people()
    return await page(
        visit,
        "compose.html",
        code=409 if refused else 200,
        form=form,
        letters_of=LETTERS_OF,
        further=FURTHER,
        refused=None if refused is None else told(refused, visit.session.language),
        may_write=may(people, visit.session.seat, Right.DRAFT),
    )


async def _do(visit: Visit, given: Mapping[str, str]) -> Response:
    """Keep what was typed, then do what the button says; where that is refused, the form is shown with the reason."""
    to = [name.removeprefix("to_") for name in given if name.startswith("to_")]
    fields = {name: text for name, text in given.items() if name.startswith("slot_") or name in TAKEN}
    name, draft = visit.request.path_params.get("form"), given.get("draft", "")
    what = given.get("what", visit.request.path_params.get("what", ""))
    form = await visit.ask(
        do="form",
        step="keep",
        form=name,
        what=what,
        thread=given.get("thread", ""),
        random=given.get("random", ""),
        edition=int(given["edition"]) if given.get("edition", "").isdecimal() else None,
        draft=int(draft) if draft.isdecimal() else None,
        fields={**fields, "to": " ".join(to)},
    )
    step = given.get("do", "keep")
    if step == "drop":
        await visit.ask(do="form", step="drop", form=form["form"])
        return see(visit.to("drafts"))
    if step not in {"pass", "say"}:
        return see(visit.to(f"form/{form['form']}"))
    private = {"second": given.get("second", ""), "because": given.get("because", "")}
    try:
        done = await visit.ask(do="form", step=step, form=form["form"], **private)
    except OurFault as fault:
        return await _shown(visit, form, refused=fault)
    return see(visit.to(f"draft/{done['draft']}" if step == "pass" else f"thread/{done['id']}"))


SCREENS: Final = (
    Screen("compose", "compose", _pick, "C"),
    Screen("compose", "compose/{what}", _blank),
    Screen("compose", "form/{form}", _form),
)
ACTS: Final = (
    Act("compose", "compose/{what}", _do, noted=False),
    Act("compose", "form/{form}", _do, noted=False),
)
