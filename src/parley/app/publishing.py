"""What of a line is public: readouts under their publicity, each side's beside the other's, as Atom and as a page.

Nothing else of the record is in it, and nothing that the agreement keeps back. A readout that is private or only for
whoever asks keeps back the whole call, one under embargo until it ends, a joint one until every side has filed it as
such (`parley.desk.publicity`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

from parley.app.telling import Teller
from parley.desk import calls
from parley.desk import messages as m
from parley.desk.publicity import may_be_told
from parley.node.held_views import CallView, ReadoutView, call_views
from parley.words.instants import HOUR_MS, from_ms
from parley.words.terms import TrafficClass

ATOM: Final = "http://www.w3.org/2005/Atom"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_STYLE: Final = (
    "body{font:12pt/1.5 serif;margin:2rem auto;max-width:60rem}article{border-top:1px solid;padding:.5rem 0}"
    ".sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));gap:2rem}"
    ".said{white-space:pre-wrap}"
)
_WORDS: Final = {
    "en": {"title": "Published readouts", "held": "Call held", "none": "Nothing is published.", "filed": "filed"},
    "ru": {"title": "Обнародованные сообщения", "held": "Разговор состоялся", "none": "Ничего не обнародовано.",
           "filed": "внесено"},
}  # fmt: skip


_NO_XML: Final = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""What no XML document can hold, escaped or not."""


class Published(NamedTuple):
    """One call as the public may know it: the pairing's name, when it began, the last readout of each side."""

    call: bytes
    pairing: str
    held_ms: int
    public_ms: int
    readouts: tuple[ReadoutView, ...]


def published(teller: Teller) -> tuple[Published, ...]:
    """Give the calls of which something is public now, the latest first; of drills nothing is."""
    found = []
    for view in call_views(teller.reading):
        opener = teller.reading.model.told[view.request].opener
        readouts = _public(teller, view)
        if readouts and opener.traffic_class == TrafficClass.OPERATIONAL:
            ends_ms = [each.readout.embargo_until_ms or 0 for each in readouts]
            public_ms = max([each.filed_ms for each in readouts] + ends_ms)
            found.append(Published(view.request, teller.named(view.pairing), view.from_ms, public_ms, readouts))
    return tuple(sorted(found, key=lambda each: (-each.held_ms, each.call)))


def _public(teller: Teller, view: CallView) -> tuple[ReadoutView, ...]:
    """Give what both the agreement and the readouts themselves let go."""
    filed = [each.readout for each in view.readouts]
    parties, now_ms = len(teller.reading.parties), teller.reading.now_ms
    opener = teller.reading.model.told[view.request].opener
    agreed = teller.reading.agreed(opener).disclosure
    held = view.accounts[-1].held
    joint = agreed.publicity is m.Publicity.JOINT_READOUT
    if agreed.publicity in {m.Publicity.PRIVATE, m.Publicity.REACTIVE_ONLY}:
        return ()
    if agreed.embargo_h is not None and now_ms < held.until_ms + agreed.embargo_h * HOUR_MS:
        return ()
    return tuple(
        each
        for each in view.readouts
        if may_be_told(each.readout, filed, parties, now_ms)
        and (not joint or each.readout.publicity is m.Publicity.JOINT_READOUT)
    )


def _at(instant_ms: int) -> str:
    """Write an instant as RFC 3339, which wants seconds."""
    return f"{from_ms(instant_ms):%Y-%m-%dT%H:%M:%SZ}"


# ---------------------------------------------------------------- Atom (RFC 4287)


def atom(teller: Teller, found: Sequence[Published]) -> str:
    """Write them as an Atom feed, an entry for each readout; the same record gives the same bytes."""
    words = _WORDS.get(teller.language, _WORDS["en"])
    feed = ET.Element("feed", {"xmlns": ATOM, _LANG: teller.language})
    _put(feed, "id", f"urn:x-parley:line:{teller.shelf.record.line.hex()}")
    _put(feed, "title", words["title"])
    _put(feed, "updated", _at(max((each.public_ms for each in found), default=teller.agreement.founded_ms)))
    _put(ET.SubElement(feed, "author"), "name", ", ".join(teller.reading.parties))
    for call in found:
        for each in call.readouts:
            entry = ET.SubElement(feed, "entry")
            _put(entry, "id", f"urn:x-parley:entry:{each.entry.hex()}")
            _put(entry, "title", f"{each.author}: {call.pairing}, {_at(call.held_ms)}")
            _put(entry, "published", _at(each.filed_ms))
            _put(entry, "updated", _at(call.public_ms))
            _put(ET.SubElement(entry, "author"), "name", each.author)
            ET.SubElement(entry, "category", {"term": f"urn:x-parley:entry:{call.call.hex()}"})
            content = _put(entry, "content", each.readout.text)
            content.attrib |= {"type": "text", _LANG: each.readout.language}
    ET.indent(feed)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, encoding="unicode")}\n'


def _put(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = _NO_XML.sub("", text)
    return element


# ---------------------------------------------------------------- a page


def page(teller: Teller, found: Sequence[Published]) -> str:
    """Write them as a page that loads and runs nothing, each side's readout beside the other's."""
    words = _WORDS.get(teller.language, _WORDS["en"])
    nothing = f"<p>{escape(words['none'])}</p>\n"
    articles = "".join(_article(words["held"], words["filed"], call) for call in found) or nothing
    title = escape(words["title"])
    return (
        f'<!doctype html>\n<html lang="{escape(teller.language)}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width">\n'
        f'<title>{title}</title>\n<link rel="alternate" type="application/atom+xml" href="feed.atom">\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f"{articles}</body>\n</html>\n"
    )


def _article(held: str, filed: str, call: Published) -> str:
    sides = "".join(
        f"<section>\n<h3><bdi>{escape(each.author)}</bdi></h3>\n"
        f'<p class="said" dir="auto" lang="{escape(each.readout.language)}">{escape(each.readout.text)}</p>\n'
        f"<p><small>{escape(filed)} <time>{_at(each.filed_ms)}</time></small></p>\n</section>\n"
        for each in call.readouts
    )
    return (
        f"<article>\n<h2><bdi>{escape(call.pairing)}</bdi></h2>\n"
        f"<p>{escape(held)} <time>{_at(call.held_ms)}</time></p>\n"
        f'<div class="sides">\n{sides}</div>\n</article>\n'
    )


# ---------------------------------------------------------------- the calls that are agreed


class AgreedCall(NamedTuple):
    """A call that was held, or whose time is agreed; `until_ms` is a held one's, `off` means called off."""

    request: bytes
    pairing: str
    from_ms: int
    until_ms: int | None = None
    off: bool = False


def agreed_calls(teller: Teller) -> list[AgreedCall]:
    """Give them in no order."""
    held = {view.request: view.accounts[-1].held for view in call_views(teller.reading)}
    found = []
    for told, request in teller.reading.opened_by(m.CallRequest):
        call, account = told.opener.id, held.get(told.opener.id)
        answers = [each.message for each in told.statements if isinstance(each.message, m.CallAnswer)]
        agreed = [each.at_ms for each in answers if each.answer is m.Answer.ACCEPTED and each.at_ms is not None]
        if account is not None:
            found.append(AgreedCall(call, request.pairing, account.from_ms, account.until_ms))
        elif agreed:
            off = told.thread.state is not calls.State.ACCEPTED
            found.append(AgreedCall(call, request.pairing, agreed[-1], off=off))
    return found
