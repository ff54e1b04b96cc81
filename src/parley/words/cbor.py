"""The strict deterministic encoding: a small subset of CBOR (RFC 8949) in which every item has exactly one form.

An item is an integer from -2^64 to 2^64-1, a byte string, a text string (UTF-8), an array, a map whose keys are
unsigned integers in ascending order, true, false or null. Every length and integer is written in its shortest form.
Tags, floats, other simple values and indefinite lengths are refused, so `encode(decode(data)) == data` for all `data`
that `decode` accepts: what was signed is what was read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from struct import Struct
from struct import error as ShortRead  # noqa: N812  its own name says nothing here
from typing import Any, Final, TypeAlias

from parley.words.faults import OurFault, PeerFault
from parley.words.limits import DEPTH_MAX

Item: TypeAlias = "int | bytes | str | bool | list[Item] | tuple[Item, ...] | dict[int, Item] | None"

_BYTES: Final = tuple(bytes([0x40 + n]) for n in range(24)) + tuple(bytes([0x58, n]) for n in range(24, 256))
_TEXT: Final = tuple(bytes([0x60 + n]) for n in range(24)) + tuple(bytes([0x78, n]) for n in range(24, 256))
_UNSIGNED: Final = tuple(bytes([n]) for n in range(24)) + tuple(bytes([0x18, n]) for n in range(24, 256))
_U16, _U32, _U64 = Struct(">H").unpack_from, Struct(">I").unpack_from, Struct(">Q").unpack_from
_WIDTHS: Final = {25: (_U16, 2, 0x100), 26: (_U32, 4, 0x1_0000), 27: (_U64, 8, 0x1_0000_0000)}


def decode(data: bytes, *, depth_max: int = DEPTH_MAX) -> Item:
    """Read the one item that fills `data`; arrays come back as lists.

    Raises PeerFault `cbor-malformed` for anything outside the subset, `cbor-limit` for more than `depth_max` levels.
    Needs memory in proportion to `data`: a declared length is compared with what is left before anything is built.
    """
    try:
        items, end = _items(data, 0, 1, depth_max)
    except (IndexError, ShortRead):
        raise PeerFault("cbor-malformed", "The encoding ends in the middle of an item.") from None
    except UnicodeDecodeError:
        raise PeerFault("cbor-malformed", "A text string is not valid UTF-8.") from None
    if end != len(data):
        raise PeerFault("cbor-malformed", "The encoding does not end where its item ends.")
    return items[0]


def _items(data: bytes, pos: int, count: int, depth: int) -> tuple[list[Item], int]:  # noqa: C901, PLR0912  see below
    """Read `count` items from `pos`; give them and the position behind them.

    All in one loop, because a call per item would double the time. A short string cut off by the end of `data` moves
    `pos` beyond that end: the next read, or the comparison in `decode`, then refuses the whole.
    """
    items: list[Item] = []
    append = items.append
    for _ in range(count):
        first = data[pos]
        pos += 1
        if first < 0x40:
            argument = first & 0x1F
            if argument > 23:
                argument, pos = _argument(data, pos, argument)
            append(argument if first < 0x20 else -1 - argument)
        elif first < 0xC0:
            size = first & 0x1F
            if size > 23:
                size, pos = _size(data, pos, size)
            end = pos + size
            if first < 0x60:
                append(data[pos:end])
                pos = end
            elif first < 0x80:
                append(data[pos:end].decode())
                pos = end
            elif depth == 0:
                raise PeerFault("cbor-limit", "The encoding is nested too deeply.")
            elif first < 0xA0:
                item, pos = _items(data, pos, size, depth - 1)
                append(item)
            else:
                flat, pos = _items(data, pos, 2 * size, depth - 1)
                append(_map(flat))
        elif first == 0xF6:
            append(None)
        elif first == 0xF5:
            append(True)
        elif first == 0xF4:
            append(False)
        else:
            raise PeerFault("cbor-malformed", f"Initial byte {first:#04x} is outside the strict encoding.")
    return items, pos


def _argument(data: bytes, pos: int, width: int) -> tuple[int, int]:
    """Read an argument of 1, 2, 4 or 8 bytes that has no shorter form; give it and the position behind it."""
    if width == 24:
        argument = data[pos]
        if argument < 24:
            raise PeerFault("cbor-malformed", "An integer or length is not in its shortest form.")
        return argument, pos + 1
    if width > 27:
        raise PeerFault("cbor-malformed", "Indefinite lengths and reserved values are outside the strict encoding.")
    unpack, width_bytes, least = _WIDTHS[width]
    argument = unpack(data, pos)[0]
    if argument < least:
        raise PeerFault("cbor-malformed", "An integer or length is not in its shortest form.")
    return argument, pos + width_bytes


def _size(data: bytes, pos: int, width: int) -> tuple[int, int]:
    """Read a length as `_argument` does and refuse one beyond the end: each item takes a byte at least."""
    size, pos = _argument(data, pos, width)
    if size > len(data) - pos:
        raise PeerFault("cbor-malformed", "A declared length is larger than what is left.")
    return size, pos


def _map(flat: list[Item]) -> dict[int, Item]:
    """Make a map of keys and values in turn; keys are unsigned integers, each larger than the one before."""
    result: dict[int, Item] = {}
    last = -1
    for key, value in zip(flat[::2], flat[1::2], strict=True):
        if type(key) is not int or key <= last:
            raise PeerFault("cbor-malformed", "Keys of a map must be unsigned integers in ascending order.")
        result[key] = value
        last = key
    return result


def encode(item: Item) -> bytes:
    """Write `item` in its one form; maps are sorted by key, tuples are arrays.

    Raises OurFault `cbor-unencodable` for a value that has no form here, text with lone surrogates included.
    """
    parts: list[bytes] = []
    try:
        _write((item,), parts.append, DEPTH_MAX)
    except UnicodeEncodeError:
        raise OurFault("cbor-unencodable", "A text holds a lone surrogate, which is no character.") from None
    return b"".join(parts)


def _write(items: Iterable[Any], put: Callable[[bytes], None], depth: int) -> None:
    """Put the bytes of each of `items`."""
    for item in items:
        kind = type(item)
        if kind is int:
            put(_UNSIGNED[item] if 0 <= item < 256 else _integer(item))
        elif kind is bytes:
            size = len(item)
            put(_BYTES[size] if size < 256 else _head(0x40, size))
            put(item)
        elif kind is str:
            text = item.encode()
            size = len(text)
            put(_TEXT[size] if size < 256 else _head(0x60, size))
            put(text)
        elif item is None:
            put(b"\xf6")
        elif kind is bool:
            put(b"\xf5" if item else b"\xf4")
        elif depth == 0:
            raise OurFault("cbor-unencodable", "The item is nested too deeply.")
        elif kind is list or kind is tuple:
            put(_head(0x80, len(item)))
            _write(item, put, depth - 1)
        elif kind is dict:
            put(_head(0xA0, len(item)))
            _write(_pairs(item), put, depth - 1)
        else:
            raise OurFault("cbor-unencodable", f"A value of type {kind.__name__} has no encoding.")


def _integer(value: int) -> bytes:
    return _head(0x00, value) if value >= 0 else _head(0x20, -1 - value)


def _head(major: int, argument: int) -> bytes:
    """The initial byte of a major type with its argument, in the shortest form."""
    if argument < 24:
        return bytes([major + argument])
    if argument < 0x100:
        return bytes([major + 24, argument])
    if argument < 0x1_0000:
        return bytes([major + 25]) + argument.to_bytes(2, "big")
    if argument < 0x1_0000_0000:
        return bytes([major + 26]) + argument.to_bytes(4, "big")
    if argument < 0x1_0000_0000_0000_0000:
        return bytes([major + 27]) + argument.to_bytes(8, "big")
    raise OurFault("cbor-unencodable", "The integer is outside -2^64 to 2^64-1.")


def _pairs(mapping: dict[int, Item]) -> Iterator[Item]:
    """Keys and values in turn, in ascending order of keys."""
    if any(type(key) is not int or key < 0 for key in mapping):
        raise OurFault("cbor-unencodable", "Keys of a map must be unsigned integers.")
    for key in sorted(mapping):
        yield key
        yield mapping[key]
