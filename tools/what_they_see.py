"""The tables of docs/what-they-see.md: each field that crosses, by the classes that the code sends. A new one fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from parley.line import payloads
from parley.record.entry import Entry, OpenKind
from parley.wire.kinds import KINDS

ENTRY: Final[Mapping[str, str]] = {
    "line": "which line",
    "author": "your party, never a person",
    "feed": "which run of your node wrote it: each start shows, and how often you start",
    "index": "how much this run has written",
    "seen": "what of theirs your node held at that moment: this is the receipt",
    "beyond": "single entries of theirs that it held while earlier ones were missing",
    "clock_ms": "your node's clock, to the millisecond",
    "uncertainty_ms": "how well that clock is kept, or that nobody keeps it",
    "traffic_class": "meant, a test of the line, or a drill",
    "precedence": "how you judged the urgency",
    "not_after_ms": "when it stops to matter to you",
    "addressees": "for whom among the parties",
    "kind": "what sort of statement it is",
    "kind_version": "how new your release is",
    "thread": "what you answer",
    "content": "of kinds below 32 the content itself, else the hash of salt and body",
}
OPEN: Final[Mapping[OpenKind, str]] = {
    OpenKind.RECEIPT: "that your node holds what `seen` names; it goes out by itself, within moments",
    OpenKind.FIRST: "that your node started, with sizes and roots of your older feeds: whether anything was lost",
    OpenKind.FOUNDING: "that you signed the agreement and these cards",
    OpenKind.ADOPTION: "that you took entries of your own back from others: that you had lost them",
    OpenKind.EPOCH: "that a new epoch was agreed with a party, and when",
    OpenKind.NODE_KEY: "that your node's keys changed (read by this version, not written)",
    OpenKind.OFFICER_KEY: "that a seat got a key (read by this version, not written)",
    OpenKind.REVOCATION: "that a key no longer counts (read by this version, not written)",
    OpenKind.REFUSED: "that your node could not take an entry of theirs, with the code",
    OpenKind.LIVENESS: "hourly, and at each change: how your node has seen theirs on each bearer, and since when",
    OpenKind.AMENDMENT: "that you signed a later agreement, and its file",
}


def entry_fields() -> Iterator[str]:
    """Give a row for each field of an entry."""
    for name in Entry._fields:
        yield f"| `{name}` | {ENTRY[name]} |"


def open_kinds() -> Iterator[str]:
    """Give a row for each kind that nodes write by themselves."""
    for kind in OpenKind:
        yield f"| {int(kind)} {kind.name} | {OPEN[kind]} |"


def statements() -> Iterator[str]:
    """Give a row for each slot of each kind that people say."""
    for kind in KINDS:
        for slot in kind.slots:
            need = "" if slot.needed else "may be left out; "
            yield f"| {kind.number} {kind.type.__name__} | `{slot.name}` | {need}{slot.codec.sort} |"


def sent_apart() -> Iterator[str]:
    """Give a row for each sort of payload that travels sealed and stands in no record."""
    for name, sort in vars(payloads).items():
        fields: Any = getattr(sort, "_fields", None)
        if isinstance(sort, type) and fields and sort.__module__.startswith("parley.line."):
            yield f"| {name} | {' '.join((sort.__doc__ or '').split())} | {', '.join(f'`{each}`' for each in fields)} |"
