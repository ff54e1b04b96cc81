"""The keys of the console: one table, given to the pages and to docs/live.md (R-30)."""

from __future__ import annotations

import json
from typing import Final, NamedTuple


class Key(NamedTuple):
    """A key, as browsers name it, and the act that it asks for; `key-ACT` says it in the chrome."""

    key: str
    act: str


KEYS: Final = (
    *(Key(str(digit), f"screen-{digit}") for digit in (*range(1, 10), 0)),
    Key("j", "next"),
    Key("k", "previous"),
    Key("Enter", "open"),
    Key("a", "acknowledge"),
    Key("r", "reply"),
    Key("s", "standby"),
    Key("u", "unable"),
    Key("e", "escalate"),
    Key("c", "compose"),
    Key("z", "correct"),
    Key("d", "drafts"),
    Key("v", "voice"),
    Key("l", "log"),
    Key("m", "map"),
    Key("p", "print"),
    Key("t", "check"),
    Key("g", "take"),
    Key("x", "silence"),
    Key("/", "search"),
    Key("?", "help"),
    Key("Ctrl k", "palette"),
    Key("Ctrl Enter", "send"),
    Key("Escape", "close"),
)
"""Single letters work outside text fields and can be switched off; those with Ctrl work everywhere (WCAG 2.1.4)."""


def as_json() -> str:
    """Give the table as a page carries it: act by key."""
    return json.dumps({each.key: each.act for each in KEYS})


def told() -> tuple[Key, ...]:
    """Give the rows that are told one by one: the digits are one row."""
    return (Key("1 … 9, 0", "screen"), *(each for each in KEYS if not each.act.startswith("screen-")))
