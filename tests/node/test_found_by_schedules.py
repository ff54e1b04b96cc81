"""Defects that the simulator found in the node on small carriers, each told again as a talk or in few words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from parley.line.delivery import NEVER_SENT, Delivery
from parley.line.payloads import Offer, Sent
from parley.node import outbox, own, sync
from parley.node.ahead import fill_gap
from parley.node.events import WayChanged
from parley.node.ports import HeadRow, Row, SingleRow
from parley.node.relay import _refresh_way
from parley.node.state import PeerState
from parley.node.thinning import can_be_thin
from parley.node.timers import _ask_again
from parley.node.ways import CONTROL_RANK, Way, best, busy, in_use
from parley.record.entry import Entry, encode_entry
from parley.record.feed import Feed
from parley.words.instants import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, Now
from parley.words.terms import Precedence
from tests.node.dialogue import Carrier, Dialogue, lose, radio, swallow
from tests.node.talk import LINE, Side, Talk, founded, payload_of


def entry(precedence: int = 0, **fields: Any) -> Entry:  # noqa: ANN401  any field of it
    return Entry(
        line=LINE, author="USA", feed=b"f" * 8, index=1, seen=(), beyond=(), clock_ms=0, uncertainty_ms=None,
        traffic_class=0, precedence=precedence, not_after_ms=None, addressees=(), kind=41, kind_version=1, thread=None,
        content=b"c" * 32,
    )._replace(**fields)  # fmt: skip


def row(precedence: int = 0, **fields: Any) -> Row:  # noqa: ANN401  any field of the entry
    return Row("USA", b"f" * 8, 1, encode_entry(entry(precedence, **fields)), b"s" * 16, b"body")


def way(*, wide: bool, round_trip_ms: int = 2_000) -> Way:
    return Way(wide, 220, round_trip_ms)


# ---------------------------------------------------------------- turns on a small carrier


def test_on_a_small_carrier_the_feed_that_rested_longest_goes_next() -> None:
    younger, older = Feed("USA", b"y" * 8, 0), Feed("USA", b"o" * 8, 1)
    feeds = {younger: Delivery(quiet_ms=9), older: Delivery(quiet_ms=3)}
    assert [feed for feed, _ in outbox._in_turn(way(wide=False), feeds)] == [older, younger]  # noqa: SLF001
    assert [feed for feed, _ in outbox._in_turn(way(wide=True), feeds)] == [younger, older]  # noqa: SLF001


def test_what_is_urgent_does_not_ride_within_a_packet_of_what_is_not() -> None:
    rows = [row(), row(1), row(3), row()]
    assert outbox._of_one_rank(rows) == (rows[:2], Precedence.ROUTINE)  # noqa: SLF001
    assert outbox._of_one_rank(rows[2:]) == (rows[2:], Precedence.FLASH)  # noqa: SLF001


def test_a_list_waits_for_another_list_and_not_for_entries() -> None:
    carrier = way(wide=False)
    carrier.push(Precedence.ROUTINE, b"entries")
    assert not busy({"radio": carrier}, 0)
    carrier.push(CONTROL_RANK, b"list")
    assert busy({"radio": carrier}, 0)


# ---------------------------------------------------------------- what the peer says that it holds


def test_sending_again_begins_where_the_peer_said_that_it_is() -> None:
    delivery = Delivery(sent=30, receipted=6)
    delivery.start_again(20)
    delivery.handed_over(25, 100, "radio", (0, 1))
    assert delivery.overdue(1)
    assert delivery.sent == 20
    delivery.receipt(24, 2)
    delivery.start_again()
    assert delivery.sent == 24


def test_what_a_restored_peer_lacks_is_not_forgotten_before_it_went() -> None:
    delivery = Delivery(sent=8, receipted=8)
    delivery.start_again(3)
    delivery.start_again()
    assert delivery.sent == 3
    delivery.handed_over(8, 100, "radio", (0, None))
    delivery.start_again()
    assert delivery.sent == 8


def test_a_packet_goes_as_the_same_bytes_twice_and_is_then_sealed_anew() -> None:
    """Whoever could not take it, for want of what it names, drops the same frames for ever (seed 157)."""
    talk = founded()
    talk.usa.says("one")
    state, delivery = talk.usa.node.state, Delivery()
    rows = sync.rows_of(state, state.own, 0, state.own.size)
    packets = []
    for tries in range(4):
        delivery.tries = tries
        packets.append(outbox._packet(state, "RUS", (state.own, delivery), rows, (False, True)))  # noqa: SLF001
    assert packets[0] == packets[1] != packets[2] == packets[3]


# ---------------------------------------------------------------- what goes ahead


def test_an_urgent_receipt_goes_again_only_when_its_peer_repeats_itself_and_each_time_later() -> None:
    delivery = Delivery(sent=4, receipted=4)
    gone = NEVER_SENT.gone(0, 20_000, asks=False)
    assert not gone.again(DAY_MS)
    delivery.overtaken["radio", 5] = gone
    assert delivery.nothing_new(5_000, 1_000)
    missed = delivery.overtaken["radio", 5]
    assert not missed.again(19_999)
    assert missed.again(20_000)
    assert missed.gone(20_000, 20_000, asks=False).wait_ms == 40_000


def test_flash_on_a_carrier_that_closed_goes_as_soon_as_it_opens() -> None:
    line = Dialogue(radio=radio(9_600))
    line.founded()
    line.carriers["radio"].weather = swallow
    line.say("USA", "help", Precedence.FLASH)
    line.run(3 * SECOND_MS)
    line.close("radio")
    line.carriers["radio"].weather = lose(every=1_000)
    line.open("radio")
    assert line.until(lambda: line.texts("RUS") == ["help"], within_ms=MINUTE_MS) < 3 * SECOND_MS


def single(side: Side, talk: Talk) -> tuple[Any, int]:
    """Have the other side's entry behind a gap held as a single that is still to be named."""
    talk.rus.says("first")
    feed = side.node.state.record.feed("RUS", talk.rus.own.id)
    place = feed.size
    held = talk.rus.entries()[place - 1]
    kept = Row("RUS", feed.id, place - 1, encode_entry(held), None, None)
    side.node.state.singles[feed, place - 1] = SingleRow(kept, HeadRow("RUS", feed.id, place, b"", b"", None))
    side.node.state.owed_beyond[feed, place - 1] = None
    return feed, place - 1


def test_a_single_whose_gap_is_filled_before_its_past_came_is_still_named() -> None:
    talk = founded()
    feed, index = single(talk.usa, talk)
    del talk.usa.node.state.singles[feed, index]
    feed.placed = index  # what stands before it lacks its past
    assert [item.id for item in own._beyond(talk.usa.node.state)] == [feed.tree.leaf(index)]  # noqa: SLF001


def test_a_body_that_came_ahead_stays_when_its_author_has_lost_it_since() -> None:
    talk = founded()
    state = talk.usa.node.state
    feed, index = single(talk.usa, talk)
    bare = state.singles[feed, index].row
    whole = replace(bare, salt=b"s" * 16, body=b"body")
    state.singles[feed, index] = replace(state.singles[feed, index], row=whole)
    rows = [bare]
    fill_gap(state, feed, rows)
    assert (rows, (feed, index) in state.singles) == ([whole], False)


# ---------------------------------------------------------------- several ways


def test_an_offer_that_a_courier_took_does_not_wait_for_him_when_a_wide_way_opens() -> None:
    talk = Talk()
    for side in (talk.usa, talk.rus):
        side.round(WayChanged("courier", side.peer.party, True, True, 1 << 20, DAY_MS))  # noqa: FBT003
    talk.waiting.clear()
    talk.passes(HOUR_MS)
    talk.waiting.clear()
    talk.usa.opens_way()
    talk.rus.opens_way()
    talk.sent.clear()
    talk.passes(MINUTE_MS)
    assert any(isinstance(payload_of(packet), Offer) for _, packet in talk.sent)
    assert talk.usa.known.session.exchange.current() is not None


def test_a_way_over_a_member_follows_the_members_best_way() -> None:
    ways: dict[str, Way] = {}
    assert _refresh_way(ways, "via RUS", way(wide=True, round_trip_ms=DAY_MS), Now(0, 0))
    assert not _refresh_way(ways, "via RUS", way(wide=True, round_trip_ms=DAY_MS), Now(0, 1))
    assert _refresh_way(ways, "via RUS", way(wide=True, round_trip_ms=1_000), Now(0, 2))
    assert ways["via RUS"].round_trip_ms == 2_000


def test_a_member_by_whom_no_echo_came_back_is_the_last_choice() -> None:
    """He may have no bearer to the peer, and hand over what he gets to nobody (three-party seed 31)."""
    ways = {"radio": way(wide=False), "via RUS": way(wide=True, round_trip_ms=100)}
    assert (best(ways, 0), in_use(ways, 0)) == ("radio", ["radio"])
    assert best({"via RUS": ways["via RUS"]}, 0) == "via RUS"
    ways["via RUS"].pulse.beat(b"challenge", 0)
    ways["via RUS"].pulse.echo(b"challenge", 100)
    assert best(ways, 100) == "via RUS"


def test_what_waits_for_a_member_waits_for_those_behind_him() -> None:
    ways: dict[str, Way] = {}
    first, second = way(wide=False), way(wide=False)
    first.push(0, b"for RUS")
    _refresh_way(ways, "via RUS", first, Now(0, 0))
    assert [frame for _, _, frame in ways["via RUS"].queue] == [b"for RUS"]
    _refresh_way(ways, "via RUS", second, Now(0, 1))
    assert not ways["via RUS"].queue
    _refresh_way(ways, "via RUS", first, Now(0, 2))
    _refresh_way(ways, "via RUS", None, Now(0, 3))
    assert (ways["via RUS"].open, len(first.queue)) == (False, 1)


def test_a_courier_without_room_is_left_alone_twice_as_long_each_time_until_he_brings_a_receipt() -> None:
    """Sixty packets, of which he refuses each fifth, all went to him each minute (seed 698)."""
    drop = way(wide=True, round_trip_ms=DAY_MS)
    assert [drop.no_room(0), drop.no_room(1)] == [MINUTE_MS, MINUTE_MS], "one packet after the other was refused"
    assert drop.no_room(MINUTE_MS) == 3 * MINUTE_MS
    assert max(drop.no_room(trips * DAY_MS) - trips * DAY_MS for trips in range(1, 30)) == DAY_MS
    feed = Feed("USA", b"f" * 8, 0)
    drop.cursors[feed] = Delivery()
    peer = founded().usa.known
    peer.ways["drop"] = drop
    outbox._note_receipts_beside(peer, feed, 1, Now(0, 0), again=False)  # noqa: SLF001
    assert drop.no_room(40 * DAY_MS) == 40 * DAY_MS + MINUTE_MS


def test_a_wide_way_without_room_is_left_alone_longer_each_time_until_it_carries() -> None:
    """One packet of ten was refused in an outage: every feed went out anew ten times a second (seed 74 of three)."""
    tcp = way(wide=True)
    assert [tcp.no_room(0), tcp.no_room(1), tcp.no_room(100)] == [100, 100, 300]
    assert max(tcp.no_room(at) - at for at in range(1_000, 1_000 * MINUTE_MS, MINUTE_MS)) == MINUTE_MS
    tcp.carried()
    assert tcp.no_room(DAY_MS) == DAY_MS + 100


# ---------------------------------------------------------------- bodies for some


@pytest.mark.parametrize(("peer", "lacks"), [("FRA", True), ("RUS", False), ("USA", False)])
def test_a_member_without_a_body_leaves_the_entry_to_those_who_have_it(peer: str, lacks: bool) -> None:  # noqa: FBT001
    talk = founded()
    state = talk.rus.node.state
    state.peers["FRA"] = state.peers["USA"]
    without = row(addressees=("FRA",))
    assert sync._lacks_body(state, Row(*without_body(without)), peer) is lacks  # noqa: SLF001


def without_body(whole: Row) -> tuple[str, bytes, int, bytes, None, None]:
    return whole.party, whole.feed, whole.index, whole.entry, None, None


def test_an_entry_whose_body_is_not_here_goes_whole() -> None:
    assert can_be_thin(Sent(row().entry, b"s" * 16, b"body"))
    assert can_be_thin(Sent(row(kind=0, content=None).entry, None, None))
    assert not can_be_thin(Sent(row().entry, None, None))


# ---------------------------------------------------------------- ways that bring no answer


def test_of_two_blamed_ways_the_one_that_was_blamed_first_is_tried() -> None:
    radio_way, tcp = way(wide=False), way(wide=True, round_trip_ms=1_000)
    ways = {"radio": radio_way, "tcp": tcp}
    tcp.blame(4)
    tcp.blame(5)
    assert best(ways, 6) == "radio"
    radio_way.blame(6)
    radio_way.blame(6)
    assert best(ways, 7) == "tcp"
    tcp.blame(7)
    assert best(ways, 8) == "radio"


def test_beside_a_small_way_or_one_that_is_late_stand_all_wide_ones_and_no_other_small_one() -> None:
    ways = {"tcp": way(wide=True, round_trip_ms=10), "lan": way(wide=True), "radio": way(wide=False)}
    ways |= {"uhf": way(wide=False), "drop": way(wide=True, round_trip_ms=DAY_MS)}
    assert in_use(ways, 0) == ["tcp"]
    ways["tcp"].blame(0)
    assert in_use(ways, 0) == ["tcp", "lan"], "what goes again goes by both"
    for late in (ways["tcp"], ways["lan"], ways["lan"]):
        late.blame(0)
    assert in_use(ways, 0) == ["radio", "tcp", "lan"]
    ways["lan"].close()
    assert in_use(ways, 0) == ["radio", "tcp"]


def test_a_wide_way_that_carries_is_found_at_once_though_it_be_blamed() -> None:
    """It stayed behind a slow radio for the ten minutes of its blame (seed 579)."""
    line = Dialogue(tcp=Carrier(), radio=radio(268))
    line.founded()
    tcp = line.way("USA", "tcp")
    tcp.blame(line.now().mono_ms)
    tcp.blame(line.now().mono_ms)
    line.say("USA", "x" * 100, count=50)
    assert line.until(lambda: line.receipted("USA")) < 2 * SECOND_MS
    assert best(line.peer("USA").ways, line.now().mono_ms) == "tcp", "the radio cannot have brought so much"


def test_a_wide_way_that_drops_what_goes_beside_a_radio_stays_blamed() -> None:
    line = Dialogue(tcp=Carrier(), radio=radio(9_600))
    line.founded()
    line.carriers["tcp"].weather = swallow
    line.say("USA", "x" * 100, count=50)
    line.until(lambda: line.receipted("USA"))
    assert best(line.peer("USA").ways, line.now().mono_ms) == "radio"


def test_an_offer_is_answered_by_the_way_that_brought_it() -> None:
    line = Dialogue(tcp=Carrier(), radio=radio(9_600))
    line.carriers["tcp"].weather = swallow
    line.until(lambda: line.epoch("USA") and line.epoch("RUS"), within_ms=5 * MINUTE_MS)


def test_a_way_that_takes_a_question_and_brings_no_list_is_blamed() -> None:
    talk = founded()
    talk.loses = lambda sender, _payload: sender.party == "RUS"
    known = talk.usa.known
    known.ways["tcp"].blamed_ms = None
    _ask_again(talk.usa.node.state, "RUS", known, talk.usa.now())
    assert known.ways["tcp"].blamed_ms is None
    _ask_again(talk.usa.node.state, "RUS", known, talk.usa.now())
    assert known.ways["tcp"].blamed_ms == talk.ms


def test_receipts_that_do_not_reach_a_peer_who_repeats_itself_are_the_bearers_fault() -> None:
    known = founded().usa.known
    known.ways["tcp"].blamed_ms, known.repeats = None, 0
    for _ in range(outbox.REPEATS_MAX - 1):
        outbox._blame_for_receipts(known, {"tcp"}, Now(0, 9))  # noqa: SLF001
    assert known.ways["tcp"].blamed_ms is None
    outbox._blame_for_receipts(known, {"tcp"}, Now(0, 9))  # noqa: SLF001
    assert known.ways["tcp"].blamed_ms == 9


# ---------------------------------------------------------------- lists


def test_lists_that_come_together_have_a_feed_sent_once() -> None:
    """A hundred own feeds, and lists doubled and replayed, made a storm of packets (seed 1968)."""
    peer, now = PeerState.__new__(PeerState), Now(0, 10_000)
    peer.supplied_ms = {}
    feed, other = Feed("USA", b"f" * 8, 0), Feed("USA", b"o" * 8, 1)
    asked = [sync._supplies(peer, which, 1_000, now) for which in (feed, feed, other, feed)]  # noqa: SLF001
    assert asked == [True, False, True, False]
    assert sync._supplies(peer, feed, 1_000, Now(0, 11_000))  # noqa: SLF001
