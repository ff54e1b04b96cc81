"""What is said when a rung of the agreed ladder is taken. Used by way of `parley.desk.messages`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Lacking(IntEnum):
    """What is not there, so that a ladder is climbed."""

    REPLY = 1
    ACKNOWLEDGEMENT = 2
    CALL = 3
    WATCH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated:
    """A rung of the agreed ladder is taken, counted from 1: what is owed for an entry is not there.

    `takes` is the role that takes it up, or for a call the next pairing; by the channel it is told too.
    """

    of: bytes
    lacks: Lacking
    rung: int
    takes: str
    channel: str | None = None
