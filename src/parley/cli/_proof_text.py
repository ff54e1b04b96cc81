"""A proof of entries as people read it: who said what, when, and who had it by when."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from parley.cli._record_text import fault_text, instant, plain
from parley.record.entry import OpenKind
from parley.record.proof import ProofVerdict, Shown
from parley.record.verdict import CONSISTENT
from parley.wire.catalogue import decode
from parley.wire.context import Context
from parley.wire.render import render
from parley.words.faults import PeerFault
from parley.words.terms import Precedence, TrafficClass


def proof_text(verdict: ProofVerdict, path: Path) -> Iterator[str]:
    """Give the lines that tell a verdict on a proof of entries."""
    yield verdict.verdict[0].upper() + verdict.verdict[1:]
    if verdict.fault is not None:
        yield from fault_text(verdict.fault)
    if verdict.entries is None or verdict.line is None:
        return
    yield f"  line {verdict.line.hex()}"
    for shown in verdict.entries:
        yield from _entry_text(shown)
    yield "  Whether the thread has more entries than these is not shown."
    if verdict.verdict == CONSISTENT:
        yield "Whose keys these are was not compared. With the cards as you had them from each party:"
        yield f"  parley record verify {path} --card A.card --card B.card"


def _entry_text(shown: Shown) -> Iterator[str]:
    entry = shown.entry
    speed, meant = Precedence(entry.precedence).name, TrafficClass(entry.traffic_class).name
    yield f"  {shown.party} {shown.feed.hex()[:8]} entry {shown.index}, {instant(entry.clock_ms)}, {speed}, {meant}"
    yield f"    id {shown.id.hex()}"
    for party, clock_ms in shown.receipted.items():
        yield f"    {party} had it at {instant(clock_ms)} or earlier"
    yield f"    {_said(shown)}"


def _said(shown: Shown) -> str:
    """What the entry says, where that is disclosed and can be read here."""
    entry = shown.entry
    if shown.body is None:
        name = OpenKind(entry.kind).name.lower() if entry.kind in set(OpenKind) else f"kind {entry.kind}"
        return f"({name}; its text is not disclosed here)" if type(entry.content) is bytes else f"({name})"
    try:
        message = decode(entry.kind, entry.kind_version, shown.body)
    except PeerFault as fault:
        return f"(kind {entry.kind}: cannot be read here [{fault.code}])"
    addressees = ", ".join(entry.addressees) or "all"
    return plain(render(message, "en", Context(author=entry.author, addressee=addressees)))
