"""The kinds of content by which a matter reaches further people: part of `parley.wire.kinds`."""

from __future__ import annotations

from typing import Final

from parley.desk import messages as m
from parley.wire import kind as k
from parley.wire import rules
from parley.wire import slots as s
from parley.wire.kind import Kind, Slot
from parley.words import limits

REACH: Final = (
    Kind(
        91,
        1,
        m.Escalated,
        (
            Slot(0, "of", s.ENTRY_ID),
            Slot(1, "lacks", s.choice(m.Lacking)),
            Slot(2, "rung", s.integer(1, limits.AGREEMENT_ITEMS_MAX)),
            Slot(3, "takes", s.NAME),
            Slot(4, "channel", s.NAME, needed=False),
        ),
        rules.anything,
        k.ANY_CLASS,
        k.ANY_SPEED,
    ),
)
