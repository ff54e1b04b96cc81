"""What time brings to a node: beats, lamps, resending, lists, epochs; and ways that open and close."""

import pytest

from parley.line.payloads import (
    Accept,
    Beat,
    Echo,
    Entries,
    Feeds,
    HeadOnly,
    Offer,
    Overtaking,
    ThinEntries,
    write_payload,
)
from parley.node.events import Gathered, PacketArrived, Refused, Ticked, WayChanged
from parley.node.ways import CONTROL_RANK
from parley.record.entry import OpenKind
from parley.words.instants import DAY_MS, HOUR_MS
from parley.words.terms import Precedence
from tests.node.talk import Side, Talk, founded, payload_of


def sent(talk: Talk, party: str, kind: type) -> int:
    return sum(sender == party and isinstance(payload_of(packet), kind) for sender, packet in talk.sent)


def lamps(side: Side) -> list[object]:
    return [entry.content for entry in side.entries() if entry.kind == OpenKind.LIVENESS]


def test_a_beat_goes_out_every_ten_seconds_on_each_bearer_and_is_echoed() -> None:
    talk = founded()
    talk.sent.clear()
    talk.passes(60_000)
    assert sent(talk, "USA", Beat) == sent(talk, "RUS", Echo) == 6


def test_nothing_leaves_while_no_way_is_open() -> None:
    talk = founded()
    for side in (talk.usa, talk.rus):
        side.round(WayChanged("tcp", side.peer.party, wide=True, up=False))
    talk.sent.clear()
    talk.usa.says("one")
    talk.passes(HOUR_MS)
    assert talk.sent == []


def test_a_lamp_that_goes_out_is_entered_within_a_minute_and_one_that_stays_each_hour() -> None:
    talk = founded()
    assert len(lamps(talk.usa)) == 1
    talk.loses = lambda sender, _payload: sender.party == "RUS"
    talk.passes(100_000)
    assert [content[1][0][1] for content in lamps(talk.usa)] == [1, 0]  # type: ignore[index]
    talk.passes(HOUR_MS)
    assert len(lamps(talk.usa)) == 3


def test_a_replayed_echo_does_not_keep_the_lamp_lit() -> None:
    talk = founded()
    talk.sent.clear()
    talk.passes(11_000)
    echo = next(packet for party, packet in talk.sent if party == "RUS" and isinstance(payload_of(packet), Echo))
    talk.loses = lambda sender, _payload: sender.party == "RUS"
    for _ in range(12):
        talk.passes(10_000)
        talk.usa.hears(echo)
    assert not talk.usa.known.ways["tcp"].pulse.up(talk.ms)


def test_a_statement_that_nobody_receipts_goes_out_again_and_ever_more_rarely() -> None:
    talk = founded()
    talk.loses = lambda sender, payload: sender.party == "USA" and isinstance(payload, Entries)
    talk.sent.clear()
    talk.usa.says("one")
    talk.passes(120_000)
    assert 8 <= sent(talk, "USA", Entries) <= 24
    talk.loses = lambda _sender, _payload: False
    talk.passes(61_000)
    assert talk.rus.shown() == [("one", "")]


def test_a_bearer_without_room_is_asked_again_a_moment_later() -> None:
    talk = founded()
    talk.loses = lambda sender, payload: sender.party == "USA" and isinstance(payload, Entries)
    talk.usa.says("one")
    talk.loses = lambda _sender, _payload: False
    talk.usa.round(Refused("tcp", "RUS"))
    talk.passes(200)
    assert talk.rus.shown() == [("one", "")]


def test_copies_that_differ_for_three_seconds_are_compared_by_lists() -> None:
    talk = founded()
    talk.loses = lambda _sender, payload: isinstance(payload, Entries)
    talk.usa.says("one")
    talk.brings()
    talk.usa.node.state.peers["RUS"].deliveries.clear()
    talk.loses = lambda _sender, _payload: False
    talk.sent.clear()
    talk.passes(15_000)
    assert sent(talk, "USA", Feeds) >= 1
    assert talk.rus.shown() == [("one", "")]


@pytest.mark.slow
def test_a_new_epoch_is_agreed_each_day_and_the_record_says_so() -> None:
    talk = founded()
    first = talk.usa.known.session.exchange.current()
    talk.passes(DAY_MS + 60_000)
    second = talk.usa.known.session.exchange.current()
    assert first is not None
    assert second is not None
    assert second.number == first.number + 1
    for side in (talk.usa, talk.rus):
        assert [entry.content[1] for entry in side.entries() if entry.kind == OpenKind.EPOCH] == [1, 2]  # type: ignore[index]


def test_no_epoch_is_offered_while_no_way_is_open() -> None:
    talk = Talk()
    talk.passes(HOUR_MS)
    assert sent(talk, "USA", Offer) == sent(talk, "RUS", Offer) == 0


def test_an_offer_that_finds_a_list_on_a_small_carrier_goes_once_that_is_out() -> None:
    """A list of the same pace was put before it each time, and no epoch opened ever (seed 15588)."""
    talk = Talk()
    usa = talk.usa
    usa.node.step(WayChanged("radio", "RUS", wide=False, up=True, round_trip_ms=60_000), usa.now())
    way, exchange = usa.known.ways["radio"], usa.known.session.exchange
    talk.ms = 100_000
    way.push(CONTROL_RANK, b"a list")
    usa.node.step(Gathered(), usa.now())
    assert exchange.highest == 0
    way.queue.clear()
    talk.ms = usa.known.offer_due_ms
    usa.node.step(Gathered(), usa.now())
    assert exchange.highest == 1
    assert talk.ms <= 105_000


def brings(packet: bytes) -> bool:
    """Say whether a packet brings an entry."""
    return isinstance(payload_of(packet), Entries | ThinEntries | Overtaking)


def test_of_two_offers_in_one_round_only_the_answer_that_is_kept_leaves() -> None:
    """A courier brought both, and the first one was answered too, which no disk kept (seed 1479)."""
    talk = Talk()
    talk.rus.opens_way()
    talk.usa.opens_way()
    theirs, packets = talk.rus.known.session.exchange, []
    for seed in (b"1", b"2"):
        theirs.on_stale(theirs.highest)
        packets.append(talk.rus.seals(write_payload(theirs.offer(seed * 32, b"n" * 16)), epoch_zero=True))
    talk.sent.clear()
    talk.usa.round(*[PacketArrived("tcp", "RUS", packet) for packet in (*packets, packets[1])])
    answers = [said.accept for _, packet in talk.sent if isinstance(said := payload_of(packet), Accept)]
    kept = talk.usa.known.session.exchange.accepted
    assert kept is not None
    assert answers == [kept.accept] * 2, "one for each time that the later offer came"


def test_flash_goes_out_on_every_bearer_and_routine_on_the_wide_one() -> None:
    talk = founded()
    talk.usa.opens_way("radio", wide=False)
    talk.waiting.clear()
    talk.usa.says("routine")
    assert {bearer for _, packet, bearer in talk.waiting if brings(packet)} == {"tcp"}
    talk.waiting.clear()
    talk.usa.says("flash", precedence=Precedence.FLASH)
    assert {bearer for _, packet, bearer in talk.waiting if brings(packet)} == {"radio", "tcp"}


def test_on_a_narrow_bearer_the_head_bears_no_ml_dsa() -> None:
    talk = founded()
    talk.usa.round(WayChanged("tcp", "RUS", wide=True, up=False))
    talk.usa.opens_way("radio", wide=False)
    talk.waiting.clear()
    talk.usa.says("routine")
    payloads = [payload_of(packet) for _, packet, _ in talk.waiting]
    assert any(isinstance(p, ThinEntries) for p in payloads), "thin entries have no place for one"
    assert not any(isinstance(p, Entries | HeadOnly) for p in payloads)
    talk.rus.opens_way("radio", wide=False)
    talk.passes(5_000)
    assert talk.rus.shown() == [("routine", "")]


def test_a_clock_that_steps_back_or_forth_changes_no_order_and_stops_nothing() -> None:
    talk = founded()
    for number, skew in enumerate((0, -HOUR_MS, 3 * DAY_MS, -(1 << 50), 0)):
        talk.usa.skew_ms = skew if skew > -(1 << 40) else -1_700_000_000_000
        assert talk.usa.says(f"{number}").code == ""
        talk.passes(3_000)
        assert talk.rus.says(f"answer to {number}").code == ""
        talk.passes(3_000)
    assert talk.usa.shown() == talk.rus.shown()
    assert [words for words, _ in talk.rus.shown()][:4] == ["0", "answer to 0", "1", "answer to 1"]
    assert talk.usa.node.state.record.numbered == talk.rus.node.state.record.numbered
    assert talk.usa.alarms() == talk.rus.alarms() == []


def test_a_way_of_a_stranger_is_ignored() -> None:
    talk = founded()
    assert talk.usa.round(WayChanged("tcp", "CHN", wide=True, up=True)) == []


def test_a_tick_that_comes_too_early_does_nothing() -> None:
    talk = founded()
    assert talk.usa.round(Ticked()) == []


def test_a_packet_of_another_pair_or_from_another_than_the_bearer_pinned_is_dropped_and_told() -> None:
    talk = founded()
    packet = talk.rus.seals(write_payload(Beat(b"c" * 8, b"d" * 8, 0)))
    assert [alarm.code for alarm in talk.rus.hears(packet) if hasattr(alarm, "code")] == ["packet-foreign"]
    assert list(talk.rus.store.evidence()) == [], "anybody can make these: they fill no disk"


def test_other_pair_secrets_are_told_from_the_first_packet() -> None:
    talk = Talk(rus={"pair_secrets": {"USA": b"t" * 32}})
    talk.connects()
    assert set(talk.usa.alarms()) == set(talk.rus.alarms()) == {"pair-secrets-differ"}


def test_a_payload_that_opens_and_says_nothing_known_is_kept_as_evidence() -> None:
    talk = founded()
    talk.usa.hears(talk.rus.seals(b"\xa1\x00\x18\x63"))
    assert talk.usa.alarms() == ["payload-unknown"]
    assert [row.code for row in talk.usa.store.evidence()] == ["payload-unknown"]


def test_a_doubled_packet_is_acted_on_once() -> None:
    talk = founded()
    talk.usa.says("one")
    _, packet, bearer = talk.waiting[0]
    for _ in range(3):
        talk.rus.hears(packet, bearer)
    assert talk.rus.shown() == [("one", "")]
    assert talk.rus.alarms() == []
