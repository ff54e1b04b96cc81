"""The desk: every open thread by whose move it is; and one thread, with what a seat can say in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.responses import Response

from parley.console.pages import Visit, page, see
from parley.console.port import Json
from parley.console.saying import say
from parley.console.screens.kinds import Act, Screen
from parley.desk import messages as m
from parley.words.faults import OurFault
from parley.words.instants import parse_iso

MOVES: Final = {
    "flash": "move-flash",
    "our move": "move-ours",
    "their move": "move-theirs",
    "no action open": "move-none",
}
LEVELS: Final = {
    "read": m.AckLevel.READ,
    "understood": m.AckLevel.UNDERSTOOD,
    "not-understood": m.AckLevel.NOT_UNDERSTOOD,
}
STEPS: Final = {"opened": m.Step.OPENED, "passed": m.Step.PASSED}
WHY: Final = {each.name.lower().replace("_", "-"): each for each in m.CannotReason}


async def _desk(visit: Visit) -> Response:
    return await page(visit, "desk.html", desk=await visit.ask(do="desk"), moves=MOVES, ref="")


async def _thread(visit: Visit) -> Response:
    ref = visit.request.path_params["ref"]
    thread = await visit.ask(do="thread", ref=ref)
    desk = await visit.ask(do="desk")
    return await page(visit, "thread.html", thread=thread, desk=desk, moves=MOVES, ref=thread["thread"], why=WHY)


async def _entry(visit: Visit, form: Mapping[str, str]) -> Json:
    """Give the statement that a form is about. Raises OurFault of references."""
    return await visit.ask(do="show", ref=form.get("of", ""))


async def _acknowledge(visit: Visit, form: Mapping[str, str]) -> Response:
    """Acknowledge one statement as `parley ack` does. Raises OurFault `seat-unknown`, `request-malformed` and its."""
    entry = await _entry(visit, form)
    of, level, seat = bytes.fromhex(entry["id"]), form.get("level", ""), await _role(visit)
    if level in STEPS:
        message: m.Message = m.Progress(of=of, step=STEPS[level], seat=seat, role=form.get("role") or None)
    elif level in LEVELS:
        text = form.get("paraphrase", "").strip()
        language = (await visit.ask(do="line"))["language"]
        slots = tuple(sorted(int(name[5:]) for name in form if name[:5] == "slot-" and name[5:].isdecimal()))
        said = {"language": language, "paraphrase": text} if text else {}
        message = m.Acknowledgement(of=of, level=LEVELS[level], seat=seat, slots=slots, **said)
    else:
        raise OurFault("request-malformed", "The form names no level of acknowledgement.")
    await say(visit, entry, message)
    return see(visit.to(f"thread/{entry['thread']}"))


async def _role(visit: Visit) -> str:
    """Give the role of the agreement for which this seat speaks. Raises OurFault `seat-unknown`."""
    described = await visit.ask(do="line")
    role = described["speaks_as"].get(visit.session.seat, visit.session.seat)
    if role not in described["roles"]:
        raise OurFault("seat-unknown", f"For this the seat is a role: {', '.join(described['roles'])}.")
    return str(role)


async def _answer(visit: Visit, form: Mapping[str, str]) -> Response:
    """Answer a query; where seats are declared, by a draft that another seat releases."""
    entry = await _entry(visit, form)
    language = (await visit.ask(do="line"))["language"]
    message = _answer_of(form, language)
    try:
        await say(visit, entry, message, as_fast=True)
    except OurFault as fault:
        if fault.code not in {"draft-needed", "officers-needed", "release-unproved"}:
            raise
        await say(visit, entry, message, as_fast=True, draft=True)
    return see(visit.to(f"thread/{entry['thread']}"))


def _answer_of(form: Mapping[str, str], language: str) -> m.Message:
    """Read what a form answers. Raises OurFault `request-malformed`, `slot-range`."""
    text = form.get("text", "").strip().replace("\r\n", "\n")
    said = {"language": language, "text": text} if text else {}
    promised = form.get("promised", "")
    match form.get("what"):
        case "reply":
            return m.Reply(language=language, text=text)
        case "holding":
            return m.HoldingReply(language=language, text=text, promised_ms=_instant(promised) if promised else None)
        case "yes" | "no" as answer:
            return m.YesNo(answer=m.YesOrNo[answer.upper()], **said)
        case "cannot" if form.get("why") in WHY:
            return m.CannotAnswer(why=WHY[form["why"]], **said)
        case _:
            raise OurFault("request-malformed", "The form answers nothing that this version knows.")


def _instant(text: str) -> int:
    try:
        return parse_iso(text if text.endswith("Z") else f"{text}Z")
    except ValueError:
        raise OurFault("slot-range", f"{text[:40]!r} is no time; write it as 2026-11-24T07:00Z.") from None


async def _escalate(visit: Visit, form: Mapping[str, str]) -> Response:
    """Take the rung of a ladder that is reached and that nobody has taken. Raises OurFault `rung-early`."""
    entry = await _entry(visit, form)
    party = visit.house.party
    for matter in (await visit.ask(do="escalation"))["matters"]:
        if matter["climber"] != party or matter["entry"] is None:
            continue
        about = await visit.ask(do="show", ref=matter["entry"])
        rung = next((each for each in matter["rungs"] if each["state"] == "reached" and each["taken"] is None), None)
        if rung is None or about["thread"] != entry["thread"]:
            continue
        message = m.Escalated(
            of=bytes.fromhex(matter["entry"]),
            lacks=m.Lacking[matter["lacks"]],
            rung=rung["rung"],
            takes=rung["to"],
            channel=rung["by"],
        )
        await say(visit, about, message, as_fast=True)
        return see(visit.to(f"thread/{entry['thread']}"))
    raise OurFault("rung-early")


SCREENS: Final = (
    Screen("desk", "desk", _desk, "1"),
    Screen("thread", "thread/{ref}", _thread),
)
ACTS: Final = (
    Act("thread", "acknowledge", _acknowledge),
    Act("thread", "answer", _answer),
    Act("thread", "escalate", _escalate),
)
