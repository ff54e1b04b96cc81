"""What a node does with entries that come in: gaps, doubles, bad heads and bodies, forks, copies of itself."""

from collections.abc import Sequence

import pytest

from parley.desk import messages as m
from parley.line.payloads import Entries, Feeds, write_payload
from parley.node import ahead
from parley.node.effects import Alarm, Effect, Halt
from parley.record.entry import OpenKind, Seen
from parley.words.terms import TrafficClass
from tests.node.forger import SALT, Forger, packet_of
from tests.node.talk import Talk, founded, payload_of


def codes(effects: Sequence[Effect]) -> list[str]:
    return [effect.code for effect in effects if isinstance(effect, Alarm)]


def refusals(talk: Talk) -> list[tuple[bytes, str]]:
    """Give what USA has told RUS it refused."""
    contents = [entry.content for entry in talk.usa.entries() if entry.kind == OpenKind.REFUSED]
    return [(content[0], content[1]) for content in contents if isinstance(content, list)]  # type: ignore[misc]


def receipted(talk: Talk, forger: Forger) -> int:
    """Give how far USA has receipted a forged feed."""
    return talk.usa.node.state.record.feed("RUS", forger.feed).receipted.get("USA", 0)


def test_statements_come_across_are_shown_and_receipted() -> None:
    talk = founded()
    answer = talk.usa.says("a flight on Monday")
    assert answer.code == ""
    assert answer.id is not None
    talk.passes(3_000)
    assert talk.rus.shown() == talk.usa.shown() == [("a flight on Monday", "")]
    assert talk.usa.receipts()[talk.usa.own.id] == talk.usa.own.size
    assert talk.rus.alarms() == talk.usa.alarms() == []


def test_entries_beyond_a_gap_are_not_kept_and_asked_for_by_a_list() -> None:
    talk = founded()
    forger = Forger(talk.rus)
    forger.says("one")
    forger.says("two")
    talk.passes(1_000)
    done = talk.usa.hears(forger.packet(2))
    assert ("RUS", forger.feed) not in talk.usa.node.state.record.feeds
    assert [type(payload_of(packet)) for party, packet in talk.sent[-1:]] == [Feeds]
    assert codes(done) == []
    talk.usa.hears(forger.packet(0))
    assert talk.usa.shown() == [("one", ""), ("two", "")]


def test_entries_that_overlap_what_is_held_only_add_what_is_new() -> None:
    talk = founded()
    forger = Forger(talk.rus)
    forger.says("one")
    talk.usa.hears(forger.packet())
    forger.says("two")
    talk.usa.hears(forger.packet())
    talk.usa.hears(forger.packet())
    assert len(talk.usa.store.entries("RUS", forger.feed, 0, 99)) == 3
    assert talk.usa.shown() == [("one", ""), ("two", "")]
    assert talk.usa.alarms() == []


def test_a_bad_head_leaves_nothing_but_evidence_and_the_queue_goes_on() -> None:
    talk = founded()
    forger = Forger(talk.rus)
    forger.says("one")
    good = forger.packet()
    bad = forger.packet(head=forger.head(2)._replace(ed=b"x" * 64))
    feeds = talk.usa.store.copy()
    assert codes(talk.usa.hears(bad)) == ["head-bad"]
    assert list(talk.usa.store.replay()) == list(feeds.replay())
    assert [row.code for row in talk.usa.store.evidence()] == ["head-bad"]
    assert codes(talk.usa.hears(good)) == []
    assert talk.usa.shown() == [("one", "")]


def test_a_bad_ml_dsa_signature_makes_a_bad_head_too() -> None:
    talk = founded()
    forger = Forger(talk.rus)
    bad = forger.packet(head=forger.head(1)._replace(pq=b"x" * 64))
    assert codes(talk.usa.hears(bad)) == ["head-bad"]


def test_a_good_head_over_entries_that_are_not_its_own_accuses_who_sent_them_and_not_their_author() -> None:
    talk = founded()
    forger = Forger(talk.rus)
    forger.says("one")
    other = forger.but(1, "not one")
    assert codes(talk.usa.hears(forger.packet(head=other.head(2)))) == ["head-bad"]
    talk.usa.hears(forger.packet())
    assert talk.usa.shown() == [("one", "")], "the feed was not stopped"


def test_a_body_that_does_not_open_its_commitment_is_refused_and_its_entry_held_and_receipted() -> None:
    talk = founded()
    forger = Forger(talk.rus)
    entry_id = forger.says("one")
    forger.sent[-1] = forger.sent[-1]._replace(body=b"other")
    forger.says("two")
    talk.usa.hears(forger.packet())
    rows = talk.usa.store.entries("RUS", forger.feed, 0, 99)
    assert [(row.salt, row.body) for row in rows[:2]] == [(None, None)] * 2
    assert refusals(talk) == [(entry_id, "body-bad")]
    assert receipted(talk, forger) == 3
    assert talk.usa.shown() == [("two", "")]


def test_a_body_that_is_missing_is_refused() -> None:
    talk = founded()
    forger = Forger(talk.rus)
    entry_id = forger.says("one")
    forger.sent[-1] = forger.sent[-1]._replace(salt=None, body=None)
    talk.usa.hears(forger.packet())
    assert refusals(talk) == [(entry_id, "body-missing")]
    assert receipted(talk, forger) == 2


@pytest.mark.parametrize("data", [b"\xff\x00", b"\x80", b"x" * 4096], ids=["garbage", "empty array", "long"])
def test_a_leaf_that_is_not_sound_is_held_and_receipted_and_what_comes_behind_it_counts(data: bytes) -> None:
    talk = founded()
    forger = Forger(talk.rus)
    leaf = forger.adds(data)
    forger.says("behind it")
    talk.usa.hears(forger.packet())
    assert [refused for refused, _ in refusals(talk)] == [leaf]
    assert receipted(talk, forger) == 3
    assert talk.usa.shown() == [("behind it", "")]


def test_an_entry_of_another_feed_in_this_one_is_not_sound() -> None:
    talk = founded()
    forger = Forger(talk.rus)
    leaf = forger.says("one", feed=b"another!")
    talk.usa.hears(forger.packet())
    assert refusals(talk) == [(leaf, "entry-misplaced")]


def test_a_kind_newer_than_ours_is_held_and_not_readable_here() -> None:
    talk = founded()
    forger = Forger(talk.rus)
    leaf = forger.says("one", kind=900)
    newer = forger.says("two", kind_version=2)
    forger.says("three")
    assert codes(talk.usa.hears(forger.packet())) == ["kind-unknown"] * 2
    assert refusals(talk) == [], "its author did nothing wrong"
    assert talk.usa.node.state.unreadable == {leaf, newer}
    assert talk.usa.node.state.refused == {}
    assert receipted(talk, forger) == 4
    assert talk.usa.shown() == [("three", "")]
    talk.usa.starts()
    assert talk.usa.node.state.unreadable == {leaf, newer}
    assert talk.usa.alarms().count("kind-unknown") == 2, "not again after a restart"


def test_an_own_statement_is_not_acknowledged_also_where_its_thread_has_no_state() -> None:
    talk = founded()
    said = talk.usa.says("a flight on Monday")
    assert said.id is not None
    own = m.Acknowledgement(of=said.id, level=m.AckLevel.READ, seat="watch-officer")
    assert talk.usa.says(own, thread=said.id).code == "ack-own"
    assert talk.usa.says("more of it", thread=said.id).code == ""


def test_a_thread_that_another_seat_never_opened_is_unknown() -> None:
    talk = founded()
    assert talk.usa.says("to nothing", thread=b"x" * 32).code == "thread-unknown"
    answer = talk.usa.says(m.Reply(language="en", text="So."), thread=b"x" * 32)
    assert answer.code == "thread-unknown"


def test_a_class_that_this_line_does_not_carry_is_refused() -> None:
    talk = founded()
    forger = Forger(talk.rus)
    leaf = forger.says("one", traffic_class=int(TrafficClass.DRILL))
    talk.usa.hears(forger.packet())
    assert refusals(talk) == [(leaf, "class-refused")]


def test_a_refusal_is_told_once_and_not_again_after_a_restart() -> None:
    talk = founded()
    forger = Forger(talk.rus)
    forger.says("one", traffic_class=int(TrafficClass.DRILL))
    talk.usa.hears(forger.packet())
    talk.usa.starts()
    assert refusals(talk) == []
    assert talk.usa.node.state.refused == {(talk.usa.node.state.record.feed("RUS", forger.feed), 1): "class-refused"}


def test_a_fork_is_shown_by_an_older_head_kept_as_evidence_and_no_more_is_taken_of_that_feed() -> None:
    talk = founded()
    forger = Forger(talk.rus)
    forger.says("one")
    forger.says("two")
    talk.usa.hears(forger.packet())
    other = forger.but(1, "not one")
    assert codes(talk.usa.hears(other.packet())) == ["feed-forked"]
    assert [row.code for row in talk.usa.store.evidence()] == ["feed-forked"]
    forger.says("three")
    assert codes(talk.usa.hears(forger.packet())) == []
    assert talk.usa.node.state.record.feed("RUS", forger.feed).size == 3
    assert talk.usa.says("we have seen it").code == ""


def test_another_feed_of_the_same_author_is_still_taken_after_a_fork() -> None:
    talk = founded()
    forger = Forger(talk.rus)
    forger.says("one")
    talk.usa.hears(forger.packet())
    talk.usa.hears(forger.but(1, "not one").packet())
    honest = Forger(talk.rus, b"another!")
    honest.says("two")
    talk.usa.hears(honest.packet())
    assert talk.usa.shown() == [("one", ""), ("two", "")]


def test_entries_of_our_own_running_feed_that_we_did_not_write_end_this_node() -> None:
    talk, image = founded(), founded()
    assert image.usa.own.id == talk.usa.own.id, "an image of the running memory, copied"
    image.usa.says("only the copy says so")
    done = talk.usa.hears(packet_of(talk.rus, image.usa.own, image.usa))
    assert [effect.code for effect in done if isinstance(effect, Halt)] == ["feed-cloned"]


def test_our_own_entries_thrown_back_do_not_end_this_node() -> None:
    talk = founded()
    talk.usa.says("we said it")
    done = talk.usa.hears(packet_of(talk.rus, talk.usa.own, talk.usa))
    assert [effect for effect in done if isinstance(effect, Halt)] == []


def test_a_wrong_founding_is_refused_and_with_it_what_its_author_says() -> None:
    talk = Talk(rus={"agreement_hash": b"b" * 32})
    talk.connects()
    assert [code for _, code in refusals(talk)] == ["founding-differs"]
    assert talk.usa.says("one").code == "not-founded"
    assert talk.rus.says("two", officer_word=True).code == "not-founded"


def test_a_founding_counts_by_where_it_stands_and_not_by_what_came_first() -> None:
    talk = founded()
    forger = Forger(talk.rus, named=False)
    leaf = forger.says("no founding stands before this")
    talk.usa.hears(forger.packet())
    assert refusals(talk) == [(leaf, "not-founded")]
    assert talk.usa.shown() == [("no founding stands before this", "not-founded")]


def test_what_the_counterpart_claims_falsely_to_have_seen_moves_nothing() -> None:
    talk = founded()
    forger = Forger(talk.rus)
    own = talk.usa.own
    before = own.receipted.get("RUS", 0)
    forger.says("one", seen=(Seen("USA", own.id, own.size, b"?" * 32),))
    talk.usa.hears(forger.packet())
    assert talk.usa.own.receipted.get("RUS", 0) == before
    assert len(talk.usa.node.state.record.false_seen) == 1
    assert talk.usa.shown() == [("one", "")]


def test_a_flood_of_feeds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = founded()
    monkeypatch.setattr(ahead, "FEEDS_PER_PARTY_MAX", 2)
    assert codes(talk.usa.hears(Forger(talk.rus, b"feed-one").packet())) == []
    assert codes(talk.usa.hears(Forger(talk.rus, b"feed-two").packet())) == ["feeds-too-many"]
    assert ("RUS", b"feed-two") not in talk.usa.node.state.record.feeds


def test_entries_of_a_party_that_the_line_does_not_have_are_dropped() -> None:
    talk = founded()
    forger = Forger(talk.rus)
    payload = payload_of(forger.packet())
    assert isinstance(payload, Entries)
    packet = talk.rus.seals(write_payload(payload._replace(party="CHN")))
    assert codes(talk.usa.hears(packet)) == ["packet-foreign"]


def test_salt_is_kept_beside_the_body() -> None:
    talk = founded()
    forger = Forger(talk.rus)
    forger.says("one")
    talk.usa.hears(forger.packet())
    assert talk.usa.store.entries("RUS", forger.feed, 1, 2)[0].salt == SALT
