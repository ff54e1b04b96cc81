"""The strict encoding: one form for each item, and everything else refused."""

import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeGuard

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.words import cbor
from parley.words.cbor import Item, decode, encode
from parley.words.faults import OurFault, PeerFault
from parley.words.limits import DEPTH_MAX
from tests import external
from tests.refusals import refused

SEEN: Item = [["USA", bytes(8), 123_450, bytes(32)]]
ENTRY: list[Item] = [1, bytes(range(32)), "RUS", bytes(range(8)), 123_456, SEEN, [], 1_790_000_000_123, 25, 1, 2, None]
ENTRY += [["USA"], 7, 1, bytes(range(100, 132)), bytes(range(200, 232))]
SAMPLES: list[Item] = [
    ENTRY,
    {0: "да", 1: [True, False, None], 23: -1, 24: b"\x00" * 24, 2**32: {}},
    [0, 23, 24, 255, 256, 65_535, 65_536, 2**32 - 1, 2**32, 2**64 - 1],
    [-1, -24, -25, -256, -257, -65_536, -65_537, -(2**32), -(2**32) - 1, -(2**64)],
    ["", "a" * 23, "b" * 24, "я" * 200, b"", b"c" * 23, b"d" * 24, b"e" * 300],
    [[0] * 23, [0] * 24, [None] * 300],
]

MALFORMED = [
    ("", "nothing"),
    ("0000", "a second item"),
    ("1817", "23 in two bytes"),
    ("1900ff", "255 in three bytes"),
    ("1a0000ffff", "65535 in five bytes"),
    ("1b00000000ffffffff", "4294967295 in nine bytes"),
    ("3817", "-24 in two bytes"),
    ("5801ff", "a length of 1 in two bytes"),
    ("7900016161", "a length of 1 in three bytes"),
    ("980100", "an array of 1 in two bytes"),
    ("b8010000", "a map of 1 in two bytes"),
    ("1c", "a reserved width"),
    ("1f", "an integer of indefinite length"),
    ("5f4100ff", "a byte string of indefinite length"),
    ("7f6161ff", "a text string of indefinite length"),
    ("9f00ff", "an array of indefinite length"),
    ("bf0000ff", "a map of indefinite length"),
    ("ff", "a break alone"),
    ("c000", "a tag"),
    ("c249010000000000000000", "a bignum"),
    ("d9d9f700", "a tag that says: this is CBOR"),
    ("f93c00", "a float of 16 bits"),
    ("fa47c35000", "a float of 32 bits"),
    ("fb3ff199999999999a", "a float of 64 bits"),
    ("f7", "undefined"),
    ("e0", "simple value 0"),
    ("f814", "false in two bytes"),
    ("f8ff", "simple value 255"),
    ("a200000000", "a key twice"),
    ("a201000000", "keys in descending order"),
    ("a12000", "a negative key"),
    ("a1616100", "a key of text"),
    ("a1f400", "a key of false, which equals 0"),
    ("a18000", "a key that is an array"),
    ("61ff", "a text that is not UTF-8"),
    ("62c080", "an overlong zero in UTF-8"),
    ("63eda080", "a surrogate in UTF-8"),
    ("41", "a byte string cut off"),
    ("62c3", "a text string cut off"),
    ("8200", "an array cut off"),
    ("a100", "a map cut off"),
    ("19ff", "an integer cut off"),
]

integers = st.integers(-(2**64), 2**64 - 1)
leaves = st.none() | st.booleans() | integers | st.binary(max_size=300) | st.text(max_size=80)
items = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=30) | st.dictionaries(st.integers(0, 2**64 - 1), inner, max_size=30),
    max_leaves=40,
)


def within(item: object) -> TypeGuard[Item]:
    """Whether an item that cbor2 has read is one that the strict encoding knows."""
    if isinstance(item, list):
        return all(map(within, item))
    if isinstance(item, dict):
        return all(type(key) is int and 0 <= key < 2**64 and within(value) for key, value in item.items())
    if type(item) is int:
        return -(2**64) <= item < 2**64
    return item is None or type(item) in {bool, bytes, str}


def oracle(data: bytes) -> Item:
    """What cbor2 reads, if it is within the subset and cbor2 writes the same bytes again; else it raises."""
    item = cbor2.loads(data)
    if not within(item) or cbor2.dumps(item, canonical=True) != data:
        raise ValueError
    return item


def neighbours(data: bytes) -> Iterator[bytes]:
    """Everything that is one cut or one flipped bit away."""
    for end in range(len(data)):
        yield data[:end]
    for bit in range(8 * len(data)):
        yield (int.from_bytes(data, "big") ^ 1 << bit).to_bytes(len(data), "big")


# ---------------------------------------------------------------- what is in the subset


@pytest.mark.slow
@given(items)
def test_what_is_written_is_read_again(item: Item) -> None:
    assert decode(encode(item)) == item


@pytest.mark.slow
@given(items)
def test_cbor2_writes_the_same_bytes(item: Item) -> None:
    assert encode(item) == cbor2.dumps(item, canonical=True)


@pytest.mark.parametrize("item", SAMPLES)
def test_samples_agree_with_cbor2_both_ways(item: Item) -> None:
    data = encode(item)
    assert data == cbor2.dumps(item, canonical=True)
    assert decode(data) == item == oracle(data)


def test_true_and_one_stay_apart() -> None:
    assert decode(b"\x83\xf5\x01\xf4") == [True, 1, False]
    assert [type(item) for item in decode(b"\x83\xf5\x01\xf4")] == [bool, int, bool]  # type: ignore[union-attr]
    assert encode([True, 1]) == b"\x82\xf5\x01"


def test_a_tuple_is_an_array_and_a_map_is_sorted() -> None:
    assert encode((1, (2,))) == encode([1, [2]])
    assert encode({300: 1, 2: 2, 24: 3}) == bytes.fromhex("a3 0202 181803 19012c01")


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(("data", "why"), MALFORMED)
def test_all_else_is_malformed(data: str, why: str) -> None:
    with refused("cbor-malformed"):
        decode(bytes.fromhex(data))
    assert why


@given(st.binary(max_size=40))
def test_any_bytes_are_judged_as_by_the_oracle(data: bytes) -> None:
    judge_alike(data)


@pytest.mark.slow
@given(items, st.data())
def test_changed_bytes_are_judged_as_by_the_oracle(item: Item, choice: st.DataObject) -> None:
    data = bytearray(encode(item))
    at = choice.draw(st.integers(0, len(data) - 1))
    data[at] = choice.draw(st.integers(0, 255))
    judge_alike(bytes(data))


def judge_alike(data: bytes) -> None:
    try:
        expected = oracle(data)
    except Exception:  # noqa: BLE001  cbor2 refuses in many ways
        with pytest.raises(PeerFault):
            decode(data)
    else:
        assert decode(data) == expected


def changed_unseen(read: Callable[[bytes], object]) -> list[bytes]:
    """Neighbours of the samples that `read` accepts although what it read has another form."""
    found = []
    for data in (other for item in SAMPLES for other in neighbours(encode(item))):
        try:
            item = read(data)
        except Exception:  # noqa: BLE001, S112  whatever the reader under test raises
            continue
        if not within(item) or encode(item) != data:
            found.append(data)
    return found


def test_no_cut_and_no_flipped_bit_goes_unseen() -> None:
    assert changed_unseen(decode) == []


def test_that_check_finds_a_lax_reader() -> None:
    assert len(changed_unseen(cbor2.loads)) > 100


# ---------------------------------------------------------------- bombs


def memory_taken(read: Callable[[bytes], object], data: bytes) -> int:
    """The most bytes that a refused reading held at any time."""
    tracemalloc.start()
    try:
        with refused("cbor-malformed"):
            read(data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def bomb(major: int, size: int) -> bytes:
    """A length that is larger than the 100,000 bytes behind it."""
    head = encode(size)
    return bytes([major + head[0]]) + head[1:] + bytes(100_000)


@pytest.mark.parametrize("major", [0x40, 0x60, 0x80, 0xA0], ids=["bytes", "text", "array", "map"])
@pytest.mark.parametrize("size", [100_001, 2**31, 2**63, 2**64 - 1])
def test_a_declared_length_takes_no_memory(major: int, size: int) -> None:
    assert memory_taken(decode, bomb(major, size)) < 16_384


@pytest.mark.parametrize("opening", [b"\x81", b"\xa1\x00"], ids=["arrays", "maps"])
def test_sixteen_levels_and_no_more(opening: bytes) -> None:
    assert decode(opening * DEPTH_MAX + b"\x00") is not None
    for levels in (DEPTH_MAX + 1, 100_000):
        with refused("cbor-limit"):
            decode(opening * levels + b"\x00")
    with refused("cbor-limit"):
        decode(opening * 3 + b"\x00", depth_max=2)


# ---------------------------------------------------------------- what is ours to get right


@pytest.mark.parametrize(
    "item",
    [2**64, -(2**64) - 1, 1.5, object(), {1, 2}, bytearray(b"x"), {"a": 1}, {-1: 1}, {True: 1}, "\ud800"],
    ids=repr,
)
def test_a_value_without_a_form_is_our_fault(item: object) -> None:
    with refused("cbor-unencodable", OurFault):
        encode([item])  # type: ignore[list-item]


def test_nothing_is_written_that_could_not_be_read() -> None:
    item: Item = 0
    for _ in range(DEPTH_MAX):
        item = [item]
    assert decode(encode(item)) == item
    with refused("cbor-unencodable", OurFault):
        encode([item])


# ---------------------------------------------------------------- planted faults


def accepted(read: Callable[[bytes], object]) -> list[str]:
    """What of the malformed is accepted all the same."""
    found = []
    for data, why in MALFORMED:
        try:
            read(bytes.fromhex(data))
        except Exception:  # noqa: BLE001, S112  whatever the reader under test raises
            continue
        found.append(why)
    return found


@pytest.mark.parametrize(
    ("guard", "fault"),
    [
        ("if end != len(data):", "if False:"),
        ("if end != len(data):", "if end < len(data):"),
        ("if argument < 24:\n            raise", "if False:\n            raise"),
        ("if argument < least:", "if False:"),
        ("type(key) is not int or key <= last", "key <= last"),
        ("type(key) is not int or key <= last", "type(key) is not int or key == last"),
        ("type(key) is not int or key <= last", "type(key) is not int or key < last"),
        ("    last = -1\n", "    last = -2**64\n"),
        ('raise PeerFault("cbor-malformed", f"Initial', 'append(None)  # ("cbor-malformed", f"Initial'),
        (".decode()", ".decode(errors='surrogatepass')"),
    ],
    ids=range(10),
)
def test_a_guard_taken_out_is_missed(guard: str, fault: str) -> None:
    assert accepted(decode) == []
    assert accepted(planted(guard, fault)) != []


@pytest.mark.parametrize("major", [0x40, 0x60, 0x80, 0xA0], ids=["bytes", "text", "array", "map"])
def test_a_length_that_is_not_compared_is_missed(major: int) -> None:
    read = planted("if size > len(data) - pos:", "if False:")
    assert memory_taken(read, bomb(major, 2**31)) > 90_000


def test_a_depth_that_is_not_counted_is_missed() -> None:
    read = planted("elif depth == 0:\n                raise", "elif False:\n                raise")
    with pytest.raises(RecursionError):
        read(b"\x81" * 100_000)


def planted(guard: str, fault: str) -> Callable[[bytes], object]:
    """A reader from our own source in which one guard is replaced."""
    source = Path(cbor.__file__).read_text()
    assert source.count(guard) == 1
    names: dict[str, Any] = {}
    exec(compile(source.replace(guard, fault), "planted", "exec"), names)  # noqa: S102  our own source
    read: Callable[[bytes], object] = names["decode"]
    return read


# ---------------------------------------------------------------- vectors of others


def test_appendix_a_of_rfc_8949() -> None:
    name = "cbor_appendix_a.json"
    cases = external.load(name)
    accepted = 0
    for case in cases:
        data = bytes.fromhex(case["hex"])
        try:
            expected = oracle(data)
        except Exception:  # noqa: BLE001  cbor2 refuses in many ways
            with pytest.raises(PeerFault):
                decode(data)
            continue
        accepted += 1
        assert decode(data) == expected == case.get("decoded", expected)
        assert encode(decode(data)) == data
    assert accepted == 34
    external.ran(name, len(cases), of=82, note=f"{accepted} within the strict subset, the rest refused")
