"""Starts: a new feed each time, what is asked of the others, what comes back after an old backup."""

from collections.abc import Iterator

import pytest

from parley.line.payloads import Beat, Echo, Feeds, Offer, Overtaking, Payload, write_payload
from parley.node.effects import Send
from parley.node.intake import digest_now
from parley.node.ports import Row, StoreError
from parley.record.entry import OpenKind
from parley.store.memory import MemoryStore
from parley.words.terms import Precedence
from tests.node.forger import Forger
from tests.node.talk import Side, Talk, founded, payload_of


def named(side: Side) -> list[tuple[bytes, int]]:
    """Give what a side's present feed names of its older ones."""
    content = side.entries()[0].content
    assert isinstance(content, list)
    return [(item[0], item[1]) for item in content]  # type: ignore[misc, index]


def adopted(side: Side) -> list[tuple[bytes, int, int]]:
    """Give what a side has entered as given back: feed, old and new size."""
    contents = [entry.content for entry in side.entries() if entry.kind == OpenKind.ADOPTION]
    return [(item[0], item[1], item[2]) for content in contents if isinstance(content, list) for item in content]  # type: ignore[misc, index]


def restored() -> tuple[Talk, bytes, int]:
    """USA says two things after a backup, loses its disk and starts from the backup; its old feed and that size."""
    talk = founded()
    backup = talk.usa.store.copy()
    old = talk.usa.own.id
    talk.usa.says("one")
    talk.usa.says("two")
    talk.passes(5_000)
    size = talk.usa.own.size
    talk.usa.restores(backup)
    return talk, old, size


def test_the_first_entries_of_a_line_are_first_and_founding() -> None:
    talk = Talk()
    assert talk.usa.kinds() == [OpenKind.FIRST, OpenKind.FOUNDING]
    assert named(talk.usa) == []


def test_a_start_opens_a_new_feed_that_names_the_older_one_and_founds_no_more() -> None:
    talk = founded()
    old = talk.usa.own
    talk.usa.starts()
    assert talk.usa.own.id != old.id
    assert talk.usa.kinds() == [OpenKind.FIRST]
    assert named(talk.usa) == [(old.id, old.size)]


def test_a_third_start_names_the_second_alone_which_names_the_first() -> None:
    talk = founded()
    talk.usa.starts()
    second = talk.usa.own
    talk.usa.starts()
    assert named(talk.usa) == [(second.id, 1)]


def test_what_was_not_sent_in_the_last_run_is_sent_in_this_one() -> None:
    talk = founded()
    talk.loses = lambda sender, _payload: sender.party == "USA"
    talk.usa.says("said before the crash")
    talk.usa.starts()
    talk.loses = lambda _sender, _payload: False
    talk.usa.opens_way()
    talk.passes(5_000)
    assert talk.rus.shown() == [("said before the crash", "")]


def test_before_the_other_has_founded_nothing_is_taken() -> None:
    talk = Talk()
    assert talk.usa.says("hello").code == "not-founded"
    assert talk.usa.says("hello", precedence=Precedence.FLASH).code == "not-founded"


def test_before_the_other_was_heard_in_this_run_only_urgent_words_go_without_an_officers_word() -> None:
    talk = founded()
    talk.usa.starts()
    assert talk.usa.says("routine").code == "not-yet-asked"
    assert talk.usa.says("priority", precedence=Precedence.PRIORITY).code == "not-yet-asked"
    assert talk.usa.says("immediate", precedence=Precedence.IMMEDIATE).code == ""
    assert talk.usa.says("flash", precedence=Precedence.FLASH).code == ""
    assert talk.usa.says("on my word", officer_word=True).code == ""
    talk.usa.opens_way()
    talk.passes(3_000)
    assert talk.usa.says("routine").code == ""


def test_a_refused_statement_leaves_no_entry() -> None:
    talk = founded()
    talk.usa.starts()
    before = talk.usa.own.size
    talk.usa.says("routine")
    assert talk.usa.own.size == before


@pytest.mark.parametrize("times", [1, 2])
def test_an_old_backup_opens_a_new_feed_and_gets_its_own_entries_back_and_adopts_them(times: int) -> None:
    talk, old, size = restored()
    for _ in range(times - 1):
        talk.usa.restores(talk.usa.store)
    kept = dict(named(talk.usa)).get(old) or size
    talk.usa.opens_way()
    talk.passes(40_000)
    assert len(talk.usa.entries(old)) == size
    assert [(feed, new) for feed, _, new in adopted(talk.usa)] == [(old, size)]
    assert kept <= size
    assert [words for words, _ in talk.usa.shown()][-2:] == ["one", "two"]
    assert talk.usa.store.entries("USA", old, 0, 99) == talk.rus.store.entries("USA", old, 0, 99)
    assert talk.usa.alarms() == [] or set(talk.usa.alarms()) == {"epoch-unknown"}
    assert talk.usa.halts() == talk.rus.halts() == []


def test_a_restored_node_says_flash_at_once_while_the_other_is_silent() -> None:
    talk, _, _ = restored()
    talk.loses = lambda sender, _payload: sender.party == "RUS"
    talk.usa.opens_way()
    talk.sent.clear()
    assert talk.usa.says("hear us", precedence=Precedence.FLASH).code == ""
    left = [payload_of(packet) for party, packet in talk.sent if party == "USA"]
    assert any(isinstance(payload, Overtaking) and payload.feed == talk.usa.own.id for payload in left)
    talk.brings()
    assert talk.rus.shown_ahead() == ["hear us"], "shown at once, though earlier entries are missing"


def test_a_restored_node_names_nothing_of_the_others_before_it_was_heard() -> None:
    talk, _, _ = restored()
    talk.usa.says("hear us", precedence=Precedence.FLASH)
    assert all(entry.seen == () for entry in talk.usa.entries())


def test_a_restored_node_gives_no_joint_numbers_before_all_has_come_back() -> None:
    talk, _, _ = restored()
    assert talk.usa.node.state.record.numbered == 0
    talk.usa.opens_way()
    talk.passes(40_000)
    assert talk.usa.known.whole
    assert talk.usa.node.state.record.numbered > 0


def test_a_lost_question_is_asked_again_while_no_echo_comes_though_nothing_differs() -> None:
    talk = founded()
    talk.usa.starts()
    talk.loses = lambda sender, payload: isinstance(payload, Echo) or (sender.party == "USA" and is_question(payload))
    talk.usa.opens_way()
    talk.passes(60_000)
    assert not talk.usa.known.whole
    talk.loses = lambda _sender, payload: isinstance(payload, Echo)
    talk.passes(60_000)
    assert talk.usa.known.whole


def is_question(payload: Payload) -> bool:
    return isinstance(payload, Feeds) and payload.wants_answer


def test_an_old_list_is_no_answer() -> None:
    """What the other said before the backup was lost would tell the restored node that nothing is missing."""
    talk, old, _ = restored()
    held = talk.usa.node.state.record.feeds[("USA", old)].size
    stale = Feeds((("USA", old, held),), wants_answer=False, last_part=True, question=b"question")
    talk.usa.opens_way()
    talk.usa.hears(talk.rus.seals(write_payload(stale), epoch_zero=True))
    assert not talk.usa.known.asked
    talk.passes(40_000)
    assert talk.usa.known.asked


def test_a_replayed_beat_with_our_digest_is_no_answer() -> None:
    talk, _, _ = restored()
    replayed = Beat(b"c" * 8, digest_now(talk.usa.node.state), 0)
    talk.usa.hears(talk.rus.seals(write_payload(replayed), epoch_zero=True))
    assert not talk.usa.known.asked


def test_a_list_of_feeds_that_nobody_knows_makes_no_feed_here() -> None:
    talk = founded()
    talk.usa.starts()
    talk.usa.opens_way()
    question = talk.usa.known.question
    invented = Feeds((("USA", b"invented", 5),), wants_answer=False, last_part=True, question=question)
    talk.usa.hears(talk.rus.seals(write_payload(invented), epoch_zero=True))
    assert ("USA", b"invented") not in talk.usa.node.state.record.feeds
    assert talk.usa.known.awaited == {("USA", b"invented"): 5}
    assert not talk.usa.known.asked


def test_own_entries_that_come_back_with_another_body_keep_none() -> None:
    talk, old, size = restored()
    talk.usa.opens_way()
    state = talk.rus.node.state
    feed = state.record.feeds[("USA", old)]
    state.recent.clear()

    def spoilt(party: str, feed: bytes, start: int, stop: int) -> list[Row]:
        rows = MemoryStore.entries(talk.rus.store, party, feed, start, stop)
        return [Row(r.party, r.feed, r.index, r.entry, r.salt, r.body and b"spoilt") for r in rows]

    talk.rus.store.entries = spoilt  # type: ignore[method-assign]
    talk.passes(40_000)
    rows = talk.usa.store.entries("USA", old, 0, size)
    assert len(rows) == size == feed.size
    assert all(row.body is None for row in rows if row.index >= size - 2)
    assert list(talk.usa.node.state.refused.values()) == ["body-bad", "body-bad"]


def test_a_counterpart_that_lost_what_it_had_receipted_gets_it_again() -> None:
    talk = founded()
    backup = talk.rus.store.copy()
    talk.usa.says("one")
    talk.passes(3_000)
    talk.usa.starts()
    talk.usa.opens_way()
    talk.passes(15_000)
    talk.rus.restores(backup)
    talk.rus.opens_way()
    talk.passes(40_000)
    assert ("one", "") in talk.rus.shown()


def test_what_came_over_a_narrow_bearer_alone_can_be_given_back() -> None:
    talk = founded()
    backup = talk.usa.store.copy()
    for side in (talk.rus, talk.usa):
        side.node.state.peers[side.peer.party].ways.clear()
        side.opens_way("radio", wide=False)
    old = talk.usa.own.id
    talk.usa.says("said on the radio")
    talk.passes(5_000)
    held = talk.rus.node.state.heads[talk.rus.node.state.record.feeds[("USA", old)], False]
    assert held.pq is None
    talk.usa.restores(backup)
    talk.usa.opens_way()
    talk.rus.opens_way()
    talk.passes(40_000)
    assert ("said on the radio", "") in talk.usa.shown()[-1:]


def test_a_new_feed_does_not_name_what_has_no_place() -> None:
    """If nobody holds its past any more, the new feed would never have a place either."""
    talk = founded()
    backup = talk.usa.store.copy()
    old = talk.usa.own.id
    forger = Forger(talk.rus)
    talk.usa.hears(forger.packet())
    talk.usa.says("we have seen what only the forger knows")
    talk.brings()
    talk.usa.restores(backup)
    talk.usa.opens_way()
    talk.passes(40_000)
    feed = talk.usa.node.state.record.feeds[("USA", old)]
    assert feed.placed < feed.size
    talk.usa.starts()
    assert all(size <= talk.usa.node.state.record.feeds["USA", f].placed for f, size in named(talk.usa))
    talk.usa.opens_way()
    talk.passes(20_000)
    assert talk.usa.says("and the line goes on").code == ""
    talk.passes(5_000)
    assert ("and the line goes on", "") in talk.rus.shown()


def test_a_store_that_fails_while_a_statement_is_judged_ends_the_node_and_is_no_refusal() -> None:
    talk = founded()
    answer = talk.usa.says("one")
    talk.usa.node.state.recent.clear()

    def fails(party: str, feed: bytes, start: int, stop: int) -> list[Row]:  # noqa: ARG001  the port's shape
        raise StoreError("store-failed")

    talk.usa.store.entries = fails  # type: ignore[method-assign]
    with pytest.raises(StoreError):
        talk.usa.says("two", thread=answer.id)


def test_a_store_that_fails_at_a_start_says_so() -> None:
    talk = founded()

    def fails(skip: int = 0) -> Iterator[Row]:  # noqa: ARG001  the port's shape
        raise StoreError("store-failed")

    talk.usa.store.replay = fails  # type: ignore[method-assign]
    with pytest.raises(StoreError):
        talk.usa.starts()


def test_both_crash_at_once_and_go_on_by_themselves() -> None:
    talk = founded()
    talk.usa.says("one")
    talk.rus.says("two")
    for side in (talk.usa, talk.rus):
        side.starts()
    talk.waiting.clear()
    talk.connects()
    assert talk.usa.says("three").code == ""
    talk.passes(5_000)
    a, b = talk.usa.node.state.record, talk.rus.node.state.record
    assert [a.at(i).feed.id for i in range(len(a))] == [b.at(i).feed.id for i in range(len(b))]
    assert a.joint_tree.root() == b.joint_tree.root()
    assert {words for words, _ in talk.rus.shown()} >= {"two", "three"}


def test_an_epoch_is_offered_by_one_side_and_restored_sides_come_to_one_again() -> None:
    talk, _, _ = restored()
    talk.sent.clear()
    talk.usa.opens_way()
    talk.passes(40_000)
    offers = [party for party, packet in talk.sent if isinstance(payload_of(packet), Offer)]
    assert offers
    ours, theirs = (side.known.session.exchange.current() for side in (talk.usa, talk.rus))
    assert ours is not None
    assert theirs is not None
    assert ours.root == theirs.root
    assert not [effect for effect in talk.usa.effects if isinstance(effect, Send) and effect.peer == "USA"]
