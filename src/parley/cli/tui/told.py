"""What the node told, as lines of a terminal: hidden characters shown for what they are, countdowns, rows that fit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from parley.cli._entries import age
from parley.cli.tui.asking import Seen, links
from parley.wire.local_times import shown
from parley.wire.speech import RIGHT_TO_LEFT, Piece, Speech
from parley.words.instants import HOUR_MS, SECOND_MS, from_ms, parse_iso
from parley.words.texts import HIDDEN

Json = Mapping[str, Any]

LETTERS: Final = {"FLASH": "Z", "IMMEDIATE": "O", "PRIORITY": "P", "ROUTINE": "R"}
"""R-11: a letter beside every precedence, the real prosigns."""
MOVES: Final = {"flash": "flash", "our move": "ours", "their move": "theirs", "no action open": "none"}
ID_CHARS: Final = 6
COLUMNS: Final = 80
_DIRECTED: Final = re.compile(r"[A-Z][A-Z0-9-]* → [^:\n]*: ")
_ISOLATED: Final = re.compile("\u2068([^\u2066-\u2069\n]*)\u2069")
_NUMBERS: Final = re.compile(r"\d(?:[\d.,:]*\d)?")
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


def visible(text: str) -> str:
    """Show every character of a text that a terminal would hide or obey as its number: <U+202E>.

    Isolates that our own sentences put round a value, whole pairs, say nothing on a terminal and go.
    """
    while _ISOLATED.search(text):
        text = _ISOLATED.sub(r"\1", text)
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character == "\n":
        return character
    hidden = HIDDEN.match(character) or unicodedata.category(character) in _INVISIBLE
    return f"<U+{ord(character):04X}>" if hidden else character


def lines(text: str, words: Speech) -> Iterator[str]:
    """Give the lines of a text; one that runs from right to left is marked, and its numbers stand behind it in order.

    Terminals do not order such lines reliably: they are written as they are stored.
    """
    for line in visible(text).split("\n"):
        if RIGHT_TO_LEFT.search(line) is None:
            yield line
            continue
        numbers = [str("".join(map(_digit, each))) for each in _NUMBERS.findall(line)]
        mark = words.say("tui-right-to-left")
        yield f"[{mark}] {line}" + (f" [{' | '.join(numbers)}]" if numbers else "")


def _digit(character: str) -> str:
    return str(unicodedata.digit(character, character))


def countdown(due_ms: int, now_ms: int) -> str:
    """Write the time to a deadline: mm:ss under an hour, else h:mm:ss, and +h:mm:ss behind it (R-04)."""
    left_s = (due_ms - now_ms) // SECOND_MS if due_ms >= now_ms else -((now_ms - due_ms) // SECOND_MS)
    hours, minutes, seconds = abs(left_s) // 3600, abs(left_s) // 60 % 60, abs(left_s) % 60
    if due_ms < now_ms:
        return f"+{hours}:{minutes:02}:{seconds:02}"
    return f"{minutes:02}:{seconds:02}" if due_ms - now_ms < HOUR_MS else f"{hours}:{minutes:02}:{seconds:02}"


def clock(now_ms: int, zones: Mapping[str, str]) -> str:
    """Write the clock with its seconds, then both local times (R-01): 241903:22Z NOV 26 (RUS 22:03, USA 14:03)."""
    return shown(now_ms, zones).replace("Z ", f":{from_ms(now_ms):%S}Z ", 1)


class Row(NamedTuple):
    """One row of a list: what it stands for, none for a heading; what it says; whether it is to be seen first."""

    key: str | None
    text: str
    urgent: bool = False


def desk_rows(desk: Json, me: str, now_ms: int, width: int, words: Speech) -> Iterator[Row]:
    """Tell the desk in rows of a width: four groups by whose move it is; an empty one keeps its heading."""
    for group in desk["groups"]:
        count = "" if group["count"] is None else f": {group['count']}"
        yield Row(None, f"-- {words.say('move-' + MOVES[group['move']])}{count}")
        for item in group["items"]:
            yield Row(item["thread"], _item(item, me, now_ms, width, words), item["precedence"] == "FLASH")
        hidden = (group["count"] or 0) - len(group["items"])
        if hidden > 0:
            yield Row(None, f"   {words.say('more-threads', count=hidden)}")


def _item(item: Json, me: str, now_ms: int, width: int, words: Speech) -> str:
    """Precedence, direction, reference and text on the left; who owes what, and how long yet, whole on the right."""
    owed = item.get("owed", ())
    right = debt_text(owed[0], me, now_ms, words) if owed else ""
    right += f" (+{len(owed) - 1})" if owed[1:] else ""
    arrow = ">" if item["by"] == me else "<"
    text = summary(item["text"])
    left = f"{LETTERS[item['precedence']]} {arrow} {item['thread'][:ID_CHARS]} {text}"
    room = max(0, width - len(right) - 1)
    return f"{cut(left, room):<{room}} {right}"


def debt_text(debt: Json, me: str, now_ms: int, words: Speech) -> str:
    """Say who owes what, and how long yet; always with the words, never by a colour alone."""
    who = "ours" if debt["debtor"] == me else "theirs"
    owes = words.say(f"tui-owes-{who}", debtor=Piece(debt["debtor"]))
    what = words.say("owed-" + debt["what"].replace(" ", "-"))
    due = "--:--" if debt["due"] is None else countdown(parse_iso(debt["due"]), now_ms)
    return f"{owes} {what} {due}"


def summary(text: str) -> str:
    """Give the first line of a statement without who says it to whom, which stands beside it."""
    first = visible(text).partition("\n")[0]
    return first[found.end() :] if (found := _DIRECTED.match(first)) else first


def cut(text: str, width: int) -> str:
    """Cut a text to a width in cells, and say by a mark that it was cut."""
    if len(text) <= width:
        return text
    return text[: max(0, width - 2)] + ".."


def strip(seen: Seen | None, about: Json, now_ms: int, words: Speech) -> tuple[str, str]:
    """Give the two lines that always stand on top: realm, line, seat and clock; link, watch, exposure, record."""
    realm = words.say("tui-drill" if about["drill"] else "tui-live")
    seat = about["seat"] or words.say("tui-no-seat")
    first = f"{realm}  {about['line']}  {about['party']}  {seat}  {clock(now_ms, about['zones'])}"
    if seen is None:
        return first, words.say("tui-nothing-heard")
    told = [_link_text(party, ways, words) for party, ways in links(seen).items()]
    for party, said in seen.watch["others"].items():
        known = "" if links(seen).get(party) else f"{words.say('tui-last-known')}: "
        told.append(known + _watch_text(party, said, words))
    exposed = seen.status["exposure"]
    if exposed["statements"]:
        oldest = age(exposed["oldest_s"], about["language"])
        told.append(words.say("tui-not-confirmed", number=exposed["statements"], oldest=Piece(oldest)))
    told.append(words.say("tui-record", number=seen.status["numbered"]))
    return first, " | ".join(told)


def _link_text(party: str, ways: list[str], words: Speech) -> str:
    bearers = Piece(", ".join(sorted(ways)))
    return words.say("tui-link-up" if ways else "tui-link-down", party=Piece(party), bearers=bearers)


def _watch_text(party: str, said: Json | None, words: Speech) -> str:
    if said is None:
        return words.say("tui-watch-unknown", party=Piece(party))
    if said["within_min"]:
        return words.say("tui-watch-on-call", party=Piece(party), minutes=said["within_min"])
    return words.say("tui-watch-there", party=Piece(party))


def moment(at_ms: int) -> str:
    """Write the hour of an instant in UTC: 1903:22Z."""
    return f"{from_ms(at_ms):%H%M:%S}Z"
