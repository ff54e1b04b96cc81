"""Packets: whose they are, which open, and what is said of those that do not."""

from itertools import combinations

import pytest

from parley.line.pairs import EPOCH_MAX, HEADER_BYTES, OVERHEAD_BYTES, Header, ordered, read_header, write_header
from parley.seal.suite import S1
from parley.words.faults import PeerFault
from tests.line.pair import PARTIES, End, open_epoch, pair, terms

SIXTEEN = [f"P{number:02}" for number in range(16)]


def refused(end: End, packet: bytes) -> str:
    """Give the code with which a packet is refused."""
    with pytest.raises(PeerFault) as caught:
        end.opens(packet)
    return caught.value.code


def test_every_pair_and_direction_of_sixteen_parties_has_a_header_of_its_own() -> None:
    headers = {
        write_header(SIXTEEN, Header(*way, 5, 6))[1]: way
        for pair_ in combinations(SIXTEEN, 2)
        for way in (pair_, pair_[::-1])
    }
    assert len(headers) == 240
    for way in headers.values():
        packet = write_header(SIXTEEN, Header(*way, 5, 6)) + bytes(OVERHEAD_BYTES)
        assert read_header(SIXTEEN, packet) == Header(*way, 5, 6)


def test_parties_have_their_places_by_the_bytes_of_their_codes() -> None:
    assert ordered(["b", "a-c", "B", "ab"]) == ["B", "a-c", "ab", "b"]


def test_a_count_that_has_run_over_begins_again() -> None:
    header = write_header(PARTIES, Header("RUS", "USA", EPOCH_MAX, 1 << 32))
    assert read_header(PARTIES, header + bytes(OVERHEAD_BYTES)) == Header("RUS", "USA", EPOCH_MAX, 0)


def test_a_packet_has_37_bytes_more_than_what_it_says() -> None:
    rus, _ = pair()
    assert OVERHEAD_BYTES == 37
    assert len(rus.seals(b"text")) == 37 + 4


def test_a_packet_that_opens_is_taken_however_often_and_however_late() -> None:
    rus, usa = pair()
    open_epoch(rus, usa)
    early = rus.seals(b"early")
    late = rus.seals(b"late")
    assert [usa.opens(packet) for packet in (late, early, early, late)] == [b"late", b"early", b"early", b"late"]


def test_another_version_another_pair_and_too_few_bytes_are_told_apart() -> None:
    rus, usa = pair()
    packet = rus.seals(b"text")
    assert refused(usa, b"\x02" + packet[1:]) == "packet-version"
    assert refused(usa, packet[:1] + b"\x06" + packet[2:]) == "packet-foreign"
    assert refused(usa, packet[: OVERHEAD_BYTES - 1]) == "packet-malformed"
    assert refused(usa, b"") == "packet-malformed"


def test_a_packet_of_another_line_does_not_open() -> None:
    rus, _ = pair()
    other = End(terms("USA", "RUS", line=b"M" * 32))
    assert refused(other, rus.seals(b"text")) == "pair-secrets-differ"


def test_a_packet_under_another_pair_secret_says_that_the_secrets_differ() -> None:
    rus, _ = pair()
    other = End(terms("USA", "RUS", secret=b"t" * 32))
    assert refused(other, rus.seals(b"text")) == "pair-secrets-differ"


def test_a_packet_of_another_suite_does_not_open() -> None:
    rus, _ = pair()
    other = End(terms("USA", "RUS", suite=S1))
    assert refused(other, rus.seals(b"text")) == "pair-secrets-differ"


def test_a_packet_thrown_back_does_not_open() -> None:
    rus, _ = pair()
    packet = rus.seals(b"text")
    turned = packet[:1] + bytes([packet[1] ^ 1]) + packet[2:]
    assert refused(rus, turned) == "pair-secrets-differ"


@pytest.mark.parametrize("suite", ["stub", "S1"])
def test_a_flipped_bit_anywhere_is_found(suite: str) -> None:
    rus, usa = pair() if suite == "stub" else (End(terms("RUS", "USA", suite=S1)), End(terms("USA", "RUS", suite=S1)))
    packet = rus.seals(b"a text of some length")
    for place in range(len(packet)):
        spoilt = bytearray(packet)
        spoilt[place] ^= 1 << place % 8
        assert refused(usa, bytes(spoilt))
    assert usa.opens(packet)


def test_a_packet_cut_or_extended_anywhere_is_found() -> None:
    rus, usa = pair()
    packet = rus.seals(b"a text of some length")
    for size in range(len(packet)):
        assert refused(usa, packet[:size])
    assert refused(usa, packet + b"\x00")


def test_two_packets_spliced_anywhere_are_found() -> None:
    rus, usa = pair()
    one, other = rus.seals(b"one text"), rus.seals(b"two text")
    for place in range(HEADER_BYTES - 1, len(one)):
        spliced = one[:place] + other[place:]
        assert spliced in {one, other} or refused(usa, spliced)


def test_a_packet_of_an_epoch_that_is_not_here_is_told() -> None:
    rus, usa = pair()
    open_epoch(rus, usa)
    packet = rus.seals(b"text")
    usa.loses_secrets()
    assert refused(usa, packet) == "epoch-unknown"


def test_epoch_0_can_be_asked_for_while_another_is_open() -> None:
    rus, usa = pair()
    open_epoch(rus, usa)
    assert read_header(PARTIES, rus.seals(b"text", epoch_zero=True)).epoch == 0
    assert usa.opens(rus.seals(b"text", epoch_zero=True)) == b"text"
