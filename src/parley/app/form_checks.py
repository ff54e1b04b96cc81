"""What is checked of a form before anybody signs it, each named, with how it stands and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from parley.app.forms import Form
from parley.app.requests import OpenLine
from parley.app.silence import refuse_silent
from parley.app.telling import Teller
from parley.desk import messages as m
from parley.desk.release import begins_ms, refuse_late, refuse_past
from parley.node.desk import Statement
from parley.wire.reports import refused_here
from parley.words.codes import CODES
from parley.words.faults import Fault, OurFault
from parley.words.instants import DAY_MS
from parley.words.terms import Precedence, TrafficClass
from parley.words.texts import has_hidden

Judge = Callable[[Statement], str]
"""Says why the node would not take a statement as its thread now stands: a code, or nothing."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f]")
_CYRILLIC: Final = re.compile("[\u0400-\u052f]")
OK, WARN, BAD = "ok", "warn", "bad"


class Meant(NamedTuple):
    """What a form says: the message, and the request that would say it."""

    message: m.Message
    said: Mapping[str, Any]


class Check(NamedTuple):
    """One check: its name, how it stands (`ok`, `warn`: it may go out so, `bad`: it may not), and why."""

    check: str
    standing: str
    why: str = ""


def field_fault(text: str) -> str | None:
    """Say what is wrong with the characters of a field, whatever it holds."""
    return "hidden" if has_hidden(text.replace("\r\n", "\n")) else None


def checks(
    line: OpenLine, teller: Teller, judge: Judge, form: Form, meant: Meant | Fault, *, wrong: bool
) -> Iterator[Check]:
    """Give every check of a form as it stands."""
    texts = list(form.fields.values())
    yield Check("characters", BAD if any(map(field_fault, texts)) else OK)
    mixed = sorted({word for text in texts for word in _mixed(text)})
    yield Check("scripts", WARN if mixed else OK, ", ".join(mixed[:5]))
    if isinstance(meant, Fault):
        why = "" if wrong else refused_here(meant.code, meant.message, teller.language)
        yield Check("fields", BAD, why)
        return
    yield Check("fields", BAD if wrong else OK)
    message, now_ms = meant.message, teller.reading.now_ms
    yield _times(teller, message, now_ms)
    yield _notice(line, teller, meant, now_ms)
    statement = _statement(teller, meant, now_ms)
    yield _refused(teller, "allowed", lambda: _judged(judge, statement))
    twin = _twin(teller, message, now_ms)
    yield Check("duplicate", WARN if twin else OK, "" if twin is None else teller.rendered(twin))
    yield _refused(
        teller, "silence", lambda: refuse_silent(line.home.line_folder(line.name), message, reasoned=False), bad=WARN
    )


def _mixed(text: str) -> list[str]:
    """Give the words that mix two scripts whose letters look alike."""
    return [word for word in _WORD.findall(text) if _LATIN.search(word) and _CYRILLIC.search(word)]


def _refused(teller: Teller, check: str, refuse: Callable[[], None], bad: str = BAD) -> Check:
    try:
        refuse()
    except Fault as fault:
        return Check(check, bad, refused_here(fault.code, fault.message, teller.language))
    return Check(check, OK)


def _times(teller: Teller, message: m.Message, now_ms: int) -> Check:
    """Times are in order, or the fields say nothing; what is announced is still to come."""
    begins = begins_ms(m.stated(message))
    found = _refused(teller, "times", lambda: refuse_past(message, now_ms))
    if found.standing == OK and begins is not None and begins <= now_ms:
        return Check("times", WARN, "past")
    return found


def _notice(line: OpenLine, teller: Teller, meant: Meant, now_ms: int) -> Check:
    thread = meant.said["thread"]
    told = teller.shelf.model.told.get(bytes.fromhex(thread)) if thread else None
    before = None if told is None else told.thread.latest
    bad = WARN if meant.said["late"] else BAD
    return _refused(teller, "notice", lambda: refuse_late(line.agreement, meant.message, before, now_ms), bad)


def _statement(teller: Teller, meant: Meant, now_ms: int) -> Statement:
    said = meant.said
    thread = b"" if said["thread"] is None else bytes.fromhex(said["thread"])
    return Statement(
        b"", thread, teller.me, now_ms, TrafficClass[said["class"]], Precedence[said["precedence"]], said["kind"],
        meant.message, None, tuple(said["addressees"]),
    )  # fmt: skip


def _judged(judge: Judge, statement: Statement) -> None:
    code = judge(statement)
    if code:
        raise OurFault(code, CODES[code].meaning)


def _twin(teller: Teller, message: m.Message, now_ms: int) -> Statement | None:
    """Give what this side said of the last 24 hours that says the same."""
    for statement in teller.shelf.latest([teller.me]):
        if statement.clock_ms < now_ms - DAY_MS:
            return None
        if statement.message == message:
            return statement
    return None
