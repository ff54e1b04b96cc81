"""The first scenario as events that a demonstration replays: the package's data, told with any two parties."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from typing import Any, Final

from parley.desk import messages as m
from parley.desk.agreement import Agreement
from parley.desk.watch import scheduled
from parley.words.instants import SECOND_MS, iso, to_ms
from parley.words.terms import Precedence

PARTIES: Final = ("USA", "RUS")
"""The codes that stand in the data for the two parties."""

_KINDS: Final[Mapping[str, Callable[..., m.Message]]] = {
    kind.__name__: kind
    for kind in (
        m.FlightNotice,
        m.Query,
        m.Reply,
        m.Acknowledgement,
        m.CallRequest,
        m.CallAnswer,
        m.PlainStatement,
        m.ExerciseNotice,
        m.MovementNotice,
        m.Protest,
        m.CallHeld,
        m.Confirmation,
        m.Readout,
    )
}
_ENUMS: Final = {
    "level": m.AckLevel,
    "answer": m.Answer,
    "reason": m.DeclineReason,
    "interpreter": m.Interpreter,
    "assertion": m.Assertion,
    "exercise": m.ExerciseType,
    "movement": m.Movement,
    "verdict": m.Verdict,
    "publicity": m.Publicity,
}
_IDS: Final = ("subject", "of")
_POINTS: Final = ("point", "closest")
_SLOTS: Final = {
    "from": "from_ms",
    "until": "until_ms",
    "at_time": "at_ms",
    "slots": "slots_ms",
    "arrives": "arrives_ms",
    "effective": "effective_ms",
    "count": "number",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that one party says at an instant; `ref` names it, `thread` what it answers.

    `tell` says what happens in each language, `names` who it was as reported, `translation` what the text says in the
    other language. `message` makes what is said from the ids of what was said before, by their refs.
    """

    number: int
    ref: str
    at_ms: int
    author: str
    thread: str | None
    precedence: Precedence
    message: Callable[[Mapping[str, bytes]], m.Message]
    tell: Mapping[str, str]
    names: str = ""
    translation: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All events in their order, the instant from which calls are counted, and the end; both in ms.

    Between the instants of `by_hand_ms` TCP is off and the file drop is carried.
    """

    events: tuple[Event, ...]
    since_ms: int
    ends_ms: int
    by_hand_ms: tuple[int, int]

    def by_hand(self, at_ms: int) -> bool:
        """Say whether TCP is off at that instant."""
        from_ms, until_ms = self.by_hand_ms
        return from_ms <= at_ms < until_ms


def agreement_text(parties: tuple[str, str]) -> str:
    """Give the agreement's file with these codes of parties."""
    return _renamed(_data("demo_agreement.toml"), parties)


def observed_text() -> str:
    """Give the file of what the second party's own desk counted, which never crosses the line."""
    return _data("demo_observed.toml")


def story(agreement: Agreement, parties: tuple[str, str]) -> Story:
    """Read the scenario for these two parties of an agreement, in the order of the data."""
    document = tomllib.loads(_data("scenario.toml"))
    names = dict(zip(PARTIES, parties, strict=True))
    ends_ms = to_ms(document["ends"])
    events = [_event(table, agreement, names) for table in document["event"]]
    events += _watch_checks(document["watch"], agreement, ends_ms)
    return Story(
        events=tuple(sorted(events, key=lambda event: event.at_ms)),
        since_ms=to_ms(document["since"]),
        ends_ms=ends_ms,
        by_hand_ms=(to_ms(document["by_hand"]["from"]), to_ms(document["by_hand"]["until"])),
    )


def named(machine: Any, refs: Mapping[str, str]) -> Any:  # noqa: ANN401  JSON
    """Give a JSON form with ids of entries (in hex) replaced by their refs, and without what is null."""
    if isinstance(machine, dict):
        return {key: named(value, refs) for key, value in machine.items() if value is not None}
    if isinstance(machine, list):
        return [named(value, refs) for value in machine]
    return refs.get(machine, machine) if isinstance(machine, str) else machine


def _data(name: str) -> str:
    return (files("parley.app") / name).read_text(encoding="utf-8")


def _renamed(text: str, parties: tuple[str, str]) -> str:
    """Put codes of parties in a text, both at once, so that any two may be exchanged."""
    first, second = PARTIES
    return parties[0].join(part.replace(second, parties[1]) for part in text.split(first))


def _event(table: dict[str, Any], agreement: Agreement, names: Mapping[str, str]) -> Event:
    author = names[table.pop("by")]
    language = agreement.languages[author]
    event = {
        "number": table.pop("number"),
        "ref": table.pop("ref"),
        "at_ms": to_ms(table.pop("at")),
        "author": author,
        "thread": table.pop("thread", None),
        "precedence": Precedence[table.pop("precedence", "ROUTINE")],
        "tell": table.pop("tell"),
        "names": table.pop("names", ""),
    }
    make = _KINDS[table.pop("kind")]
    slots = {_SLOTS.get(key, key): _value(key, value, language, names) for key, value in table.items()}
    texts = [text for value in table.values() for text in _texts(value) if language in text]
    if texts:
        slots["language"] = language

    def message(ids: Mapping[str, bytes]) -> m.Message:
        return make(**{key: ids[value] if key in _IDS else value for key, value in slots.items()})

    others = sorted({other for text in texts for other in text} - {language})
    translation = {other: " · ".join(text[other] for text in texts) for other in others}
    return Event(message=message, translation=translation, **event)


def _texts(value: object) -> list[dict[str, str]]:
    """Give the texts of a value, each in every language."""
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]


def _value(key: str, value: Any, language: str, names: Mapping[str, str]) -> Any:  # noqa: ANN401  TOML
    """Give a slot's value from what the data has for it."""
    if key in _POINTS:
        return _point(value, names)
    if key in _ENUMS:
        return _ENUMS[key][value]
    if key == "position":
        return m.Position(**value)
    if isinstance(value, list):
        return tuple([_value("", item, language, names) for item in value])
    if isinstance(value, datetime):
        return to_ms(value)
    return value[language] if isinstance(value, dict) else value


def _point(table: Mapping[str, Any], names: Mapping[str, str]) -> m.Point:
    border_of = table["border_of"]
    return m.Point(
        at_ms=to_ms(table["at"]),
        position=m.Position(lat_e7=table["lat_e7"], lon_e7=table["lon_e7"]) if "lat_e7" in table else None,
        distance=m.BorderDistance(
            distance_m=table["distance_m"],
            precision_m=table["precision_m"],
            border_of=names.get(border_of, border_of),
        ),
    )


def _watch_checks(table: Mapping[str, Any], agreement: Agreement, ends_ms: int) -> Iterator[Event]:
    """Every agreed check up to the end, and its answer."""
    assert agreement.watch is not None
    for number, (at_ms, opener) in enumerate(scheduled(agreement.watch, ends_ms)):
        other = next(party for party in sorted(agreement.languages) if party != opener)
        challenge = f"{(7919 * number + 4093) % 10_000:04d}"
        check = m.WatchCheck(challenge=challenge, seat=table["seat"], scheduled_ms=at_ms)
        answer = m.WatchAnswer(challenge=challenge, seat=table["seat"])
        ref = f"check-{iso(at_ms)}"
        yield _watch_event(ref, at_ms, opener, None, check, table["tell"])
        answered_ms = at_ms + table["answered_after_s"] * SECOND_MS
        yield _watch_event(f"{ref}-answered", answered_ms, other, ref, answer, table["tell"])


def _watch_event(
    ref: str, at_ms: int, author: str, thread: str | None, said: m.Message, tell: Mapping[str, str]
) -> Event:
    def message(ids: Mapping[str, bytes]) -> m.Message:  # noqa: ARG001  it names nothing
        return said

    return Event(
        number=13,
        ref=ref,
        at_ms=at_ms,
        author=author,
        thread=thread,
        precedence=Precedence.ROUTINE,
        message=message,
        tell=tell,
    )
