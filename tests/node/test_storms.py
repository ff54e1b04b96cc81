"""Storms and queues that three members and slow carriers made in schedules, each told again in few words."""

from __future__ import annotations

import pytest

from parley.line.payloads import Feeds, HeadOnly, Payload, write_payload
from parley.node import ahead, outbox, sync
from parley.node.effects import Send
from parley.node.events import PacketArrived
from parley.node.ports import Batch
from parley.node.state import Pressing
from parley.node.ways import CONTROL_RANK, Way, best
from parley.words.instants import Now
from parley.words.terms import Precedence
from tests.node.talk import founded, payload_of


def way(*, wide: bool) -> Way:
    return Way(wide, 220, 2_000)


def test_what_is_urgent_and_receipted_here_but_not_by_all_brings_no_full_head_again_and_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each head brought one of the other side's, a thousand a second (seed 411 of three)."""
    talk = founded()
    old = talk.usa.own
    talk.usa.says("now", precedence=Precedence.FLASH)
    talk.passes(5_000)
    talk.usa.starts()
    talk.usa.opens_way()
    talk.passes(40_000)
    monkeypatch.setattr(ahead, "_forget_receipted", lambda _state, _feed: None)  # a third member has not receipted it
    state = talk.usa.node.state
    feed = state.record.feed("USA", old.id)
    state.pressing[feed] = [Pressing(old.size - 1, Precedence.FLASH, asks=True)]
    talk.sent.clear()
    talk.passes(20_000)
    assert [payload for _, packet in talk.sent if isinstance(payload := payload_of(packet), HeadOnly)] == []


def test_a_full_head_that_is_held_is_not_written_again() -> None:
    talk = founded()
    talk.usa.says("one")
    talk.passes(5_000)
    state = talk.rus.node.state
    row = state.heads[state.record.feed("USA", talk.usa.own.id), True]
    again = write_payload(HeadOnly(row.party, row.feed, row.size, row.root, row.ed, row.pq or b""))
    outcome = talk.rus.node.step(PacketArrived("tcp", "USA", talk.usa.seals(again)), talk.rus.now())
    assert (outcome.batch, outcome.effects) == (Batch(), [])


def relaying(*packets: bytes) -> tuple[list[bytes], list[bytes]]:
    """Give what goes on by a wide way that is blamed, and what waits for a small one, of packets for another member."""
    state = founded().usa.node.state
    tcp, small = way(wide=True), way(wide=False)
    tcp.blame(0)
    tcp.blame(0)
    state.peers["RUS"].ways = {"tcp": tcp, "radio": small}
    state.relayed = [("RUS", packet) for packet in packets]
    outbox._hand_on(state, Now(0, 1))  # noqa: SLF001
    assert best(state.peers["RUS"].ways, 1) == "radio"
    sent = [effect.packet for effect in state.outcome.effects if isinstance(effect, Send)]
    return sent, [frame for _, _, frame in small.queue]


def test_what_is_relayed_goes_by_a_wide_way_too_that_is_behind_a_small_one() -> None:
    """A packet too large for the radio was dropped for ten minutes while tcp was there (seed 668 of three)."""
    large, short = b"l" * 400, b"s" * 100
    assert relaying(large, short) == ([large, short], [short])


def test_what_is_relayed_does_not_fill_a_small_carrier_without_end() -> None:
    """Its sender repeats what waits: the queue grew to a thousand frames, of which none was new (seed 596 of three)."""
    _, waits = relaying(*[bytes([number]) for number in range(100)])
    assert waits == [bytes([number]) for number in range(outbox.RELAY_BEHIND_MAX)]


def test_a_list_is_not_answered_while_one_still_waits_on_that_small_carrier() -> None:
    """Each list takes a minute at 268 bit/s, and was asked for as often: entries never had their turn (seed 1345)."""
    usa = founded().usa
    state, now = usa.node.state, usa.now()
    known = state.peers["RUS"]
    known.ways["radio"] = way(wide=False)
    asked = Feeds((), wants_answer=True, last_part=True, question=b"q" * 8)
    known.ways["radio"].push(CONTROL_RANK, b"a frame of a list")
    state.post.clear()
    sync.take_list(state, "RUS", asked, now, "radio")
    assert state.post == []
    sync.take_list(state, "RUS", asked, now, "tcp")
    assert [(bearer, payload.question) for _, bearer, payload in lists(state.post)] == [("tcp", b"q" * 8)]


def test_an_answer_to_an_earlier_question_of_this_run_counts() -> None:
    usa = founded().usa
    state, now = usa.node.state, usa.now()
    for _ in range(2):
        sync.owe_list(state, "RUS", now, wants_answer=True)
    first, second = [payload.question for _, _, payload in lists(state.post)][-2:]
    assert first == second != b""
    state.peers["RUS"].whole = False
    sync.take_list(state, "RUS", Feeds((), wants_answer=False, last_part=True, question=first), now, "tcp")
    assert state.peers["RUS"].whole
    sync.owe_list(state, "RUS", now, wants_answer=True)
    assert lists(state.post)[-1][2].question != first


def lists(post: list[tuple[str, str, Payload, bool]]) -> list[tuple[str, str, Feeds]]:
    return [(name, bearer, payload) for name, bearer, payload, _ in post if isinstance(payload, Feeds)]
