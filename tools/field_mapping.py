"""The tables of docs/fields.md: what each field of an entry is in ACP 127 and RFC 6477. A field without a row fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from parley.record.entry import Entry
from parley.words.terms import Precedence, TrafficClass

FIELDS: Final[Mapping[str, tuple[str, str]]] = {
    "line": ("—", "—"),
    "author": ("format line 6, `FM`", "`MMHS-Originator-PLAD`"),
    "feed": ("—", "—"),
    "index": ("format line 3, station serial number: the author's number, not the place in one feed",
              "`MMHS-Acp127-Message-Identifier`"),
    "seen": ("service message that acknowledges receipt", "—"),
    "beyond": ("—", "—"),
    "clock_ms": ("format line 5, date-time group", "`Date`"),
    "uncertainty_ms": ("—", "—"),
    "traffic_class": ("`EXERCISE` or `DRILL` at the head of the text", "`MMHS-Message-Type`"),
    "precedence": ("format line 5, prosign", "`MMHS-Primary-Precedence`"),
    "not_after_ms": ("in the text", "`Expires` (RFC 4021)"),
    "addressees": ("format line 7, `TO`", "`To`"),
    "kind": ("subject indicator code, as the parties agree", "`MMHS-Subject-Indicator-Codes`"),
    "kind_version": ("—", "—"),
    "thread": ("reference, first paragraph of the text", "`References`"),
    "content": ("format line 12: the sentences, rendered in one language", "the text"),
}  # fmt: skip
"""By field of an entry: ACP 127, RFC 6477 (or the mail field that it builds on)."""
PROSIGNS: Final[Mapping[Precedence, str]] = {
    Precedence.FLASH: "Z",
    Precedence.IMMEDIATE: "O",
    Precedence.PRIORITY: "P",
    Precedence.ROUTINE: "R",
}
NUMBERS: Final[Mapping[Precedence, int]] = {
    Precedence.ROUTINE: 1,
    Precedence.PRIORITY: 2,
    Precedence.IMMEDIATE: 3,
    Precedence.FLASH: 4,
}
"""`MMHS-Primary-Precedence`; 0 (deferred) and 5 (override) have no like here."""
TYPES: Final[Mapping[TrafficClass, str]] = {
    TrafficClass.OPERATIONAL: "`operation`",
    TrafficClass.TEST: "none; the text says TEST",
    TrafficClass.DRILL: "`drill`",
}


def tables() -> Iterator[str]:
    """The three tables. Raises KeyError where a field, a precedence or a class has no row."""
    yield "| field of an entry | ACP 127 | RFC 6477 |\n|---|---|---|"
    for name in Entry._fields:
        yield f"| `{name}` | {FIELDS[name][0]} | {FIELDS[name][1]} |"
    yield "\n| precedence | ACP 127 prosign | `MMHS-Primary-Precedence` |\n|---|---|---|"
    for precedence in reversed(Precedence):
        yield f"| {precedence.name} | {PROSIGNS[precedence]} | {NUMBERS[precedence]} |"
    yield "\n| class | `MMHS-Message-Type` |\n|---|---|"
    for traffic in TrafficClass:
        yield f"| {traffic.name} | {TYPES[traffic]} |"
