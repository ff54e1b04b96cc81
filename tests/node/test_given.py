"""What was taken under a head above it, from a member that could not give the rest, is given on all the same."""

from __future__ import annotations

import pytest

from parley.line.payloads import Entries, write_payload
from parley.node import outbox
from parley.node.heads import own_head
from parley.node.pending import pq_pending
from parley.node.sync import GIVE_PACKET_BYTES, rows_of, sent_to
from parley.record.entry import OpenKind
from parley.record.feed import Feed
from parley.store.memory import MemoryStore
from tests.node.talk import Talk, founded

WORDS = ["one", "two", "three", "four", "five", "six"]
GIVEN = 4


def cut_short(talk: Talk, *, bent: bool = False) -> MemoryStore:
    """RUS gets the first of what USA says, under a head over all of it; give USA's backup from before.

    It is how a member gives them on that lacks the body of what follows.
    """
    backup = talk.usa.store.copy()
    talk.loses = lambda sender, _: sender.party == "USA"
    for words in WORDS:
        talk.usa.says(words)
    talk.loses = lambda _sender, _: False
    state, own, start = talk.usa.node.state, talk.usa.own, held(talk).size
    end = start + GIVEN
    path = own.tree.consistency(end, own.size)
    if bent:
        path[0] = bytes(32)
    sent = sent_to(state, rows_of(state, own, start, end), "RUS")
    payload = Entries("USA", own.id, start, sent, *own_head(state, own, own.size, full=True), tuple(path))
    talk.rus.hears(talk.usa.seals(write_payload(payload)))
    return backup


def held(talk: Talk) -> Feed:
    return talk.rus.node.state.record.feeds["USA", talk.usa.own.id]


def gets_back(talk: Talk, backup: MemoryStore) -> list[str]:
    """USA goes back to its backup; give what it is shown of its own words."""
    talk.usa.effects.clear()
    talk.usa.restores(backup)
    talk.usa.opens_way()
    talk.rus.opens_way()
    talk.passes(60_000)
    return [words for words, _ in talk.usa.shown() if words in WORDS]


@pytest.mark.parametrize("restarted", [False, True], ids=["running", "restarted"])
@pytest.mark.parametrize("packet_bytes", [GIVE_PACKET_BYTES, 1], ids=["at once", "one by one"])
def test_it_is_given_back(monkeypatch: pytest.MonkeyPatch, packet_bytes: int, *, restarted: bool) -> None:
    monkeypatch.setattr(outbox, "GIVE_PACKET_BYTES", packet_bytes)
    talk = founded()
    backup, feed = cut_short(talk), held(talk)
    if restarted:
        talk.rus.starts()
    assert gets_back(talk, backup) == WORDS[:GIVEN]
    back = talk.usa.node.state.record.feeds[feed.party, feed.id]
    assert (back.size, back.tree.root()) == (feed.size, feed.tree.root())
    assert [entry.kind for entry in talk.usa.entries()].count(OpenKind.ADOPTION) >= 1
    assert {*talk.usa.alarms(), *talk.rus.alarms()} <= {"epoch-unknown"}, "a restored side has lost its epochs"


def test_without_the_path_it_would_be_lost_for_everybody() -> None:
    talk = founded()
    backup = cut_short(talk)
    talk.rus.node.state.paths.clear()
    assert gets_back(talk, backup) == []


def test_whoever_got_it_back_so_can_give_it_on() -> None:
    """Each keeps the path from where it stands."""
    talk = founded()
    backup, feed = cut_short(talk), held(talk)
    gets_back(talk, backup)
    (kept,) = [head for head in talk.usa.store.heads() if head.feed == feed.id and head.path]
    assert (kept.reach, kept.size) == (feed.size, feed.size + len(WORDS) - GIVEN)


def test_it_is_sealed_as_far_as_it_is_held() -> None:
    talk = founded()
    cut_short(talk)
    state = talk.rus.node.state
    assert held(talk) not in pq_pending(state.record, talk.rus.store.heads(), "RUS")
    without = [head for head in talk.rus.store.heads() if not head.path]
    assert pq_pending(state.record, without, "RUS")[held(talk)] == held(talk).size - GIVEN


def test_a_path_that_does_not_lead_to_its_head_is_not_kept() -> None:
    talk = founded()
    before = list(talk.rus.store.heads())
    cut_short(talk, bent=True)
    assert talk.rus.alarms() == ["head-bad"]
    assert list(talk.rus.store.heads()) == before
    assert not talk.rus.node.state.paths
