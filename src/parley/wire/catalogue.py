"""The kinds of content and their versions: to canonical bytes and back, and what may travel how (docs/spec/kinds.md).

A body is a map of the strict encoding (`parley.words.cbor`) from slot numbers to values; a slot without a value is
left out.
"""

from __future__ import annotations

from parley.desk import messages as m
from parley.wire.kind import read_slots, write_slots
from parley.wire.kinds import BY_TYPE, known
from parley.words import cbor, limits
from parley.words.faults import OurFault, PeerFault


def encode(message: m.Message) -> tuple[int, int, bytes]:
    """Give kind, version and body of a message.

    Raises OurFault with the code that the other side would refuse it with (see `decode`).
    """
    kind = BY_TYPE[type(message)]
    body = write_slots(kind, message)
    try:
        read_slots(kind, body)
    except PeerFault as fault:
        raise OurFault(fault.code, fault.message) from None
    return kind.number, kind.version, cbor.encode(body)


def decode(kind: int, version: int, body: bytes) -> m.Message:
    """Read a body.

    Raises PeerFault `kind-unknown` (held, not readable here), `body-malformed`, `slot-range` or `text-controls`.
    """
    found = known(kind, version)
    if len(body) > limits.BODY_BYTES_MAX:
        raise PeerFault("slot-range", f"A body of {len(body)} bytes is over the limit.")
    try:
        item = cbor.decode(body)
    except PeerFault as fault:
        raise PeerFault("body-malformed", fault.message) from None
    if type(item) is not dict:
        raise PeerFault("body-malformed", "A body is a map of slots.")
    return read_slots(found, item)


def check(kind: int, version: int, traffic_class: int, precedence: int) -> None:
    """Judge without reading the body whether this kind may travel so.

    Raises PeerFault `kind-unknown`, `class-refused` or `precedence-refused`.
    """
    found = known(kind, version)
    if traffic_class not in found.classes:
        raise PeerFault("class-refused", f"A {found.type.__name__} may not travel in class {traffic_class}.")
    if precedence not in found.precedences:
        raise PeerFault("precedence-refused", f"A {found.type.__name__} may not have precedence {precedence}.")
