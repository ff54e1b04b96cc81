"""What people carry into other tools: a calendar (RFC 5545), a table (RFC 4180), a page to print of one entry."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from html import escape
from itertools import islice
from typing import Any, Final

from parley.app.publishing import AgreedCall, agreed_calls
from parley.app.telling import Teller
from parley.desk.validity import window_of
from parley.node.debts import debts
from parley.node.desk import Statement
from parley.wire.local_times import shown
from parley.wire.render import sentence_name
from parley.words.instants import DAY_MS, from_ms, iso, parse_iso
from parley.words.terms import Precedence

LINE_OCTETS_MAX: Final = 75
"""RFC 5545 section 3.1: a longer line of content is folded."""
BACK_MS: Final = 30 * DAY_MS
"""Windows that ended longer ago are not in the calendar."""
TABLE_ROWS_MAX: Final = 100_000
COLUMNS: Final = (
    "number", "author_number", "id", "thread", "clock", "author", "kind", "class", "precedence", "stored", "refused",
    "owed", "text",
)  # fmt: skip
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet may take for a formula when a cell begins so: such a cell gets an apostrophe before it."""
RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur"})


# ---------------------------------------------------------------- calendar


def calendar(teller: Teller) -> str:
    """Write windows of notices, agreed calls and deadlines as iCalendar; lines end with CRLF, none is too long."""
    stamp = _utc(teller.reading.now_ms)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Parley//Parley//EN", "CALSCALE:GREGORIAN"]
    for told in list(teller.shelf.model.told.values()):
        window = window_of(told.thread.latest)
        if window is not None and window[1] >= teller.reading.now_ms - BACK_MS:
            lines += _event(teller, told.opener, window, str(told.thread.state), stamp)
    for call in agreed_calls(teller):
        if call.from_ms >= teller.reading.now_ms - BACK_MS:
            lines += _call(teller, call, stamp)
    for debt in debts(teller.reading):
        if debt.due_ms is not None:
            lines += [
                "BEGIN:VTODO",
                f"UID:{debt.entry.hex()}-{debt.debtor}-{debt.what.replace(' ', '-')}@parley",
                f"DTSTAMP:{stamp}",
                f"DUE:{_utc(debt.due_ms)}",
                f"SUMMARY:{_escaped(f'{debt.debtor}: {debt.what} ({debt.precedence.name})')}",
                f"DESCRIPTION:{_escaped(debt.clause)}",
                f"PRIORITY:{_PRIORITIES[debt.precedence]}",
                "STATUS:NEEDS-ACTION",
                "END:VTODO",
            ]
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


_PRIORITIES: Final = {Precedence.FLASH: 1, Precedence.IMMEDIATE: 3, Precedence.PRIORITY: 5, Precedence.ROUTINE: 9}


def _event(teller: Teller, opener: Statement, window: tuple[int, int], state: str, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{opener.id.hex()}@parley"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART:{_utc(window[0])}"
    if window[1] > window[0]:
        yield f"DTEND:{_utc(window[1])}"
    yield f"SUMMARY:{_escaped(f'{opener.author}: {sentence_name(type(opener.message))}')}"
    yield f"DESCRIPTION:{_escaped(teller.rendered(opener))}"
    yield f"STATUS:{'CANCELLED' if state == 'cancelled' else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _call(teller: Teller, call: AgreedCall, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{call.request.hex()}@parley"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART:{_utc(call.from_ms)}"
    if call.until_ms is not None and call.until_ms > call.from_ms:
        yield f"DTEND:{_utc(call.until_ms)}"
    yield f"SUMMARY:{_escaped(teller.named(call.pairing))}"
    yield f"STATUS:{'CANCELLED' if call.off else 'CONFIRMED'}"
    yield "END:VEVENT"


def _utc(instant_ms: int) -> str:
    return f"{from_ms(instant_ms):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """RFC 5545 section 3.3.11; what is no text (a control character) is left out."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(char for char in plain if char >= " " and char != "\x7f")


def _folded(line: str) -> Iterator[str]:
    """Cut a line into parts of at most 75 octets, never within a character; each further one begins with a space."""
    part, size = "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > LINE_OCTETS_MAX:
            yield part
            part, size = " ", 1
        part, size = part + char, size + octets
    yield part


# ---------------------------------------------------------------- table


def table(teller: Teller) -> str:
    """Write the statements in joint order as CSV with a heading, of a very long record the last so many."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    latest = list(islice(teller.shelf.latest(teller.reading.parties), TABLE_ROWS_MAX))
    for statement in latest[::-1]:
        told = teller.told(statement)
        rows.writerow([_cell(told, column) for column in COLUMNS])
    return out.getvalue()


def _machine(instant: str | None) -> str:
    return instant or "-"


def _cell(told: Mapping[str, Any], column: str, at: Callable[[str | None], str] = _machine) -> str:
    value = told[column]
    if column == "clock":
        text = at(value)
    elif column == "stored":
        text = " ".join(f"{party} {at(instant)}" for party, instant in value.items())
    elif column == "owed":
        text = "; ".join(f"{debt['debtor']} {debt['what']} {at(debt['due'])} {debt['standing']}" for debt in value)
    else:
        text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


# ---------------------------------------------------------------- a page to print

_STYLE: Final = (
    "body{font:12pt/1.4 serif;margin:2cm;max-width:18cm}table{border-collapse:collapse}"
    "th,td{text-align:start;vertical-align:top;padding:2pt 8pt 2pt 0}.said{white-space:pre-wrap;border-top:1pt solid;"
    "border-bottom:1pt solid;padding:8pt 0}@media print{body{margin:0}}"
)
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "number": ("Joint number", "Общий номер"),
    "author_number": ("Author's number", "Номер у автора"),
    "id": ("Entry", "Запись"),
    "thread": ("Thread", "Нить"),
    "clock": ("Author's clock", "Часы автора"),
    "class": ("Class", "Класс"),
    "precedence": ("Precedence", "Срочность"),
    "stored": ("Stored", "Сохранено"),
    "refused": ("Does not count", "Не учитывается"),
    "owed": ("Owed", "Долг"),
}


def page(teller: Teller, statement: Statement) -> str:
    """Write one entry as a page of its own, in every language of the line, this side's first.

    Nothing is loaded, nothing runs, every text is set apart by direction.
    """
    told = teller.told(statement)
    place = 1 if teller.language == "ru" else 0

    def at(instant: str | None) -> str:
        return shown(parse_iso(instant), told["time_zones"]) if instant else "—"

    cells = [(words[place], _cell(told, column, at)) for column, words in _WORDS.items()]
    rows = "".join(
        f"<tr><th>{escape(word)}</th><td><bdi>{escape(cell)}</bdi></td></tr>\n" for word, cell in cells if cell
    )
    texts = list(teller.texts(statement).items())
    said = "".join(
        f'<p class="said" lang="{escape(language)}" dir="auto">{escape(text)}</p>\n' for language, text in texts
    )
    direction = "rtl" if teller.language in RIGHT_TO_LEFT else "ltr"
    drill = "<p><strong>DRILL</strong></p>\n" if told["class"] == "DRILL" else ""
    title = escape(f"{told['author_number'] or told['author']} · {told['kind']}")
    return (
        f'<!doctype html>\n<html lang="{escape(teller.language)}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1><bdi>{title}</bdi></h1>\n{drill}"
        f"{said}<table>\n{rows}</table>\n"
        f"<p>{escape(at(iso(teller.reading.now_ms)))}</p>\n</body>\n</html>\n"
    )
