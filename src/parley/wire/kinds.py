"""The kinds of content, every one (docs/spec/kinds.md). Numbers of kinds and slots are never used anew."""

from __future__ import annotations

from typing import Final

from parley.desk import messages as m
from parley.wire import kind as k
from parley.wire import rules
from parley.wire import slots as s
from parley.wire.call_kinds import CALLS
from parley.wire.first_kinds import FIRST
from parley.wire.kind import Kind, Slot, read_slots, write_slots
from parley.wire.later_kinds import LATER
from parley.wire.people_kinds import PEOPLE
from parley.wire.reach_kinds import REACH
from parley.words.cbor import Item
from parley.words.faults import PeerFault


def known(number: int, version: int) -> Kind:
    """Give a kind of this version or a newer one. Raises PeerFault `kind-unknown`."""
    found = BY_NUMBER.get(number)
    if found is None or not 1 <= version <= found.version:
        raise PeerFault("kind-unknown", f"Kind {number} version {version} is not in this catalogue.")
    return found


def _write_content(message: m.Message) -> Item:
    kind = BY_TYPE[type(message)]
    return [kind.number, kind.version, write_slots(kind, message)]


def _read_content(item: Item) -> m.Message:
    match item:
        case [int(number), int(version), dict(slots)]:
            return read_slots(known(number, version), slots)
        case _:
            raise PeerFault("body-malformed", "is not what an entry says")


CONTENT: Final = s.Codec("`[kind, version, body]`", _write_content, _read_content)

KINDS: Final = tuple(
    sorted(
        (
            *FIRST,
            *LATER,
            *CALLS,
            *PEOPLE,
            *REACH,
            Kind(
                59,
                1,
                m.Correction,
                (Slot(0, "of", s.ENTRY_ID), Slot(1, "says", CONTENT)),
                rules.correction,
                k.MEANT,
                k.ANY_SPEED,
            ),
        )
    )
)
BY_NUMBER: Final = {kind.number: kind for kind in KINDS}
BY_TYPE: Final = {kind.type: kind for kind in KINDS}
