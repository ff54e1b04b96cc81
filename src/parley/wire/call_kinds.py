"""The kinds of content round a call between principals that came after its request and answer.

Part of `parley.wire.kinds`.
"""

from __future__ import annotations

from typing import Final

from parley.desk import messages as m
from parley.wire import kind as k
from parley.wire import rules
from parley.wire import slots as s
from parley.wire.kind import Kind, Slot

_SAID: Final = (Slot(1, "language", s.LANGUAGE_CODE, needed=False), Slot(2, "text", k.TEXT, needed=False))

CALLS: Final = (
    Kind(
        79,
        1,
        m.CallTaken,
        (
            Slot(0, "seat", s.NAME),
            Slot(1, "role", s.NAME, needed=False),
            Slot(2, "by_ms", s.INSTANT, needed=False),
        ),
        rules.call_taken,
        k.MEANT,
        k.ANY_SPEED,
    ),
    Kind(
        80,
        1,
        m.CallLevel,
        (
            Slot(0, "move", s.choice(m.LevelMove)),
            Slot(1, "pairing", s.NAME),
            Slot(2, "request", s.ENTRY_ID, needed=False),
            Slot(3, "language", s.LANGUAGE_CODE, needed=False),
            Slot(4, "text", k.TEXT, needed=False),
        ),
        rules.spoken,
        k.MEANT,
        k.ANY_SPEED,
    ),
    Kind(81, 1, m.CallDeferral, (Slot(0, "by_ms", s.INSTANT), *_SAID), rules.spoken, k.MEANT, k.ANY_SPEED),
    Kind(
        82,
        1,
        m.CallWithdrawal,
        (Slot(0, "language", s.LANGUAGE_CODE, needed=False), Slot(1, "text", k.TEXT, needed=False)),
        rules.spoken,
        k.MEANT,
        k.ANY_SPEED,
    ),
    Kind(
        83,
        1,
        m.CallToken,
        (Slot(0, "token", s.TOKEN), Slot(1, "at_ms", s.INSTANT), Slot(2, "seat", s.NAME)),
        rules.anything,
        k.MEANT,
        k.ANY_SPEED,
    ),
    Kind(
        84,
        1,
        m.CallReadback,
        (Slot(0, "digits", s.HALF_TOKEN), Slot(1, "seat", s.NAME)),
        rules.anything,
        k.MEANT,
        k.ANY_SPEED,
    ),
    Kind(
        85,
        1,
        m.CallMark,
        (Slot(0, "mark", s.choice(m.Mark)), Slot(1, "at_ms", s.INSTANT)),
        rules.anything,
        k.MEANT,
        k.ANY_SPEED,
    ),
)
