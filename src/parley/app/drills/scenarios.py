"""Scenario files: what happens when, what the watch is to do, within what time (docs/drills.md)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from parley.app.drills import slots as s
from parley.desk.agreement import Agreement
from parley.desk.fields import Fields
from parley.desk.obligations import Owed
from parley.wire.catalogue import check, encode
from parley.words.faults import Fault, OurFault
from parley.words.instants import DAY_MS, MINUTE_MS, SECOND_MS
from parley.words.limits import DRILL_MIN_MAX, SCENARIO_ITEMS_MAX
from parley.words.terms import Precedence, TrafficClass
from parley.words.toml import toml_of

COURSE: Final = (
    "test",
    "unclear-message",
    "wrong-position",
    "two-flash",
    "link-and-power-cut",
    "silent-counterpart",
    "hoax-caller",
)
"""The first-watch course, in its order."""
START: Final = "start"
SEAT: Final = "watch-officer"
"""Who speaks for the counterpart, and for the watch in a script: a role of the agreement."""
TRIAL_MS: Final = 20_000 * DAY_MS
"""Some start, to try whether the catalogue takes what is said."""


class Network(StrEnum):
    """What may become of the link."""

    CUT = "cut"
    POWER_CUT = "power-cut"
    HEAL = "heal"


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """So many ms after what bears this name: the start, a step, or what the watch was expected to do."""

    after: str = START
    wait_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happens: a side says something, the desk is told something, or the link changes."""

    name: str
    when: When
    say: str = ""
    precedence: Precedence = Precedence.ROUTINE
    thread: str | None = None
    slots: s.Slots
    tell: s.Slots
    """What happens off the line, in each language."""
    network: Network | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that the watch may say: a kind, the slots that count, the least precedence."""

    kind: str
    slots: s.Slots
    precedence: Precedence


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the watch is to do, or never to do; `within_ms` None: the time that the agreement sets for `owed`."""

    name: str
    when: When
    does: tuple[Deed, ...]
    never: bool
    within_ms: int | None
    asks: Mapping[str, str]
    why: Mapping[str, str]

    @property
    def owed(self) -> Owed | None:
        """The clock of the agreement that runs until the first of its deeds."""
        return _OWED.get(self.does[0].kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A drill: its situation, what happens, what is expected, and after how long it ends at the latest."""

    name: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    ends_ms: int
    steps: tuple[Step, ...]
    expected: tuple[Expectation, ...]

    def machine(self) -> dict[str, Any]:
        """Give what it is about and what it asks for, for JSON."""
        return {
            "scenario": self.name,
            "course": COURSE.index(self.name) + 1 if self.name in COURSE else None,
            "title": dict(self.title),
            "about": dict(self.about),
            "minutes": self.ends_ms // MINUTE_MS,
            "expected": [
                {
                    "name": each.name,
                    "asks": dict(each.asks),
                    "why": dict(each.why),
                    "never": each.never,
                    "within_s": None if each.within_ms is None else each.within_ms // SECOND_MS,
                }
                for each in self.expected
            ],
        }


_OWED: Final[Mapping[str, Owed]] = {
    "reply": Owed.REPLY,
    "yes-no": Owed.REPLY,
    "cannot-answer": Owed.REPLY,
    "clarification": Owed.CLARIFICATION,
    "presence-answer": Owed.PRESENCE_ANSWER,
    "call-answer": Owed.CALL_ANSWER,
    "acknowledgement": Owed.ACKNOWLEDGEMENT,
    "progress": Owed.ACKNOWLEDGEMENT,
    "doubt": Owed.ACKNOWLEDGEMENT,
    "holding-reply": Owed.ACKNOWLEDGEMENT,
}
"""The clock of the agreement that runs until a kind is said."""


def names() -> tuple[str, ...]:
    """Give the scenarios that are shipped, the course first."""
    found = {each.name.removesuffix(".toml") for each in files("parley.app.drills").joinpath("scenarios").iterdir()}
    return (*COURSE, *sorted(found - set(COURSE)))


def scenario(name: str) -> Scenario:
    """Read a scenario that is shipped, or a file. Raises OurFault `scenario-unknown`, `scenario-malformed`."""
    shipped = name in names()
    place = files("parley.app.drills").joinpath("scenarios", f"{name}.toml") if shipped else Path(name)
    try:
        data = place.read_bytes()
    except OSError as error:
        known = ", ".join(names())
        raise OurFault("scenario-unknown", f"{name!r} is no file ({error.strerror}) and none of: {known}.") from None
    return parse(Path(name).stem, data)


def parse(name: str, data: bytes) -> Scenario:
    """Read a scenario's file. Raises OurFault `scenario-malformed`, which names the place."""
    try:
        return _scenario(name, toml_of(data))
    except (Fault, RecursionError, ValueError) as fault:
        raise OurFault("scenario-malformed", f"{name}: {fault}") from None


def script(data: bytes, played: Scenario) -> tuple[Step, ...]:
    """Read what a script has the watch say while a scenario is played. Raises OurFault `scenario-malformed`."""
    try:
        document = toml_of(data)
        steps = tuple(_step(f"script[{number}]", table) for number, table in enumerate(_tables(document, "step")))
        if document or not all(each.say for each in steps):
            raise ValueError("a script has steps that say something, and nothing else")  # noqa: TRY301  told below
        _check(played.steps + steps, played.expected)
    except (Fault, RecursionError, ValueError) as fault:
        raise OurFault("scenario-malformed", f"Script for {played.name}: {fault}") from None
    return steps


def refuse_other_terms(played: Scenario, agreement: Agreement) -> None:
    """Refuse to play under an agreement that lacks what a scenario names. Raises OurFault `scenario-terms`."""
    said = [step.slots for step in played.steps] + [deed.slots for each in played.expected for deed in each.does]
    for known, wanted in (
        (agreement.roles, {SEAT, *(slots["role"] for slots in said if "role" in slots)}),
        (agreement.pairings, {slots["pairing"] for slots in said if "pairing" in slots}),
    ):
        if missing := wanted - known.keys():
            raise OurFault("scenario-terms", f"The agreement of this drill line does not name {min(missing)!r}.")


def _scenario(name: str, document: dict[str, Any]) -> Scenario:
    steps = tuple(_step(f"step[{number}]", table) for number, table in enumerate(_tables(document, "step")))
    expected = tuple(
        _expectation(f"expect[{number}]", table) for number, table in enumerate(_tables(document, "expect"))
    )
    top = Fields("", document)
    top.integer("format", 1, 1)
    found = Scenario(
        name=name,
        title=_texts(top, "title"),
        about=_texts(top, "about"),
        ends_ms=top.integer("minutes", 1, DRILL_MIN_MAX) * MINUTE_MS,
        steps=steps,
        expected=expected,
    )
    top.close()
    _check(steps, expected)
    return found


def _tables(document: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """Take the list of tables out."""
    tables: Any = document.pop(key, [])
    fits = isinstance(tables, list) and len(tables) <= SCENARIO_ITEMS_MAX
    if not fits or not all(isinstance(each, dict) for each in tables):
        raise ValueError(f"{key} is not at most {SCENARIO_ITEMS_MAX} tables")
    return list(tables)


def _texts(fields: Fields, key: str) -> Mapping[str, str]:
    """Read a text that stands there in each language."""
    table = fields.table(key)
    texts = {language: table.text(language) for language in s.LANGUAGES}
    table.close()
    return texts


def _when(fields: Fields) -> When:
    return When(
        after=fields.text("after") if fields.has("after") else START,
        wait_ms=fields.integer("wait_s", 0, DRILL_MIN_MAX * 60) * SECOND_MS if fields.has("wait_s") else 0,
    )


def _step(path: str, table: dict[str, Any]) -> Step:
    slots = table.pop("slots", {})
    fields = Fields(path, table)
    step = Step(
        name=fields.text("name") if fields.has("name") else path,
        when=_when(fields),
        say=_one_of(fields, path, "say", s.KINDS) if fields.has("say") else "",
        precedence=_precedence(fields, path),
        thread=fields.text("thread") if fields.has("thread") else None,
        slots=slots,
        tell=_texts(fields, "tell") if fields.has("tell") else {},
        network=Network(_one_of(fields, path, "network", list(Network))) if fields.has("network") else None,
    )
    fields.close()
    if [bool(step.say), bool(step.tell), step.network is not None].count(True) != 1:
        raise ValueError(f"{step.name}: a step says something, tells something, or changes the network")
    if not step.say and (slots or step.thread is not None):
        raise ValueError(f"{step.name}: only what is said has slots and a thread")
    return step


def _one_of(fields: Fields, path: str, key: str, known: Collection[str]) -> str:
    value = fields.text(key)
    if value not in known:
        raise ValueError(f"{path}.{key}: {value!r} is none of {', '.join(sorted(known))}")
    return value


def _precedence(fields: Fields, path: str) -> Precedence:
    if not fields.has("precedence"):
        return Precedence.ROUTINE
    return Precedence[_one_of(fields, path, "precedence", Precedence.__members__)]


def _expectation(path: str, table: dict[str, Any]) -> Expectation:
    deeds = _tables(table, "does")
    fields = Fields(path, table)
    never = fields.boolean("never") if fields.has("never") else False
    expectation = Expectation(
        name=fields.text("name") if fields.has("name") else path,
        when=_when(fields),
        does=tuple(_deed(f"{path}.does[{place}]", each) for place, each in enumerate(deeds)),
        never=never,
        within_ms=fields.integer("within_s", 1, DRILL_MIN_MAX * 60) * SECOND_MS if fields.has("within_s") else None,
        asks=_texts(fields, "asks"),
        why=_texts(fields, "why"),
    )
    fields.close()
    if not deeds:
        raise ValueError(f"{expectation.name}: does names what the watch says")
    if never and expectation.within_ms is not None:
        raise ValueError(f"{expectation.name}: what is never to be done has no time")
    return expectation


def _deed(path: str, table: dict[str, Any]) -> Deed:
    slots = table.pop("slots", {})
    fields = Fields(path, table)
    kind, precedence = _one_of(fields, path, "say", s.KINDS), _precedence(fields, path)
    fields.close()
    return Deed(kind=kind, slots=slots, precedence=precedence)


def _check(steps: Sequence[Step], expected: Sequence[Expectation]) -> None:
    """Check that every name is known and comes to pass, and that the catalogue takes what is said."""
    names_of = [START, *(step.name for step in steps), *(each.name for each in expected)]
    if double := {name for name in names_of if names_of.count(name) > 1}:
        raise ValueError(f"{min(double)!r} names two things")
    _check_waits(names_of, steps, expected)
    said = {each.name for each in steps if each.say} | {each.name for each in expected}
    for step in steps:
        if step.thread is not None and step.thread not in said:
            raise ValueError(f"{step.name}: nothing that is said is named {step.thread!r}")
        if step.say:
            _try(step, said)
    for each in expected:
        _try_deeds(each, {step.name: step for step in steps}.get(each.when.after), said)


def _check_waits(names_of: Collection[str], steps: Sequence[Step], expected: Sequence[Expectation]) -> None:
    waits = {step.name: step.when.after for step in steps} | {each.name: each.when.after for each in expected}
    never = {each.name for each in expected if each.never}
    for name, after in waits.items():
        if after not in names_of or after in never:
            raise ValueError(f"{name}: nothing that comes to pass is named {after!r}")
    for name in waits:
        passed, before = {name}, waits[name]
        while before != START:
            if before in passed:
                raise ValueError(f"{name} waits for itself")
            passed.add(before)
            before = waits[before]


def _told(language: str, said: Collection[str], thread: str | None = None) -> s.Told:
    """A moment at which everything has been said."""

    def entry(name: str) -> bytes:
        if name not in said:
            raise ValueError(f"nothing that is said is named {name!r}")
        return bytes(32)

    codes = {"watch": "AAA", "counterpart": "BBB"}
    return s.Told(language=language, codes=codes, start_ms=TRIAL_MS, seat=SEAT, entry=entry, thread=thread)


def _try(step: Step, said: Collection[str]) -> None:
    try:
        for language in s.LANGUAGES:
            kind, version, _ = encode(s.message(step.say, step.slots, _told(language, said, step.thread)))
            check(kind, version, TrafficClass.DRILL, step.precedence)
    except (Fault, ValueError) as fault:
        raise ValueError(f"{step.name}: {fault}") from None


def _try_deeds(each: Expectation, about: Step | None, said: Collection[str]) -> None:
    try:
        for deed in each.does:
            values = s.given(deed.kind, deed.slots, _told("en", said))
            for slot in s.kind_of(deed.kind).slots:
                if slot.name in values:
                    slot.codec.read(slot.codec.write(values[slot.name]))
    except (Fault, ValueError) as fault:
        raise ValueError(f"{each.name}: {fault}") from None
    if each.within_ms is None and not each.never and (about is None or not about.say or each.owed is None):
        raise ValueError(f"{each.name}: the agreement sets no time for this; say within_s")
