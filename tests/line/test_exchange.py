"""The epoch exchange as its page tells it (docs/spec/seal.md 4): two ends come to one epoch, whatever is lost."""

import pytest

from parley.line.exchange import KEPT_MS, Exchange
from parley.line.pairs import EPOCH_MAX
from parley.line.payloads import Accept, Offer, Stale
from parley.seal.suite import S1, S2, Suite
from parley.words.cbor import decode, encode
from parley.words.faults import OurFault, PeerFault
from sim.stub import STUB
from tests.line.pair import LINE, PARTIES, End, open_epoch, pair, terms


def parts(transfer: bytes) -> tuple[bytes, bytes]:
    """Give body and signature of a transfer."""
    match decode(transfer):
        case [bytes(body), bytes(signature)]:
            return body, signature
        case _:
            raise AssertionError(transfer)


@pytest.mark.parametrize("suite", [STUB, S1, S2], ids=["stub", "S1", "S2"])
def test_two_transfers_open_an_epoch_and_the_first_packet_confirms_it(suite: Suite) -> None:
    rus, usa = End(terms("RUS", "USA", suite=suite)), End(terms("USA", "RUS", suite=suite))
    accept = usa.takes(Offer(rus.offers()))
    assert isinstance(accept, Accept)
    assert usa.epoch() is None, "the answerer does not send in it yet"
    rus.takes(accept)
    assert rus.epoch() == 1
    assert usa.opens(rus.seals(b"here")) == b"here"
    assert usa.epoch() == 1
    assert rus.opens(usa.seals(b"and here")) == b"and here"


def test_simultaneous_offers_of_one_number_the_smaller_code_wins_and_the_winner_says_its_own_again() -> None:
    rus, usa = pair()
    of_rus, of_usa = rus.offers(), usa.offers()
    assert rus.takes(Offer(of_usa)) == Offer(of_rus)
    accept = usa.takes(Offer(of_rus))
    assert isinstance(accept, Accept)
    assert usa.exchange.offered is None
    rus.takes(accept)
    usa.opens(rus.seals(b"first"))
    assert (rus.epoch(), usa.epoch()) == (1, 1)


def test_simultaneous_offers_of_two_numbers_the_higher_wins() -> None:
    rus, usa = pair()
    usa.exchange.note(4)
    of_rus, of_usa = rus.offers(), usa.offers()
    assert usa.takes(Offer(of_rus)) == Offer(of_usa)
    accept = rus.takes(Offer(of_usa))
    assert isinstance(accept, Accept)
    usa.takes(accept)
    assert usa.epoch() == 5


def test_an_offer_asked_for_again_is_the_same_bytes_also_after_a_crash() -> None:
    rus, _ = pair()
    first = rus.offers()
    assert rus.offers() == first
    rus.crashes()
    assert rus.offers() == first


def test_a_lost_accept_is_said_again_in_the_same_bytes_also_after_a_crash() -> None:
    rus, usa = pair()
    offer = Offer(rus.offers())
    lost = usa.takes(offer)
    assert usa.takes(offer) == lost
    usa.crashes()
    again = usa.takes(offer)
    assert again == lost
    assert again is not None
    rus.takes(again)
    usa.opens(rus.seals(b"first"))
    assert (rus.epoch(), usa.epoch()) == (1, 1)


def test_a_lost_first_packet_any_later_one_confirms() -> None:
    rus, usa = pair()
    accept = usa.takes(Offer(rus.offers()))
    assert accept is not None
    rus.takes(accept)
    rus.seals(b"lost")
    assert rus.opens(usa.seals(b"still in epoch 0")) == b"still in epoch 0"
    usa.opens(rus.seals(b"later"))
    assert usa.epoch() == 1


@pytest.mark.parametrize("steps", range(4))
def test_a_crash_of_both_after_each_step_loses_nothing(steps: int) -> None:
    rus, usa = pair()

    def crash(step: int) -> None:
        if step == steps:
            rus.crashes()
            usa.crashes()

    offer = rus.offers()
    crash(0)
    accept = usa.takes(Offer(offer))
    assert accept is not None
    crash(1)
    rus.takes(accept)
    crash(2)
    usa.opens(rus.seals(b"first"))
    crash(3)
    assert rus.opens(usa.seals(b"back")) == b"back"
    assert (rus.epoch(), usa.epoch()) == (1, 1)


def test_a_replayed_offer_does_not_open_an_epoch_anew() -> None:
    rus, usa = pair()
    old = rus.offers()
    open_epoch(rus, usa)
    open_epoch(rus, usa)
    before = usa.exchange.to_bytes()
    assert usa.takes(Offer(old)) == Stale(2)
    assert usa.exchange.to_bytes() == before


def test_a_replayed_accept_is_dropped() -> None:
    rus, usa = pair()
    accept = usa.takes(Offer(rus.offers()))
    assert accept is not None
    rus.takes(accept)
    before = rus.exchange.to_bytes()
    rus.takes(accept)
    assert rus.exchange.to_bytes() == before


def test_a_restored_end_learns_the_highest_number_and_offers_above_it() -> None:
    rus, usa = pair()
    for _ in range(3):
        open_epoch(rus, usa)
    rus.loses_secrets()
    stale = usa.takes(Offer(rus.offers()))
    assert stale == Stale(3)
    rus.takes(stale)
    open_epoch(rus, usa)
    assert (rus.epoch(), usa.epoch()) == (4, 4)


def test_a_restored_end_that_finds_numbers_in_the_record_is_not_stale() -> None:
    rus, usa = pair()
    for _ in range(3):
        open_epoch(rus, usa)
    rus.loses_secrets()
    rus.exchange.note(3)
    open_epoch(rus, usa)
    assert (rus.epoch(), usa.epoch()) == (4, 4)


def test_both_lost_everything_and_epoch_0_serves() -> None:
    rus, usa = pair()
    open_epoch(rus, usa)
    rus.loses_secrets()
    usa.loses_secrets()
    assert rus.opens(usa.seals(b"help")) == b"help"
    open_epoch(usa, rus)
    assert rus.epoch() == usa.epoch() == 1


def test_an_accept_for_an_offer_that_was_lost_is_dropped() -> None:
    rus, usa = pair()
    accept = usa.takes(Offer(rus.offers()))
    assert accept is not None
    rus.loses_secrets()
    rus.takes(accept)
    assert rus.exchange.epochs == []


def test_stale_does_not_take_back_an_offer_that_is_above_it() -> None:
    rus, _ = pair()
    rus.exchange.note(5)
    offer = rus.offers()
    rus.takes(Stale(3))
    assert rus.offers() == offer


def test_the_epoch_before_stays_readable_until_the_next_is_open_and_then_the_one_before_that_is_gone() -> None:
    rus, usa = pair()
    open_epoch(rus, usa)
    in_first = usa.seals(b"in the first")
    open_epoch(rus, usa)
    assert rus.opens(in_first) == b"in the first"
    open_epoch(rus, usa)
    with pytest.raises(PeerFault) as caught:
        rus.opens(in_first)
    assert caught.value.code == "epoch-unknown"


def test_an_old_epoch_is_erased_after_thirty_days() -> None:
    rus, usa = pair()
    open_epoch(rus, usa)
    open_epoch(rus, usa)
    first, second = rus.exchange.epochs
    assert not rus.exchange.expire(rus.now_ms + KEPT_MS - 1)
    assert rus.exchange.expire(rus.now_ms + KEPT_MS)
    assert rus.exchange.epochs == [second]
    assert first.root not in rus.exchange.to_bytes()


def test_the_kem_secret_is_erased_when_the_root_is_kept() -> None:
    rus, usa = pair()
    accept = usa.takes(Offer(rus.offers()))
    assert rus.exchange.offered is not None
    secret = rus.exchange.offered.secret
    assert secret in rus.exchange.to_bytes()
    assert accept is not None
    rus.takes(accept)
    assert secret not in rus.exchange.to_bytes()


@pytest.mark.parametrize(
    "other",
    [
        terms("USA", "RUS", line=b"M" * 32),
        terms("USA", "CHN"),
        terms("CHN", "RUS"),
        terms("USA", "RUS", foreign=True),
        terms("RUS", "USA"),
    ],
    ids=["line", "peer", "me", "key", "direction"],
)
def test_an_offer_of_another_line_pair_or_key_is_refused(other: object) -> None:
    rus, _ = pair()
    stranger = Exchange(other)  # type: ignore[arg-type]
    with pytest.raises(PeerFault) as caught:
        stranger.on_offer(rus.offers(), (b"e" * 32, b"n" * 16), 0)
    assert caught.value.code == "offer-foreign"


def test_an_offer_of_another_suite_is_refused() -> None:
    rus, usa = pair()
    body, signature = parts(rus.offers())
    fields = decode(body)
    assert type(fields) is list
    fields[1] = 2
    with pytest.raises(PeerFault) as caught:
        usa.takes(Offer(encode([encode(fields), signature])))
    assert caught.value.code == "offer-foreign"


def test_a_flipped_bit_anywhere_in_an_offer_is_refused() -> None:
    rus, usa = pair()
    offer = rus.offers()
    for place in range(len(offer)):
        spoilt = bytearray(offer)
        spoilt[place] ^= 1 << place % 8
        with pytest.raises(PeerFault):
            usa.takes(Offer(bytes(spoilt)))
    assert usa.exchange.accepted is None
    assert isinstance(usa.takes(Offer(offer)), Accept), "the offer itself is taken"


def test_a_flipped_bit_anywhere_in_an_accept_opens_nothing() -> None:
    rus, usa = pair()
    accept = usa.takes(Offer(rus.offers()))
    assert isinstance(accept, Accept)
    for place in range(len(accept.accept)):
        spoilt = bytearray(accept.accept)
        spoilt[place] ^= 1 << place % 8
        try:
            rus.takes(Accept(bytes(spoilt)))
        except PeerFault:
            continue
        assert rus.exchange.epochs == []
    rus.takes(accept)
    assert rus.epoch() == 1


def test_a_signature_taken_from_another_transfer_is_refused() -> None:
    rus, usa = pair()
    body, _ = parts(rus.offers())
    rus.exchange = Exchange(rus.terms)
    _, signature = parts(rus.offers())
    with pytest.raises(PeerFault) as caught:
        usa.takes(Offer(encode([body, signature])))
    assert caught.value.code == "signature-bad"


def test_another_pair_secret_gives_another_root() -> None:
    rus = pair()[0]
    usa = End(terms("USA", "RUS", secret=b"t" * 32))
    accept = usa.takes(Offer(rus.offers()))
    assert accept is not None
    rus.takes(accept)
    with pytest.raises(PeerFault) as caught:
        usa.opens(rus.seals(b"first"))
    assert caught.value.code == "packet-unopened"


def test_no_number_above_the_last_is_offered_or_noted() -> None:
    rus, _ = pair()
    rus.exchange.note(1 << 70)
    with pytest.raises(OurFault) as caught:
        rus.offers()
    assert caught.value.code == "epochs-used-up"
    assert rus.exchange.highest < EPOCH_MAX


def test_what_is_kept_reads_back_the_same() -> None:
    rus, usa = pair()
    open_epoch(rus, usa)
    usa.offers()
    for end in (rus, usa):
        assert Exchange.from_bytes(end.terms, end.exchange.to_bytes()) == end.exchange
    assert LINE not in rus.exchange.to_bytes()
    assert PARTIES == ("RUS", "USA")
