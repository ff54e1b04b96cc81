"""One statement as lines of text, in the language of the home's party."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from parley.wire.local_times import shown
from parley.words.instants import parse_iso

Entry = Mapping[str, Any]
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "stored": "stored at {party} {at}",
        "exposed": "not yet confirmed by {party}, for {age}",
        "waiting": "not yet confirmed by {party}",
        "pq": "PQ seal pending",
        "disowned": "DISOWNED: signed with a stolen key",
        "refused": "does not count: {code}",
        "refused-by": "refused by {party}: {code}",
        "owed": "{debtor} owes {what}, due {due}: {standing}",
        "thread": "thread {thread}",
        "s": "s", "min": "min", "h": "h", "d": "d",
    },
    "ru": {
        "stored": "сохранено у {party} {at}",
        "exposed": "ещё не подтверждено стороной {party}, уже {age}",
        "waiting": "ещё не подтверждено стороной {party}",
        "pq": "постквантовая подпись ещё не пришла",
        "disowned": "СТОРОНА НЕ ПРИЗНАЁТ СВОИМ: подписано украденным ключом",
        "refused": "не учитывается: {code}",
        "refused-by": "не принято стороной {party}: {code}",
        "owed": "{debtor}: долг — {what}, срок {due}: {standing}",
        "thread": "нить {thread}",
        "s": "с", "min": "мин", "h": "ч", "d": "сут",
    },
}  # fmt: skip


def entry_text(entry: Entry) -> str:
    """Tell an entry: its names and times, what it says, who has it, what is owed for it."""
    return "\n".join([_head(entry), f"  {entry['text']}", *(f"  {line}" for line in _below(entry))])


def _head(entry: Entry) -> str:
    number = "—" if entry["number"] is None else str(entry["number"])
    kept = "" if entry["class"] == "OPERATIONAL" else f"  {entry['class']}"
    names = [number, entry["author_number"] or entry["author"], entry["id"][:12]]
    return f"{'  '.join(names)}  {_at(entry, entry['clock'])}  {entry['precedence']}{kept}"


def _below(entry: Entry) -> Iterator[str]:
    words = WORDS.get(entry["language"], WORDS["en"])
    for party, at in entry["stored"].items():
        if at is not None:
            yield words["stored"].format(party=party, at=_at(entry, at))
        elif entry["unconfirmed_s"] is not None:
            yield words["exposed"].format(party=party, age=age(entry["unconfirmed_s"], entry["language"]))
        else:
            yield words["waiting"].format(party=party)
    yield from (
        f"{party}: {' · '.join(each['said'] for each in reached)}"
        for party, reached in entry["ladder"].items()
        if reached[1:]
    )
    if entry["pq_pending"]:
        yield words["pq"]
    if entry["disowned"]:
        yield words["disowned"]
    if entry["refused"]:
        yield words["refused"].format(code=entry["refused"])
    for party, code in entry["refused_by"].items():
        yield words["refused-by"].format(party=party, code=code)
    for debt in entry["owed"]:
        due = "—" if debt["due"] is None else _at(entry, debt["due"])
        yield words["owed"].format(due=due, **{key: debt[key] for key in ("debtor", "what", "standing")})
    yield entry["wording"]
    if not entry["opens"]:
        yield words["thread"].format(thread=entry["thread"][:12])


def _at(entry: Entry, instant: str) -> str:
    return shown(parse_iso(instant), entry["time_zones"])


def age(seconds: int, language: str) -> str:
    """Write a span by its two greatest units: 3 min, 2 h 5 min, 4 d 1 h."""
    words = WORDS.get(language, WORDS["en"])
    units = [(seconds // 86_400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")]
    first = next((place for place, (number, _) in enumerate(units) if number), len(units) - 1)
    shown = [(number, unit) for number, unit in units[first : first + 2] if number or unit == "s"]
    return " ".join(f"{number} {words[unit]}" for number, unit in shown[: 1 if units[first][1] == "min" else 2])


def amendments_text(agreed: Mapping[str, Any]) -> Iterator[str]:
    """Tell which agreement holds, and which proposed ones wait for whose signature."""
    if agreed["amended"]:
        yield f"Agreement in force: {agreed['in_force']}, amended {len(agreed['amended'])} times"
    for each in agreed["proposed"]:
        waits = ", ".join(each["waits_for"])
        yield f"Proposed: agreement {each['agreement']}, signed by {', '.join(each['signed'])}; waits for {waits}"
