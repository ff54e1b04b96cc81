"""The kinds of content by which a side says who is there; part of `parley.wire.kinds`."""

from __future__ import annotations

from typing import Final

from parley.desk import messages as m
from parley.wire import kind as k
from parley.wire import rules
from parley.wire import slots as s
from parley.wire.kind import Kind, Slot
from parley.words import limits
from parley.words.faults import PeerFault


def _manning(message: m.Manning) -> None:
    """Who is on call says within how many minutes; who is there does not."""
    if (message.kept is m.Kept.ON_CALL) != (message.within_min is not None):
        raise PeerFault("slot-range", "Who is on call says within how many minutes, and nobody else does.")


PEOPLE: Final = (
    Kind(
        86,
        1,
        m.Manning,
        (
            Slot(0, "kept", s.choice(m.Kept)),
            Slot(1, "within_min", s.integer(1, limits.WITHIN_MIN_MAX), needed=False),
        ),
        _manning,
        k.MEANT,
        k.ANY_SPEED,
    ),
    Kind(
        87,
        1,
        m.Reached,
        (Slot(0, "of", s.ENTRY_ID), Slot(1, "reached", s.choice(m.YesOrNo))),
        rules.anything,
        k.MEANT,
        k.ANY_SPEED,
    ),
)
