"""What a hostile counterpart tried in the simulator, as talks: forks and their proof, quotas, numbers used up."""

import pytest

from parley.line.exchange import Exchange
from parley.line.pairs import EPOCH_MAX
from parley.line.payloads import Entries, Feeds, HeadOnly, Overtaking, Sent, Stale, read_payload, write_payload
from parley.node.effects import Alarm, Send
from parley.record.entry import OpenKind, Seen
from parley.record.feed import Feed
from parley.record.fork import read_shown
from parley.record.head import Head
from parley.record.merkle import Tree
from parley.seal.digest import leaf_hash
from parley.words.cbor import encode as cbor
from parley.words.faults import OurFault, PeerFault
from parley.words.terms import Precedence
from tests.node.forger import Forger
from tests.node.talk import Talk, founded


def forked(talk: Talk, feed: bytes = b"forged!!") -> Forger:
    """RUS shows USA two histories of one feed."""
    forger = Forger(talk.rus, feed)
    forger.says("one")
    talk.usa.hears(forger.packet())
    talk.usa.hears(forger.but(1, "not one").packet())
    return forger


def kept_full(talk: Talk) -> list[bool]:
    """Whether each piece of evidence of a fork that USA keeps bears an ML-DSA signature."""
    kept = [read_shown(row.data) for row in talk.usa.store.evidence()]
    return [shown is not None and shown[2].pq is not None for shown in kept]


def test_evidence_of_a_fork_from_an_earlier_version_names_no_feed() -> None:
    assert read_shown(b"\x01a sealed packet") is None
    assert read_shown(cbor([1])) is None


def test_the_evidence_of_a_fork_is_the_head_of_the_history_that_is_not_held() -> None:
    talk = founded()
    forger = forked(talk)
    (row,) = talk.usa.store.evidence()
    assert read_shown(row.data) == ("RUS", forger.feed, forger.but(1, "not one").head(2))


def test_a_fork_that_is_shown_again_is_kept_once_and_again_under_a_full_head() -> None:
    talk = founded()
    forger = Forger(talk.rus)
    forger.says("one")
    talk.usa.hears(forger.packet())
    other = forger.but(1, "not one").head(2)
    for head in (other._replace(pq=None), other._replace(pq=None), other, other):
        talk.usa.hears(forger.packet(head=head))
    assert kept_full(talk) == [False]
    head_only = HeadOnly("RUS", forger.feed, other.size, other.root, other.ed, other.pq or b"")
    for _ in range(2):
        talk.usa.hears(talk.rus.seals(write_payload(head_only)))
    assert kept_full(talk) == [False, True]


def test_noise_does_not_take_the_room_of_a_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parley.node.intake.EVIDENCE_ROWS_MAX", 1)
    talk = founded()
    for count in range(3):
        talk.usa.hears(talk.rus.seals(cbor({0: 99, 1: count})))
    forked(talk)
    assert [row.code for row in talk.usa.store.evidence()] == ["payload-unknown", "feed-forked"]


def test_evidence_can_be_read_once_the_epoch_is_erased() -> None:
    talk = founded()
    said = cbor({0: 99})
    talk.usa.hears(talk.rus.seals(said))
    assert [row.data for row in talk.usa.store.evidence()] == [said]


def test_no_more_is_taken_of_a_forked_feed_after_a_start() -> None:
    talk = founded()
    forger = forked(talk)
    talk.usa.starts()
    talk.usa.opens_way()
    forger.says("two")
    talk.usa.hears(forger.packet())
    assert talk.usa.node.state.record.feed("RUS", forger.feed).size == 2


def test_a_feed_whose_first_head_is_bad_leaves_nothing() -> None:
    talk = founded()
    before = list(talk.usa.node.state.record.feeds)
    forger = Forger(talk.rus)
    forger.says("one")
    talk.usa.hears(forger.packet(head=forger.head(2)._replace(ed=bytes(64))))
    head = forger.head(2)
    single = Overtaking("RUS", forger.feed, 1, forger.sent[1], head.root, bytes(64), head.pq, 0, (bytes(32),))
    talk.usa.hears(talk.rus.seals(write_payload(single)))
    assert list(talk.usa.node.state.record.feeds) == before


def test_a_place_that_no_head_can_sign_is_refused() -> None:
    last = (1 << 64) - 1
    single = Overtaking("RUS", b"f" * 8, last, Sent(b"", None, None), None, bytes(64), b"", 0, ())
    with pytest.raises(PeerFault) as raised:
        read_payload(write_payload(single))
    assert raised.value.code == "payload-malformed"
    assert read_payload(write_payload(single._replace(place=last - 1)))


def test_a_list_that_never_ends_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parley.node.sync.LISTED_MAX", 5)
    talk = founded()
    for count in range(4):
        part = tuple(("RUS", bytes([count, at]) * 4, 1) for at in range(2))
        talk.usa.hears(talk.rus.seals(write_payload(Feeds(part, wants_answer=False, last_part=False))))
    assert "feeds-too-many" in talk.usa.alarms()
    assert len(talk.usa.known.listing) <= 5


def test_the_last_epoch_number_is_told_and_flash_still_leaves() -> None:
    talk = founded()
    talk.usa.hears(talk.rus.seals(write_payload(Stale((1 << 64) - 1)), epoch_zero=True))
    exchange: Exchange = talk.usa.known.session.exchange
    assert exchange.highest == EPOCH_MAX - 1
    exchange.epochs, talk.usa.known.offer_due_ms = [], 0
    told = talk.usa.round()
    assert [alarm.code for alarm in told if isinstance(alarm, Alarm)] == ["epochs-used-up"]
    assert talk.usa.says("fire", precedence=Precedence.FLASH).code == ""
    assert any(isinstance(effect, Send) for effect in talk.usa.effects[-3:])


def test_a_receipt_of_what_never_was_is_told_and_moves_nothing() -> None:
    talk = founded()
    receipted = talk.usa.own.receipted.get("RUS", 0)
    forger = Forger(talk.rus)
    forger.writes(OpenKind.RECEIPT, seen=(Seen("USA", talk.usa.own.id, 1, b"x" * 32),))
    talk.usa.hears(forger.packet())
    assert "seen-false" in talk.usa.alarms()
    assert talk.usa.own.receipted.get("RUS", 0) == receipted
    talk.usa.starts()
    assert talk.usa.alarms().count("seen-false") == 1


def test_an_own_leaf_out_of_form_that_a_stolen_key_signed_does_not_stop_the_node() -> None:
    talk = founded()
    forger = Forger(talk.rus)
    forger.adds(b"no entry", b"s" * 16, b"body")
    talk.usa.hears(forger.packet())
    talk.rus.restores(talk.rus.store)
    talk.connects()
    talk.rus.opens_way("radio", wide=False)
    assert talk.rus.node.state.record.feed("RUS", forger.feed).size == 2
    assert talk.rus.says("still here").code == ""


def test_the_other_partys_store_is_refused() -> None:
    talk = founded()
    with pytest.raises(OurFault) as raised:
        talk.usa.restores(talk.rus.store)
    assert raised.value.code == "store-foreign"


@pytest.mark.parametrize("restarted", [False, True], ids=["running", "restarted"])
def test_a_feed_that_goes_on_otherwise_than_under_the_head_kept_above_it_is_a_fork(*, restarted: bool) -> None:
    """USA takes two entries under a head over four; what comes in their place later stands under a head of its own."""
    talk = founded()
    forger = Forger(talk.rus)
    for words in ("one", "two", "three"):
        forger.says(words)
    head = forger.head(4)
    talk.usa.hears(two_under(forger, head))
    if restarted:
        talk.usa.starts()
        talk.usa.opens_way()
    other = forger.but(3, "not three")
    talk.usa.hears(other.packet(0, 3))
    assert kept_full(talk) == [], "as far as the two histories are one"
    talk.usa.hears(other.packet(0, 4))
    (row,) = talk.usa.store.evidence()
    assert read_shown(row.data) == ("RUS", forger.feed, head)
    assert feed_of(talk, forger).size == 4
    other.says("four")
    talk.usa.hears(other.packet())
    assert feed_of(talk, forger).size == 4, "no more is taken of it"


def test_a_feed_that_goes_on_as_the_head_kept_above_it_says_is_no_fork() -> None:
    talk = founded()
    forger = Forger(talk.rus)
    for words in ("one", "two", "three"):
        forger.says(words)
    talk.usa.hears(two_under(forger, forger.head(4)))
    assert feed_of(talk, forger).size == 2
    forger.says("four")
    talk.usa.hears(forger.packet())
    assert feed_of(talk, forger).size == 5
    assert list(talk.usa.store.evidence()) == []


def feed_of(talk: Talk, forger: Forger) -> Feed:
    return talk.usa.node.state.record.feeds["RUS", forger.feed]


def two_under(forger: Forger, head: Head) -> bytes:
    """Make a packet of the first two entries under a head over more, with the path to it."""
    tree = Tree(leaf_hash(item.entry) for item in forger.sent if isinstance(item.entry, bytes))
    path = tuple(tree.consistency(2, head.size))
    return forger.rus.seals(write_payload(Entries("RUS", forger.feed, 0, tuple(forger.sent[:2]), *head, path)))
