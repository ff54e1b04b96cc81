"""The kinds of content and their versions: to canonical bytes and back, and what may travel how (docs/spec/kinds.md).

A body is a map of the strict encoding (`parley.words.cbor`) from slot numbers to values; a slot without a value is
left out.
"""

from __future__ import annotations

from typing import Any, Final

from parley.desk import messages as m
from parley.wire.kinds import KINDS, Kind
from parley.words import cbor, limits
from parley.words.faults import OurFault, PeerFault

_BY_NUMBER: Final = {kind.number: kind for kind in KINDS}
_BY_TYPE: Final = {kind.type: kind for kind in KINDS}


def encode(message: m.Message) -> tuple[int, int, bytes]:
    """Give kind, version and body of a message.

    Raises OurFault with the code that the other side would refuse it with (see `decode`).
    """
    kind = _BY_TYPE[type(message)]
    body: dict[int, cbor.Item] = {}
    for slot in kind.slots:
        value = getattr(message, slot.name)
        if value is not None and value != ():
            body[slot.key] = slot.codec.write(value)
    try:
        _read(kind, body)
    except PeerFault as fault:
        raise OurFault(fault.code, fault.message) from None
    return kind.number, kind.version, cbor.encode(body)


def decode(kind: int, version: int, body: bytes) -> m.Message:
    """Read a body.

    Raises PeerFault `kind-unknown` (held, not readable here), `body-malformed`, `slot-range` or `text-controls`.
    """
    known = _known(kind, version)
    if len(body) > limits.BODY_BYTES_MAX:
        raise PeerFault("slot-range", f"A body of {len(body)} bytes is over the limit.")
    try:
        item = cbor.decode(body)
    except PeerFault as fault:
        raise PeerFault("body-malformed", fault.message) from None
    if type(item) is not dict:
        raise PeerFault("body-malformed", "A body is a map of slots.")
    return _read(known, item)


def check(kind: int, version: int, traffic_class: int, precedence: int) -> None:
    """Judge without reading the body whether this kind may travel so.

    Raises PeerFault `kind-unknown`, `class-refused` or `precedence-refused`.
    """
    known = _known(kind, version)
    if traffic_class not in known.classes:
        raise PeerFault("class-refused", f"A {known.type.__name__} may not travel in class {traffic_class}.")
    if precedence not in known.precedences:
        raise PeerFault("precedence-refused", f"A {known.type.__name__} may not have precedence {precedence}.")


def _known(kind: int, version: int) -> Kind:
    known = _BY_NUMBER.get(kind)
    if known is None or not 1 <= version <= known.version:
        raise PeerFault("kind-unknown", f"Kind {kind} version {version} is not in this catalogue.")
    return known


def _read(kind: Kind, body: dict[int, cbor.Item]) -> m.Message:
    """Read each slot, then what they must fulfil together."""
    values: dict[str, Any] = {}
    found = 0
    for key, name, codec, needed in kind.slots:
        item = body.get(key)
        if item is not None:
            found += 1
            try:
                values[name] = codec.read(item)
            except PeerFault as fault:
                raise PeerFault(fault.code, f"Slot {name} {fault.message}.") from None
        elif needed:
            raise PeerFault("body-malformed", f"Slot {name} is missing.")
    if found != len(body):
        raise PeerFault("body-malformed", "The body has a slot that this kind has not, or one without a value.")
    message = kind.type(**values)
    kind.rule(message)
    return message
