"""Composing: what a form says so far, in every language of the line, and what stands against it; passed on or said.

Whatever a page shows of a form is computed here, so that no page can think otherwise than the node.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from parley.app.drafts import Drafts
from parley.app.form_checks import Judge, Meant, checks, field_fault
from parley.app.forms import Form, Forms
from parley.app.people import read_people
from parley.app.releasing import Submit, desk_of, draft_request
from parley.app.requests import Json, OpenLine, described, say, seat_of
from parley.app.telling import Teller
from parley.desk import messages as m
from parley.desk.agreement import TEMPLATES
from parley.desk.people import Act, refuse_act
from parley.desk.release import act_alone, officers_needed, proofs_needed
from parley.node.desk import Statement
from parley.wire import typed
from parley.wire.actions import COMMANDS
from parley.wire.catalogue import encode
from parley.wire.forms import Action, Option, Sayer, made, options, texts
from parley.wire.render import sentence_name
from parley.wire.reports import refused_here
from parley.words.faults import Fault, OurFault
from parley.words.instants import iso_or_none
from parley.words.limits import FORM_CHARS_MAX
from parley.words.terms import Precedence, TrafficClass

ACTIONS: Final[Mapping[str, Action]] = {
    "-".join(each for each in (command, action.word) if each): action
    for command, actions in COMMANDS.items()
    for action in actions
}
"""Everything that can be said, by its command and its word: `notice-flight`, `query`."""
CORRECT: Final = "correct"
TRAVEL: Final = ("precedence", "to", "not_after", "late", "test", "officer_word")
"""Fields of every form: how it travels."""


@dataclass(frozen=True, slots=True)
class Composer:
    """One line as its forms need it."""

    line: OpenLine
    id: bytes
    submit: Submit
    judge: Judge

    @property
    def forms(self) -> Forms:
        return Forms(self.line.home.line_folder(self.line.name))


async def form_request(composer: Composer, request: Json) -> Json:
    """Carry out one step of a form. Raises OurFault with the code of what was wrong."""
    seat = seat_of(request)
    refuse_act(read_people(composer.line.home.folder), seat, Act.READ)
    match request:
        case {"step": "list"}:
            return {"forms": [_listed(each) for each in composer.forms.every()]}
        case {"step": "begin", "what": str(what), "thread": str(thread)}:
            return told(composer, _asked(_begun(composer, seat, what, thread, request.get("draft")), request))
        case {"step": "show", "form": str(name)}:
            return told(composer, replace(composer.forms.load(name), seat=seat))
        case {"step": "keep", "fields": dict(fields)}:
            return told(composer, _kept(composer, seat, fields, request))
        case {"step": "checks", "draft": int(number)}:
            return {"checks": _checks_of(composer, seat, number)}
        case {"step": "drop", "form": str(name)}:
            _may_write(composer, seat)
            composer.forms.drop(name)
            return {}
        case {"step": "pass" | "say" as step, "form": str(name)}:
            return await _ended(composer, seat, step, replace(composer.forms.load(name), seat=seat), request)
        case _:
            raise OurFault("request-malformed", "The request asks for nothing that is done to a form.")


def _checks_of(composer: Composer, seat: str, draft: int) -> list[Json]:
    """Check a draft as its form would be: whoever releases it sees what its writer saw."""
    form = _begun(composer, seat, "", "", draft)
    teller = composer.line.teller()
    meant = _meant(composer, teller, form, _read(teller, action_of(form.what), form.fields))
    return [each._asdict() for each in checks(composer.line, teller, composer.judge, form, meant, wrong=False)]


def _may_write(composer: Composer, seat: str) -> None:
    refuse_act(read_people(composer.line.home.folder), seat, Act.DRAFT)


def _begun(composer: Composer, seat: str, what: str, ref: str, draft: object) -> Form:
    """Make a form that is not kept yet: blank, or with what a correction puts right or a draft says."""
    teller, random = composer.line.teller(), secrets.token_hex(32)
    about = teller.find(ref) if ref else None
    form = Form(what=what, thread="" if about is None else about.id.hex(), seat=seat, random=random)
    if isinstance(draft, int):
        folder = composer.line.home.line_folder(composer.line.name)
        old = Drafts(composer.line.home.folder, folder, composer.line.name).load(draft)
        travel = {
            "precedence": old.said["precedence"].lower(),
            "to": " ".join(old.said["addressees"]),
            "not_after": iso_or_none(old.said["not_after_ms"]) or "",
            **{name: "yes" for name in ("late", "officer_word") if old.said[name]},
        }
        form = replace(form, thread=old.said["thread"] or "", draft=draft)
        return _of_message(form, old.submitted().message, travel)
    if what == CORRECT:
        if about is None:
            raise OurFault("request-malformed", "The request names no entry that is wrong.")
        stated = m.stated(about.message)
        speed = {"precedence": Precedence(about.precedence).name.lower()}
        return _of_message(form, m.Correction(of=about.id, says=stated), speed)
    action = action_of(what)
    if action.answers and about is None:
        raise OurFault("request-malformed", "The request names no entry that is answered.")
    return replace(form, fields=_read_back(action, about))


def _asked(form: Form, request: Json) -> Form:
    """Fill in what a link already says, by the names of fields: `pairing`."""
    said = request.get("fields")
    known = {option.flag.removeprefix("--"): option.dest for option in options(action_of(form.what))}
    more = {known[key]: str(text) for key, text in said.items() if key in known} if isinstance(said, dict) else {}
    return replace(form, fields={**form.fields, **more})


def _read_back(action: Action, about: Statement | None) -> dict[str, str]:
    """Give what an answer takes over from what it answers: the challenge that is read back, the times proposed."""
    told = {} if about is None else {name: getattr(about.message, name, None) for name in ("challenge", "slots_ms")}
    found: dict[str, str] = {}
    if action.type is m.WatchAnswer and isinstance(told.get("challenge"), str):
        found["slot_challenge"] = str(told["challenge"])
    proposed = told.get("slots_ms")
    if action.type in {m.CallAnswer, m.MeetingAnswer} and proposed and "at_ms" in action.needs:
        found["slot_at_ms"] = typed.written(proposed[0], "at_ms")
    return found


def _of_message(form: Form, message: m.Message, travel: Mapping[str, str]) -> Form:
    """Make a form that says what a message says. Raises OurFault where it is not said by hand."""
    found = next((each for each in ACTIONS.items() if _says(each[1], message)), None)
    if found is None:
        raise OurFault("request-malformed", "An entry of this kind is not put right by another.")
    name, action = found
    of = getattr(message, action.of) if action.of else b""
    fields = {**texts(action, message), **travel}
    return replace(form, what=name, fields=fields, thread=of.hex() or form.thread)


def _says(action: Action, message: m.Message) -> bool:
    stated = m.stated(message)
    return (
        action.type is type(stated)
        and action.corrects == isinstance(message, m.Correction)
        and all(getattr(stated, key) == value for key, value in action.settled.items())
    )


def action_of(what: str) -> Action:
    """Give the action of a name. Raises OurFault `request-malformed`."""
    if what not in ACTIONS:
        raise OurFault("request-malformed", f"Nothing is said by {what!a}.")
    return ACTIONS[what]


def _kept(composer: Composer, seat: str, fields: Mapping[Any, Any], request: Json) -> Form:
    """Keep what was typed; where nothing changed, nothing is written."""
    _may_write(composer, seat)
    name, draft = request.get("form") or secrets.token_hex(4), request.get("draft")
    known = {option.dest for option in options(action_of(str(request.get("what"))))} | {*TRAVEL}
    typed_in = {key: text for key, text in fields.items() if key in known and isinstance(text, str) and text}
    if sum(map(len, typed_in.values())) > FORM_CHARS_MAX:
        raise OurFault("request-malformed", "The form holds more than a statement may.")
    old = composer.forms.load(name) if request.get("form") else None
    form = Form(
        name=name, what=str(request["what"]), thread=str(request.get("thread") or ""), fields=typed_in, seat=seat,
        draft=draft if isinstance(draft, int) else None, random=str(request.get("random") or secrets.token_hex(32)),
        edition=1 if old is None else old.edition + 1, saved_ms=time.time_ns() // 1_000_000,
    )  # fmt: skip
    if old is not None:
        if old.fields == form.fields:
            return replace(old, seat=seat)
        if request.get("edition") != old.edition:
            raise OurFault("form-changed", f"{old.seat} has changed it meanwhile.")
        form = replace(form, what=old.what, thread=old.thread, draft=old.draft, random=old.random)
    return composer.forms.keep(form)


def _listed(form: Form) -> Json:
    return {
        "form": form.name,
        "what": form.what,
        "seat": form.seat,
        "saved": iso_or_none(form.saved_ms),
        "edition": form.edition,
        "draft": form.draft,
        "begins": next((text for key, text in form.fields.items() if key not in TRAVEL), "")[:80],
    }


class _Read(NamedTuple):
    """What a form's fields say: values by field, and by field why it says nothing."""

    given: dict[str, Any]
    wrong: dict[str, str]


def _read(teller: Teller, action: Action, fields: Mapping[str, str]) -> _Read:
    given: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for option in options(action):
        text = fields.get(option.dest, "").replace("\r\n", "\n")
        if not text.strip():
            if option.needed:
                wrong[option.dest] = "lacking"
            continue
        try:
            values = [_value(teller, option, each) for each in (text.split("\n") if option.many else [text]) if each]
        except (Fault, KeyError, ValueError):
            wrong[option.dest] = "unread"
        else:
            given[option.dest] = values if option.many else values[0]
    return _Read(given, wrong)


def _value(teller: Teller, option: Option, text: str) -> Any:  # noqa: ANN401  any slot's
    if option.is_ref:
        return teller.find(text).id
    return option.parse(text if option.long else text.strip())


def _meant(composer: Composer, teller: Teller, form: Form, read: _Read) -> Meant | Fault:
    """Give what the form says as it stands, as a request, or why it says nothing yet."""
    action, line = action_of(form.what), composer.line
    if form.thread and action.of:
        action = replace(action, settled={**action.settled, action.of: bytes.fromhex(form.thread)})
    sayer = Sayer(
        described(line.home, line.name, line.agreement), form.seat, teller.reading.now_ms, bytes.fromhex(form.random)
    )
    try:
        message = made(action, read.given, sayer)
        kind, version, body = encode(message)
        thread = teller.find(form.thread).thread if form.thread else None
        not_after = form.fields.get("not_after", "")
        not_after_ms = typed.instant(not_after) if not_after.strip() else None
    except Fault as fault:
        return fault
    except ValueError as error:
        return OurFault("slot-range", str(error))
    said = {
        "kind": kind, "version": version, "body": body.hex(), "thread": None if thread is None else thread.hex(),
        "precedence": _precedence(action, form.fields).name, "class": _class(line, form.fields).name,
        "not_after_ms": not_after_ms, "addressees": form.fields.get("to", "").split(),
        "late": form.fields.get("late") == "yes", "officer_word": form.fields.get("officer_word") == "yes",
    }  # fmt: skip
    return Meant(message, said)


def _precedence(action: Action, fields: Mapping[str, str]) -> Precedence:
    name = fields.get("precedence", "").upper()
    return Precedence[name] if name in Precedence.__members__ else action.precedence


def _class(line: OpenLine, fields: Mapping[str, str]) -> TrafficClass:
    if fields.get("test") == "yes":
        return TrafficClass.TEST
    return TrafficClass.DRILL if line.home.demo else TrafficClass.OPERATIONAL


async def _ended(composer: Composer, seat: str, step: str, form: Form, request: Json) -> Json:
    """Pass a form on as a draft, or say at once what one seat may say. Raises as these do; then the form stays."""
    teller = composer.line.teller()
    read = _read(teller, action_of(form.what), form.fields)
    for option in options(action_of(form.what)):
        if option.dest in read.wrong:
            raise OurFault("form-unread", f"{option.flag.removeprefix('--')}: {read.wrong[option.dest]}.")
    meant = _meant(composer, teller, form, read)
    if isinstance(meant, Fault):
        raise meant
    if step == "say":
        private = {"second": request.get("second") or "", "reason": request.get("because") or ""}
        done = await say(composer.forms.folder, composer.submit, {**meant.said, "seat": seat, **private})
    else:
        desk = desk_of(composer.line, composer.id, composer.submit)
        written = {"step": "new"} if form.draft is None else {"step": "edit", "draft": form.draft}
        done = await draft_request(desk, {**meant.said, **written, "seat": seat})
    composer.forms.drop(form.name)
    return done


def told(composer: Composer, form: Form) -> Json:
    """Tell a form, for JSON: its fields and what is wrong with them, what it says, and every check of it."""
    teller, line = composer.line.teller(), composer.line
    action = action_of(form.what)
    read = _read(teller, action, form.fields)
    meant = _meant(composer, teller, form, read)
    kind = m.Correction if action.corrects else action.type
    alone = act_alone(kind, reasoned=False) is not None or not read_people(line.home.folder).declared
    return {
        "form": form.name or None,
        "what": form.what,
        "kind": sentence_name(action.type),
        "corrects": action.corrects,
        "draft": form.draft,
        "random": form.random,
        "about": _about(teller, form),
        "fields": [_field(teller, option, form.fields, read.wrong) for option in options(action)],
        "precedence": _precedence(action, form.fields).name,
        "precedences": [each.name for each in sorted(action.kind.precedences, reverse=True)],
        "class": _class(line, form.fields).name,
        "classes": sorted(each.name for each in action.kind.classes if each is TrafficClass.TEST),
        "parties": [party for party in sorted(line.agreement.languages) if party != line.home.party],
        "travel": {name: form.fields.get(name, "") for name in TRAVEL},
        "saved": iso_or_none(form.saved_ms),
        "saved_by": form.seat,
        "edition": form.edition,
        "officers": officers_needed(line.agreement, kind),
        "keys": proofs_needed(line.agreement, kind),
        "alone": alone,
        "by_watch": act_alone(kind, reasoned=False) is not None,
        "languages": sorted(set(line.agreement.languages.values())),
        **_said(composer, teller, form, meant, wrong=bool(read.wrong)),
    }


def _about(teller: Teller, form: Form) -> Json | None:
    if not form.thread:
        return None
    about = teller.find(form.thread)
    return {"id": form.thread, "thread": about.thread.hex(), "text": teller.rendered(about)}


def _said(composer: Composer, teller: Teller, form: Form, meant: Meant | Fault, *, wrong: bool) -> Json:
    found = [each._asdict() for each in checks(composer.line, teller, composer.judge, form, meant, wrong=wrong)]
    if isinstance(meant, Fault):
        fault = None if wrong else refused_here(meant.code, meant.message, teller.language)
        return {"says": None, "fault": fault, "checks": found}
    return {"says": teller.preview(meant.message), "fault": None, "checks": found}


def _field(teller: Teller, option: Option, fields: Mapping[str, str], wrong: Mapping[str, str]) -> Json:
    text = fields.get(option.dest, "")
    sort = option.metavar.lower() if option.metavar else "number" if option.parse is int else "text"
    return {
        "name": option.dest,
        "label": option.flag.removeprefix("--"),
        "sort": "choice" if option.choices else sort,
        "choices": None if option.choices is None else list(option.choices),
        "named": dict(_named(teller, option)),
        "needed": option.needed,
        "many": option.many,
        "long": option.long or option.many,
        "least": option.least,
        "most": option.most,
        "text": text,
        "wrong": field_fault(text) or wrong.get(option.dest),
    }


def _named(teller: Teller, option: Option) -> Iterator[tuple[str, str]]:
    """Give what a field may name of the agreement, each with its name in this side's language."""
    terms = teller.agreement
    if option.path[-1] == "templates":
        yield from ((each, each) for each in TEMPLATES)
        return
    for key in {"pairing": terms.pairings, "role": terms.roles, "channel": terms.channels}.get(option.path[-1], ()):
        yield key, teller.named(key)
