"""A line over small carriers: frames, thin form, what is urgent ahead of what is not, signatures that come later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from parley.line.fragments import is_frame
from parley.node import outbox, thinning, ways
from parley.node.ahead import send_ahead
from parley.node.pending import pq_pending
from parley.node.ports import HeadRow
from parley.record.feed import Feed
from parley.record.gap import gap_hashes
from parley.words.faults import PeerFault
from parley.words.instants import HOUR_MS, MINUTE_MS, SECOND_MS
from parley.words.terms import Precedence
from tests.node.dialogue import Carrier, Dialogue, lose, radio, swallow

FRAME_MS = 220 * 8_000 // 1_066
TEXT = "x" * 288
"""With it a body of 300 bytes."""


def by_radio(bits_per_s: int = 1_066, **others: Carrier) -> Dialogue:
    line = Dialogue(radio=radio(bits_per_s), **others)
    line.founded()
    return line


def finds(story: Callable[[], None]) -> bool:
    """Say whether a story finds what was planted."""
    try:
        story()
    except AssertionError:
        return True
    return False


def last_feed(line: Dialogue, party: str) -> Feed:
    """Give a party's feed of this run as the other side holds it."""
    own = line.nodes[party].state.own
    return line.nodes["RUS" if party == "USA" else "USA"].state.record.feed(own.party, own.id)


# ---------------------------------------------------------------- frames and thin form


def test_statements_come_over_a_radio_of_300_baud_and_are_receipted() -> None:
    line = by_radio(bits_per_s=268)
    line.say("USA", TEXT)
    assert line.until(lambda: line.texts("RUS") == [TEXT], within_ms=MINUTE_MS) < 16 * SECOND_MS
    line.until(lambda: line.receipted("USA"), within_ms=MINUTE_MS)
    assert all(is_frame(packet) or len(packet) <= 220 for _, _, packet in line.carriers["radio"].sent)


def test_a_statement_of_300_bytes_goes_in_460() -> None:
    line = by_radio()
    line.say("RUS", "so that there is something to have seen")
    line.run(MINUTE_MS)
    before = len(line.carriers["radio"].sent)
    line.say("USA", TEXT)
    line.until(lambda: line.texts("RUS") == [TEXT])
    frames = [packet for _, sender, packet in line.carriers["radio"].sent[before:] if sender == "USA"]
    assert sum(len(frame) - 18 for frame in frames) <= 460
    line.until(line.same)


def test_what_is_rebuilt_is_what_was_written() -> None:
    line = by_radio()
    for turn in range(5):
        line.say("USA", f"ours {turn}")
        line.say("RUS", f"theirs {turn}")
        line.run(20 * SECOND_MS)
    line.until(line.same)
    assert line.texts("RUS") == [f"ours {turn}" for turn in range(5)]
    for party in ("USA", "RUS"):
        feed = line.nodes[party].state.own
        rows = [list(store.entries(feed.party, feed.id, 0, feed.size)) for store in line.stores.values()]
        assert rows[0] == rows[1]


@pytest.mark.slow
def test_a_radio_that_loses_every_fifth_frame_loses_no_statement() -> None:
    line = by_radio()
    line.carriers["radio"].weather = lose(every=5)
    for number in range(10):
        line.say("USA", f"{number} {TEXT}")
    line.until(lambda: line.receipted("USA"), within_ms=HOUR_MS)
    assert line.texts("RUS") == [f"{number} {TEXT}" for number in range(10)]


def test_what_can_not_be_rebuilt_comes_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    line = by_radio()

    def lacks(*_: object) -> bytes:
        raise PeerFault("thin-unbuildable")

    monkeypatch.setattr(thinning, "rebuild", lacks)
    line.say("USA", "as seen from here")
    line.until(lambda: line.texts("RUS") == ["as seen from here"], within_ms=5 * MINUTE_MS)
    monkeypatch.setattr(outbox, "WHOLE_AFTER_TRIES", 1 << 30)  # planted: never whole
    line.say("USA", "again")
    line.run(HOUR_MS)
    assert line.texts("RUS") == ["as seen from here"]


def test_who_lost_what_the_other_has_seen_takes_thin_entries_again_when_it_is_back() -> None:
    line = by_radio()
    old = line.stores["RUS"].copy()
    line.say("RUS", "will be forgotten")
    line.run(MINUTE_MS)
    line.say("USA", "seen")
    line.run(MINUTE_MS)
    line.stores["RUS"] = old
    line.start("RUS")
    line.say("USA", "after the loss")
    line.until(line.same, within_ms=20 * MINUTE_MS)
    assert line.texts("RUS")[-1] == "after the loss"
    assert line.texts("USA") == ["will be forgotten"]


# ---------------------------------------------------------------- overtaking


def urgent_leaves_within_a_frame() -> None:
    line = by_radio()
    line.say("USA", TEXT, count=1_000)
    line.run(10 * SECOND_MS + 77)
    known = {packet[2:6] for _, _, packet in line.carriers["radio"].sent}
    start_ms = line.at_ms
    line.say("USA", "now", Precedence.FLASH)
    line.run(2 * FRAME_MS)
    fresh = [at for at, sender, packet in line.carriers["radio"].sent if sender == "USA" and packet[2:6] not in known]
    assert fresh
    assert fresh[0] - start_ms <= FRAME_MS
    line.until(lambda: line.ahead("RUS") == ["now"], within_ms=10 * SECOND_MS)
    assert "now" not in line.texts("RUS"), "what stands before it is still missing"
    line.until(lambda: line.receipts_ahead("USA"), within_ms=5 * SECOND_MS)


def test_flash_behind_a_thousand_routine_statements_leaves_within_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    urgent_leaves_within_a_frame()
    real = ways.Way.push
    monkeypatch.setattr(ways.Way, "push", lambda way, _rank, frame: real(way, 0, frame))  # planted: first come
    assert finds(urgent_leaves_within_a_frame)


def test_what_fills_the_gap_later_agrees_and_the_urgent_one_takes_its_place() -> None:
    line = by_radio()
    line.say("USA", TEXT, count=40)
    line.say("USA", "now", Precedence.FLASH)
    line.until(lambda: line.ahead("RUS") == ["now"], within_ms=MINUTE_MS)
    single = next(iter(line.nodes["RUS"].state.singles))
    line.until(lambda: line.receipted("USA"), within_ms=HOUR_MS)
    assert line.texts("RUS") == [TEXT] * 40 + ["now"]
    assert line.ahead("RUS") == ["now"], "shown ahead once"
    assert not line.nodes["RUS"].state.singles
    assert line.receipts_ahead("USA") == [single[1]]
    assert line.alarms() == []


def test_a_receiver_that_starts_anew_keeps_what_came_ahead() -> None:
    line = by_radio()
    line.say("USA", TEXT, count=40)
    line.say("USA", "now", Precedence.FLASH)
    line.until(lambda: line.ahead("RUS") == ["now"], within_ms=MINUTE_MS)
    line.start("RUS")
    assert len(line.nodes["RUS"].state.singles) == 1
    line.until(lambda: line.receipted("USA"), within_ms=HOUR_MS)
    assert line.texts("RUS") == [TEXT] * 40 + ["now"]
    assert line.ahead("RUS") == ["now"]
    line.until(line.same, within_ms=HOUR_MS)
    assert line.alarms() == []


def test_what_fills_the_gap_and_differs_is_a_fork() -> None:
    line = by_radio()
    line.say("USA", TEXT, count=40)
    line.say("USA", "now", Precedence.FLASH)
    line.until(lambda: line.ahead("RUS") == ["now"], within_ms=MINUTE_MS)
    state = line.nodes["RUS"].state
    ((spot, single),) = state.singles.items()
    other = bytearray(single.row.entry)
    other[-1] ^= 1  # as if the head that came ahead had been over another entry
    state.singles[spot] = replace(single, row=replace(single.row, entry=bytes(other)))
    line.run(10 * MINUTE_MS)
    assert "feed-forked" in line.alarms("RUS")
    assert spot[0] in state.stopped
    assert spot not in state.singles, "what fills the gap stays: with its tree the single's head proves both histories"
    assert any(row.code == "feed-forked" for row in line.stores["RUS"].evidence())


def test_gap_hashes_that_do_not_give_the_head_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    line = by_radio()
    monkeypatch.setattr("parley.node.ahead.gap_hashes", lambda *span: [bytes(32), *gap_hashes(*span)[1:]])
    line.say("USA", TEXT, count=40)
    line.say("USA", "now", Precedence.FLASH)
    line.until(lambda: "head-bad" in line.alarms("RUS"), within_ms=MINUTE_MS)
    assert line.ahead("RUS") == []
    assert not line.nodes["RUS"].state.singles
    monkeypatch.undo()
    line.until(lambda: line.texts("RUS")[-1:] == ["now"], within_ms=HOUR_MS)


# ---------------------------------------------------------------- signatures that come later


def pending(line: Dialogue, party: str) -> dict[Feed, int]:
    state = line.nodes[party].state
    return pq_pending(state.record, line.stores[party].heads(), party)


def test_the_pq_seal_is_pending_until_a_full_head_covers_it() -> None:
    line = by_radio()
    line.say("USA", "signed by one hand")
    line.run(MINUTE_MS)
    assert line.texts("RUS") == ["signed by one hand"]
    assert pending(line, "RUS") == {last_feed(line, "USA"): 0}
    line.run(15 * MINUTE_MS)  # nothing else to do: the radio has a minute for it
    assert pending(line, "RUS") == {}
    line.say("USA", "and again")
    line.run(MINUTE_MS)
    assert list(pending(line, "RUS")) == [last_feed(line, "USA")]


def test_a_wide_way_that_opens_brings_the_full_head_at_once() -> None:
    line = by_radio(tcp=Carrier(delay_ms=1))
    line.close("tcp")
    line.say("USA", "over the air")
    line.run(MINUTE_MS)
    assert pending(line, "RUS")
    line.open("tcp")
    line.run(5 * SECOND_MS)
    assert pending(line, "RUS") == {}


def test_a_later_feed_seals_what_it_names() -> None:
    line = by_radio()
    line.say("USA", "of an older run")
    line.run(MINUTE_MS)
    old = last_feed(line, "USA")
    line.start("USA")
    line.run(MINUTE_MS)
    assert set(pending(line, "RUS")) >= {old}
    line.run(20 * MINUTE_MS)
    assert old not in pending(line, "RUS")


def test_a_full_head_that_is_lost_is_missed_by_the_view() -> None:
    """The planted fault of the view: it counts no head without ML-DSA."""
    line = by_radio()
    line.say("USA", "signed by one hand")
    line.run(MINUTE_MS)
    feed = last_feed(line, "USA")
    bare = [HeadRow(feed.party, feed.id, feed.size, feed.tree.root(), b"", None)]
    full = [HeadRow(feed.party, feed.id, feed.size, feed.tree.root(), b"", b"")]
    record = line.nodes["RUS"].state.record
    assert feed in pq_pending(record, bare, "RUS")
    assert feed not in pq_pending(record, full, "RUS")


# ---------------------------------------------------------------- several ways


def flash_goes_on_every_way() -> None:
    line = by_radio(tcp=Carrier(), other=Carrier(round_trip_ms=2_000))
    line.carriers["tcp"].weather = line.carriers["other"].weather = swallow
    sizes = {name: len(carrier.sent) for name, carrier in line.carriers.items()}
    line.say("USA", "everywhere", Precedence.FLASH)
    line.run(SECOND_MS)
    for name, carrier in line.carriers.items():
        assert [sender for _, sender, packet in carrier.sent[sizes[name] :] if len(packet) > 100], name
    line.until(lambda: line.receipts_ahead("USA") or line.receipted("USA"), within_ms=20 * SECOND_MS)
    assert "everywhere" in line.ahead("RUS") + line.texts("RUS")


def test_flash_goes_on_every_way_until_it_is_receipted(monkeypatch: pytest.MonkeyPatch) -> None:
    flash_goes_on_every_way()
    monkeypatch.setattr(
        "parley.node.outbox.send_ahead", lambda *given: [item for item in send_ahead(*given) if item[0] in given[2]]
    )  # planted: only on the ways in use
    assert finds(flash_goes_on_every_way)


def test_a_receipted_flash_is_sent_no_more() -> None:
    line = by_radio(tcp=Carrier())
    line.say("USA", "once", Precedence.FLASH)
    line.run(MINUTE_MS)
    assert line.receipted("USA")
    before = [len(packet) for _, sender, packet in line.carriers["tcp"].sent if sender == "USA"]
    line.run(10 * MINUTE_MS)
    after = [len(packet) for _, sender, packet in line.carriers["tcp"].sent if sender == "USA"]
    assert [size for size in after[len(before) :] if size > 100] == []


def a_way_that_takes_and_drops_is_passed_by() -> None:
    line = by_radio(tcp=Carrier())
    line.carriers["tcp"].weather = lambda _sender, packet: [packet] if len(packet) < 100 else []  # beats go through
    line.say("USA", "into the hole")
    line.until(lambda: line.texts("RUS") == ["into the hole"], within_ms=15 * SECOND_MS)
    assert line.way("USA", "tcp").blames > 0
    assert line.way("USA", "tcp").pulse.up(line.at_ms), "its beats are answered: it looks well"


def test_a_way_that_takes_and_drops_is_found_out_and_passed_by(monkeypatch: pytest.MonkeyPatch) -> None:
    a_way_that_takes_and_drops_is_passed_by()
    monkeypatch.setattr(ways.Way, "blame", lambda _way, _now_ms: None)
    assert finds(a_way_that_takes_and_drops_is_passed_by)


def a_modem_that_hangs_is_passed_by_and_tried_again() -> None:
    line = by_radio(tcp=Carrier())
    line.carriers["radio"].mute = True
    line.carriers["tcp"].weather = swallow
    line.say("USA", "first")
    line.run(10 * SECOND_MS)
    line.carriers["tcp"].weather = lambda _sender, packet: [packet]
    line.until(lambda: line.receipted("USA"), within_ms=3 * MINUTE_MS)
    line.close("tcp")
    line.carriers["radio"].mute = False
    line.say("USA", "second")
    line.until(lambda: line.receipted("USA"), within_ms=5 * MINUTE_MS)
    assert line.texts("RUS") == ["first", "second"]


def test_a_modem_that_hangs_is_passed_by_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stood for ever: blamed was the wire, and never the radio whose frames could not leave (simulator, seed 71)."""
    a_modem_that_hangs_is_passed_by_and_tried_again()
    monkeypatch.setattr(ways.Way, "stuck_ms", lambda _way: None)
    assert finds(a_modem_that_hangs_is_passed_by_and_tried_again)


def test_a_way_that_flaps_resets_nothing() -> None:
    line = Dialogue(tcp=Carrier(delay_ms=300), radio=radio())
    line.founded()
    line.say("USA", "before")
    line.run(20 * SECOND_MS)
    seen = line.receipts("USA")
    blamed = line.way("USA", "radio").blames
    line.say("USA", "meanwhile", Precedence.FLASH)
    for _ in range(60):
        line.close("tcp")
        line.run(400)
        line.open("tcp")
        line.run(200)  # closed again before anything is across
    assert line.receipts("USA")[: len(seen)] == seen
    assert "meanwhile" in line.ahead("RUS") + line.texts("RUS")
    assert line.way("USA", "radio").blames == blamed
    assert line.way("USA", "radio").pulse.up(line.at_ms)
    line.run(MINUTE_MS)
    assert line.receipted("USA")
    assert line.texts("RUS") == ["before", "meanwhile"]


def test_frames_of_one_packet_over_two_radios() -> None:
    line = Dialogue(radio=radio(), other=radio())
    line.founded()
    turn = [0]

    def halves(_sender: str, packet: bytes) -> list[bytes]:
        turn[0] += 1
        return [packet] if turn[0] % 2 else []

    for name in ("radio", "other"):
        line.carriers[name].weather = halves
    line.say("USA", TEXT)
    line.until(lambda: line.receipted("USA"), within_ms=10 * MINUTE_MS)
    assert line.texts("RUS") == [TEXT]


def test_flash_in_epoch_0_at_once_where_every_epoch_is_lost() -> None:
    line = by_radio(bits_per_s=268)
    line.close("radio")
    for party, store in line.stores.items():
        bare = store.copy()
        bare._secrets.clear()  # noqa: SLF001
        line.stores[party] = bare
        line.start(party)
    line.open("radio")
    line.say("USA", "F" * 288, Precedence.FLASH)
    took_ms = line.until(lambda: line.ahead("RUS") + line.texts("RUS"), within_ms=2 * MINUTE_MS)
    assert took_ms < 22 * SECOND_MS
    assert not line.epoch("RUS")
    line.say("USA", "only words", Precedence.ROUTINE)
    line.until(lambda: line.receipted("USA"), within_ms=20 * MINUTE_MS)
    assert line.texts("RUS") == ["F" * 288, "only words"]
