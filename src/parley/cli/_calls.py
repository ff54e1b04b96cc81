"""The board of calls and one call as lines of text that fit 80 columns, in the language of the home's party."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, Final

from parley.words.instants import dtg, parse_iso

Found = Mapping[str, Any]
WIDTHS: Final = (24, 16)
COLUMNS: Final = 80
RESULTS: Final = (
    "accepted", "held", "other_time", "other_level", "deferred", "declined", "no_answer", "not_known", "waiting",
    "withdrawn", "crossed",
)  # fmt: skip
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "pairing": "PAIRING", "last": "LAST HELD", "asked": "ASKED SINCE {since}", "agreed": "agreed for {at}",
        "never": "never attempted since {since} ({days} days)", "accepted": "accepted", "held": "held",
        "other_time": "other time", "other_level": "other level", "deferred": "deferred", "declined": "declined",
        "no_answer": "unanswered", "not_known": "not known", "waiting": "waiting", "withdrawn": "withdrawn",
        "crossed": "crossed", "call": "{pairing}, asked by {by}: {state}", "one": "one with request {one}",
        "set_up": "Agreed for {at}, by {role}; set-up: {set_up}",
        "points": "Agreed points: SHA-256 {hash}", "readout": "{by}, {at} ({publicity}; {told}): “{text}”",
        "told": "may be told", "kept": "kept back", "differ": "The readouts differ.",
    },
    "ru": {
        "pairing": "ПАРА", "last": "РАЗГОВОР", "asked": "ПРОСИЛИ С {since}", "agreed": "назначен на {at}",
        "never": "с {since} попыток не было (дней: {days})", "accepted": "принято", "held": "состоялось",
        "other_time": "другое время", "other_level": "другой уровень", "deferred": "отложено",
        "declined": "отклонено", "no_answer": "без ответа", "not_known": "неизвестно", "waiting": "ждёт",
        "withdrawn": "отозвано", "crossed": "встречные", "call": "{pairing}, просит {by}: {state}",
        "one": "один с запросом {one}", "set_up": "Назначен на {at}, согласие: {role}; вызов: {set_up}",
        "points": "Договорённости: SHA-256 {hash}", "readout": "{by}, {at} ({publicity}; {told}): «{text}»",
        "told": "можно сообщать", "kept": "не сообщается", "differ": "Сообщения сторон различаются.",
    },
}  # fmt: skip


def board_text(found: Found) -> Iterator[str]:
    """Tell the board: a row for each pairing."""
    words = WORDS.get(found["language"], WORDS["en"])
    since = _at(found["pairings"][0]["since"]) if found["pairings"] else ""
    yield from _row(words["pairing"], words["last"], [words["asked"].format(since=since)])
    for row in found["pairings"]:
        asked = [_asked(words, party, each) for party, each in row["by"].items()]
        if row["none_attempted_days"] is not None:
            asked = [words["never"].format(since=_at(row["since"]), days=row["none_attempted_days"])]
        if row["agreed_for"] is not None and row["agreed_for"] != row["last_held"]:
            asked.append(words["agreed"].format(at=_at(row["agreed_for"])))
        yield from _row(row["name"], "—" if row["last_held"] is None else _at(row["last_held"]), asked)


def _asked(words: Mapping[str, str], party: str, asked: Found) -> str:
    results = ", ".join(f"{words[name]} {asked[name]}" for name in RESULTS if asked[name])
    return f"{party} {asked['asked']}" + (f": {results}" if results else "")


def _row(name: str, last: str, rest: list[str]) -> Iterator[str]:
    """Set a row in three columns, each wrapped."""
    left = textwrap.wrap(name, WIDTHS[0] - 2)
    right = [line for each in rest for line in textwrap.wrap(each, COLUMNS - sum(WIDTHS))]
    for number in range(max(len(left), len(right))):
        cells = [lines[number] if number < len(lines) else "" for lines in (left, [last], right)]
        yield f"{cells[0]:<{WIDTHS[0]}}{cells[1]:<{WIDTHS[1]}}{cells[2]}".rstrip()


def call_text(found: Found) -> Iterator[str]:
    """Tell one call: what was said in it, how it was set up, what came of it."""
    words = WORDS.get(found["language"], WORDS["en"])
    yield words["call"].format(**{key: found[key] for key in ("pairing", "by", "state")})
    if found["one_with"] is not None:
        yield words["one"].format(one=found["one_with"][:12])
    for each in found["statements"]:
        yield from textwrap.wrap(f"{_at(each['clock'])}  {each['text']}", COLUMNS, subsequent_indent="  ")
    if found["agreed_for"] is not None:
        at, role = _at(found["agreed_for"]), found["accepted_by"]
        yield from textwrap.wrap(words["set_up"].format(at=at, role=role, set_up=found["set_up"]), COLUMNS)
    held = found["held"]
    if held is not None:
        yield from textwrap.wrap(words["points"].format(hash=held["points_hash"]), COLUMNS, subsequent_indent="  ")
        for each in held["readouts"]:
            told = words["told" if each["may_be_told"] else "kept"]
            said = {key: each[key] for key in ("by", "publicity", "text")}
            line = words["readout"].format(at=_at(each["filed"]), told=told, **said)
            yield from textwrap.wrap(line, COLUMNS, subsequent_indent="  ")
        if held["readouts_differ"]:
            yield words["differ"]


def _at(text: str) -> str:
    return dtg(parse_iso(text))
