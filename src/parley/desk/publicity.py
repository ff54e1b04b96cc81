"""What of a call that was held may be told in public, and what both sides hold to: readouts, agreed points."""

from __future__ import annotations

from collections.abc import Sequence

from parley.desk.messages import CallHeld, Publicity, Readout
from parley.words.cbor import encode

_STRICTEST = (
    Publicity.PRIVATE,
    Publicity.REACTIVE_ONLY,
    Publicity.EMBARGO,
    Publicity.JOINT_READOUT,
    Publicity.SEPARATE_READOUTS,
)


def rule_of(readouts: Sequence[Readout], agreed: Publicity) -> Publicity:
    """Give the publicity of a call: the strictest that a side has filed, or what is agreed while none has."""
    filed = [each.publicity for each in readouts] or [agreed]
    return min(filed, key=_STRICTEST.index)


def may_be_told(readout: Readout, filed: Sequence[Readout], parties: int, now_ms: int) -> bool:
    """Say whether a side's readout may be told without being asked at an instant (ms).

    `filed` are the last readouts of all sides: a joint one waits until each of so many parties has filed it as such,
    and no side tells what another keeps back.
    """
    if any(each.publicity in {Publicity.PRIVATE, Publicity.REACTIVE_ONLY} for each in filed):
        return False
    if any(now_ms < each.embargo_until_ms for each in filed if each.embargo_until_ms is not None):
        return False
    joint = [each for each in filed if each.publicity is Publicity.JOINT_READOUT]
    return readout.publicity is not Publicity.JOINT_READOUT or len(joint) == parties


def points_bytes(account: CallHeld) -> bytes:
    """Write what an account says was agreed, and since when, to be hashed: no readout is in it."""
    return encode(["parley agreed points", account.language, [*account.points], account.effective_ms])
