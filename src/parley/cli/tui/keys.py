"""The keys of the terminal: one table, which screens bind, the page of keys shows and the docs name.

Letters are those of the console (R-30). A letter works shifted too, and on a Russian keyboard by its place.
"""

from __future__ import annotations

from typing import Final, NamedTuple

_LATIN: Final = "qwertyuiopasdfghjklzxcvbnm"
_RUSSIAN: Final = "йцукенгшщзфывапролдячсмить"


class Key(NamedTuple):
    """One act: its keys as people press them, the action that it starts, the sentence that says what it does."""

    keys: str
    action: str
    sentence: str


EVERYWHERE: Final = (
    Key("1", "desk", "tui-key-desk"),
    Key("3", "calls", "tui-key-calls"),
    Key("0", "alarms", "tui-key-alarms"),
    Key("D", "drafts", "tui-key-drafts"),
    Key("Enter", "top_alarm", "tui-key-top-alarm"),
    Key("X", "silence", "tui-key-silence"),
    Key("C", "compose", "tui-key-compose"),
    Key("?", "keys", "tui-key-keys"),
    Key("Esc", "leave", "tui-key-back"),
    Key("Ctrl Q", "quit", "tui-key-quit"),
)
LIST: Final = (
    Key("J", "down", "tui-key-down"),
    Key("K", "up", "tui-key-up"),
    Key("PageUp", "earlier", "tui-key-earlier"),
    Key("PageDown", "later", "tui-key-later"),
)
DESK: Final = (
    *LIST,
    Key("O", "open", "tui-key-open"),
    Key("A", "acknowledge", "tui-key-acknowledge"),
    Key("S", "standby", "tui-key-standby"),
    Key("U", "unable", "tui-key-unable"),
    Key("R", "reply", "tui-key-reply"),
    Key("E", "escalate", "tui-key-escalate"),
)
ALARMS: Final = (*LIST, Key("O", "open", "tui-key-open-alarm"), Key("A", "acknowledge", "tui-key-seen"))
CALLS: Final = LIST
DRAFTS: Final = (*LIST, Key("V", "review", "tui-key-review"), Key("G", "release", "tui-key-release"))
FORM: Final = (
    Key("Tab", "next_field", "tui-key-next-field"),
    Key("Ctrl Enter", "sign", "tui-key-sign"),
    Key("Esc", "leave", "tui-key-form-back"),
)
TABLES: Final = (
    ("tui-keys-everywhere", EVERYWHERE),
    ("screen-desk", DESK),
    ("screen-alerts", ALARMS),
    ("screen-calls", CALLS),
    ("screen-drafts", DRAFTS),
    ("screen-compose", FORM),
)
_NAMES: Final = {
    "Enter": "enter",
    "Esc": "escape",
    "PageUp": "pageup",
    "PageDown": "pagedown",
    "Ctrl Q": "ctrl+q",
    "?": "question_mark",
    "Ctrl Enter": "ctrl+enter,ctrl+j,ctrl+s",
    "J": "j,down",
    "K": "k,up",
}
"""What terminals send; most send Ctrl J for Ctrl Enter."""


def latin(character: str | None) -> str:
    """Give the letter of a key: small, and of a Russian keyboard the Latin one in its place."""
    letter = (character or "").lower()
    return _LATIN[_RUSSIAN.index(letter)] if len(letter) == 1 and letter in _RUSSIAN else letter


def pressed(key: Key) -> str:
    """Give everything that starts an act, as Textual names it, with commas between."""
    names = _NAMES.get(key.keys, key.keys.lower()).split(",")
    letters = [name for name in names if len(name) == 1 and name in _LATIN]
    by_place = [_RUSSIAN[_LATIN.index(letter)] for letter in letters]
    return ",".join([*names, *(letter.upper() for letter in letters), *by_place, *map(str.upper, by_place)])
