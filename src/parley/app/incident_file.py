"""A thread as the file of an incident: both sides' entries, what was shown and when; this side's own log apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

from parley.app import own_log
from parley.app.exports import RIGHT_TO_LEFT
from parley.app.home import Home
from parley.app.released import notes
from parley.app.telling import Teller
from parley.node.watch_view import manned
from parley.wire.chrome import chrome
from parley.wire.local_times import shown
from parley.wire.speech import Piece
from parley.words.faults import OurFault
from parley.words.instants import HOUR_MS, iso, parse_iso

ROUND_MS: Final = HOUR_MS
"""So long before the first entry and behind the last the own log is told."""
LOG_TOLD: Final = 500
WATCH_EVENTS: Final = ("watch-taken", "watch-offered", "watch-left")
_STYLE: Final = (
    "body{font:11pt/1.4 serif;margin:2cm;max-width:18cm}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:start;vertical-align:top;padding:2pt 6pt 2pt 0;border-top:.5pt solid}"
    ".said{white-space:pre-wrap}article{break-inside:avoid;border-top:1pt solid;padding:6pt 0}"
    ".own{break-before:page}@media print{body{margin:0}}"
)


def incident(teller: Teller, home: Home, line: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """Tell the thread of an entry as a file. Raises OurFault `request-malformed` and those of references."""
    ref = request.get("ref")
    if not isinstance(ref, str):
        raise OurFault("request-malformed", "The request names no entry.")
    statements = [{**teller.told(each), "texts": teller.texts(each)} for each in teller.thread(ref)]
    clocks = [parse_iso(each["clock"]) for each in statements]
    watch = {party: manned(teller.reading, party) for party in teller.reading.parties}
    return {
        "language": teller.language,
        "time_zones": teller.agreement.time_zones,
        "party": teller.me,
        "as_of": iso(teller.reading.now_ms),
        "subject": statements[0]["subject"] or statements[0]["text"],
        "thread": statements[0]["thread"],
        "statements": statements,
        "watch_said": {
            party: None if said is None else {"said": iso(said.at_ms), "within_min": said.within_min}
            for party, said in watch.items()
        },
        "own": _own(home, line, [each["id"] for each in statements], min(clocks) - ROUND_MS, max(clocks) + ROUND_MS),
    }


def _own(home: Home, line: str, ids: list[str], from_ms: int, until_ms: int) -> dict[str, Any]:
    """Give this side's own log round a thread: who kept the watch, what seats did, who released which entry."""
    kept: dict[str, Any] | None = None
    watch, log = list[dict[str, Any]](), list[dict[str, Any]]()
    for each in own_log.read(home.folder):
        at_ms, of = each.get("at_ms"), each.get("line", line)
        if not isinstance(at_ms, int) or of != line or at_ms > until_ms:
            continue
        told = {name: str(each.get(name, "")) for name in ("at", "event", "seat")}
        if each.get("event") in WATCH_EVENTS:
            kept = told
            watch += [told] if at_ms >= from_ms else []
        elif at_ms >= from_ms:
            log.append(told)
    before = [kept] if kept is not None and kept not in watch else []
    released = [
        {name: str(each.get(name, "")) for name in ("at", "event", "seat", "second", "id", "kind", "reason")}
        for each in notes(home.line_folder(line))
        if each.get("id") in set(ids)
    ]
    return {"watch": [*before, *watch], "log": log[-LOG_TOLD:], "released": released}


# ---------------------------------------------------------------- as pages to print


def pages(found: Mapping[str, Any]) -> dict[str, str]:
    """Write the file as two pages: of the joint record, and of the own log, which is nobody else's."""
    return {
        "incident.html": _page(found, str(found["subject"]).splitlines()[0], _joint(found)),
        "own-log.html": _page(found, _said(found, "incident-own"), _own_page(found)),
    }


def page(found: Mapping[str, Any]) -> str:
    """Write the file as one page, the own log on a sheet of its own behind the joint record."""
    body = (
        *_joint(found),
        f'<section class="own"><h2>{_word(found, "incident-own")}</h2>',
        *_own_page(found),
        "</section>",
    )
    return _page(found, str(found["subject"]).splitlines()[0], body)


def _page(found: Mapping[str, Any], title: str, body: Iterator[str] | tuple[str, ...]) -> str:
    language = found["language"]
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    return (
        f'<!doctype html>\n<html lang="{escape(language)}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1><bdi>{escape(title)}</bdi></h1>\n"
        + "\n".join(body)
        + f"\n<p>{_at(found, found['as_of'])}</p>\n</body>\n</html>\n"
    )


def _joint(found: Mapping[str, Any]) -> Iterator[str]:
    for each in found["statements"]:
        number = "—" if each["number"] is None else each["number"]
        texts = "".join(
            f'<p class="said" lang="{escape(language)}" dir="auto">{escape(text)}</p>'
            for language, text in each["texts"].items()
        )
        drill = "<p><strong>DRILL</strong></p>" if each["class"] == "DRILL" else ""
        stored = "; ".join(f"{party} {_at(found, at)}" for party, at in each["stored"].items())
        yield (
            f"<article><h2>{number} · <bdi>{escape(each['author'])}</bdi> · {_at(found, each['clock'])}</h2>{drill}"
            f"{texts}"
            f"<p>{_word(found, 'incident-stored')}: <bdi>{escape(stored)}</bdi><br>SHA-256 {escape(each['id'])}</p>"
            f"<ul>{''.join(_shown(found, each))}</ul></article>"
        )


def _shown(found: Mapping[str, Any], each: Mapping[str, Any]) -> Iterator[str]:
    for party, steps in each["ladder"].items():
        for step in steps:
            yield f"<li><bdi>{escape(party)}</bdi>: {escape(step['said'])}, {_at(found, step['at'])}</li>"


def _own_page(found: Mapping[str, Any]) -> Iterator[str]:
    yield f"<p>{_word(found, 'incident-own-means')}</p>"
    for name, columns in (
        ("watch", ("at", "event", "seat")),
        ("released", ("at", "kind", "seat", "second", "reason", "id")),
        ("log", ("at", "event", "seat")),
    ):
        rows = "".join(
            "<tr>" + "".join(f"<td><bdi>{escape(each[column])}</bdi></td>" for column in columns) + "</tr>"
            for each in found["own"][name]
        )
        yield f"<h3>{_word(found, f'incident-own-{name}')}</h3><table>{rows}</table>"


def _at(found: Mapping[str, Any], instant: str | None) -> str:
    return escape(shown(parse_iso(instant), found["time_zones"])) if instant else "—"


def _said(found: Mapping[str, Any], name: str) -> str:
    return chrome(found["language"]).say(name, party=Piece(found["party"]))


def _word(found: Mapping[str, Any], name: str) -> str:
    return escape(_said(found, name))
