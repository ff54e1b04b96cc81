"""Cards are read whole or not at all; the line is named by agreement and root keys alone."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.record.card import Card, claimed_party, line_of, read_card, safety_number, suite_for, write_card
from parley.seal.suite import PublicKey
from parley.words.cbor import Item, decode, encode
from parley.words.faults import PeerFault
from parley.words.limits import CARD_BYTES_MAX
from tests.record.sides import AGREEMENT, card, keys
from tests.refusals import refused


def resigned(position: int, value: Item, suite: int = 1) -> bytes:
    """A card with one field of its body changed, and signed again by its root."""
    root, _ = keys("RUS", suite)
    outer = decode(card("RUS", suite))
    assert isinstance(outer, list)
    assert isinstance(outer[0], bytes)
    fields = decode(outer[0])
    assert isinstance(fields, list)
    fields[position] = value
    body = encode(fields)
    return encode([body, root.ed(b"parley/card/v1\x00" + body), root.pq(body, b"parley/card/v1")])


@pytest.mark.parametrize("suite", [1, 2])
def test_a_card_reads_back(suite: int) -> None:
    root, node = keys("RUS", suite)
    written = Card(suite, "RUS", demo=True, root=root.public, node=node.public, transport=b"transport")
    assert read_card(write_card(written, root)) == written
    assert len(card("RUS", suite)) < CARD_BYTES_MAX


def test_each_cut_of_a_card_is_refused() -> None:
    data = card("RUS")
    for size in (*range(0, len(data), 97), len(data) - 1):
        with refused("card-malformed"):
            read_card(data[:size])
    with refused("card-malformed"):
        read_card(data + b"\x00")


@given(at=st.integers(0, len(card("RUS")) - 1), bit=st.integers(0, 7))
def test_each_flipped_bit_is_refused(at: int, bit: int) -> None:
    data = bytearray(card("RUS"))
    data[at] ^= 1 << bit
    with pytest.raises(PeerFault) as caught:
        read_card(bytes(data))
    assert caught.value.code in {"card-malformed", "card-signature", "key-weak", "suite-unknown"}


@pytest.mark.parametrize(
    ("position", "value", "code"),
    [
        (0, 2, "card-malformed"),
        (0, True, "card-malformed"),
        (1, 3, "suite-unknown"),
        (1, True, "card-malformed"),
        (1, 2, "card-malformed"),
        (2, "R", "card-malformed"),
        (2, "РОС", "card-malformed"),
        (3, 1, "card-malformed"),
        (4, bytes(31), "card-malformed"),
        (5, bytes(1311), "card-malformed"),
        (6, bytes(32), "key-weak"),
        (6, b"\x01" + bytes(31), "key-weak"),
        (6, b"\x02" + bytes(31), "key-weak"),
        (6, b"\xed" + b"\xff" * 30 + b"\x7f", "key-weak"),
        (7, bytes(2592), "card-malformed"),
        (8, "text", "card-malformed"),
        (8, bytes(CARD_BYTES_MAX), "card-malformed"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_field_out_of_its_form_is_refused_though_signed(position: int, value: Item, code: str) -> None:
    with refused(code):
        read_card(resigned(position, value))


def test_a_card_signed_by_another_root_is_refused() -> None:
    root, node = keys("RUS")
    other, _ = keys("USA")
    with refused("card-signature"):
        read_card(write_card(Card(1, "RUS", demo=True, root=root.public, node=node.public, transport=b""), other))


def test_a_signature_of_another_length_is_refused() -> None:
    outer = decode(card("RUS"))
    assert isinstance(outer, list)
    for wrong in ([outer[0], bytes(63), outer[2]], [outer[0], outer[1], bytes(2421)], outer[:2]):
        with refused("card-malformed"):
            read_card(encode(wrong))


def test_the_code_that_a_card_claims_is_read_without_trust() -> None:
    assert claimed_party(card("RUS")[:-1] + b"\x00") == "RUS"
    with refused("card-malformed"):
        claimed_party(b"")


def test_the_line_is_the_hash_that_the_page_says() -> None:
    cards = [read_card(card(party)) for party in ("USA", "RUS")]
    roots: list[Item] = [[party, keys(party)[0].public.ed, keys(party)[0].public.pq] for party in ("RUS", "USA")]
    inner: list[Item] = [1, 1, hashlib.sha256(AGREEMENT).digest(), roots]
    assert line_of(AGREEMENT, cards) == hashlib.sha256(b"parley/line/v1\x00" + encode(inner)).digest()
    assert line_of(AGREEMENT, cards) == line_of(AGREEMENT, cards[::-1])


def test_the_line_turns_with_agreement_and_root_keys_and_with_nothing_else() -> None:
    russia, america = (read_card(card(party)) for party in ("RUS", "USA"))
    line = line_of(AGREEMENT, [russia, america])
    _, later = keys("RUS", generation=1)
    assert line == line_of(AGREEMENT, [russia._replace(node=later.public, transport=b"new"), america])
    assert line != line_of(AGREEMENT + b"\n", [russia, america])
    assert line != line_of(AGREEMENT, [russia._replace(root=later.public), america])
    assert line != line_of(AGREEMENT, [russia._replace(party="RUT"), america])


def test_cards_of_two_suites_make_no_line() -> None:
    with refused("suite-differs"):
        suite_for([read_card(card("RUS", 1)), read_card(card("USA", 2))])
    assert suite_for([read_card(card("RUS", 2)), read_card(card("USA", 2))]).number == 2


def test_the_safety_number_is_read_out_in_six_groups_and_names_the_root() -> None:
    russia = read_card(card("RUS"))
    number = safety_number(russia)
    assert [len(group) for group in number.split(" ")] == [5] * 6
    assert number.replace(" ", "").isdecimal()
    assert number == safety_number(russia._replace(node=PublicKey(bytes(32), b""), demo=False))
    assert number != safety_number(russia._replace(root=keys("USA")[0].public))
