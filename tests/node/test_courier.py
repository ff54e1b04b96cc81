"""A line over a courier: days under way, few files, nothing said twice while nothing comes back."""

from __future__ import annotations

import pytest

from parley.words.instants import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS
from parley.words.terms import Precedence
from tests.node.dialogue import PARTIES, Carrier, Dialogue, courier, errand, swallow


def test_a_line_by_courier_alone_comes_up_and_carries_receipts_back() -> None:
    line = Dialogue(drop=courier(days=2))
    line.founded()
    line.say("USA", "by hand")
    assert line.until(lambda: line.receipted("USA"), within_ms=5 * DAY_MS) <= 4 * DAY_MS + HOUR_MS
    assert line.texts("RUS") == ["by hand"]
    assert line.alarms() == []


def test_an_idle_month_costs_some_files_a_week() -> None:
    line = Dialogue(drop=courier(days=2))
    line.founded()
    before = len(line.carriers["drop"].sent)
    line.run(30 * DAY_MS)
    assert len(line.carriers["drop"].sent) - before <= 2 * 45, (
        "a report and a receipt a day each way, now and then a beat"
    )


@pytest.mark.slow
def test_ten_thousand_statements_go_in_one_trip() -> None:
    line = Dialogue(drop=courier(days=3))
    line.founded()
    start_ms, before = line.at_ms, len(line.carriers["drop"].sent)
    line.say("USA", "x" * 300, count=10_000)
    line.until(lambda: line.receipted("USA"), within_ms=7 * DAY_MS)
    assert line.at_ms - start_ms < 6 * DAY_MS + HOUR_MS
    assert len(line.texts("RUS")) == 10_000
    assert len(line.carriers["drop"].sent) - before < 60


def test_a_stick_in_and_out_all_day_makes_no_new_files() -> None:
    line = Dialogue(drop=courier(days=2))
    line.founded()
    line.say("USA", "once")
    before = len(line.carriers["drop"].sent)
    for _ in range(40):
        line.close("drop")
        line.run(MINUTE_MS)
        line.open("drop")
        line.run(MINUTE_MS)
    assert len(line.carriers["drop"].sent) - before <= 2
    line.until(lambda: line.texts("RUS") == ["once"], within_ms=3 * DAY_MS)


@pytest.mark.slow
def test_weeks_late_and_out_of_order_is_taken() -> None:
    line = Dialogue(drop=errand(), tcp=Carrier())
    line.founded()
    line.close("tcp")
    line.carriers["drop"].weather = swallow  # the courier keeps them in a drawer
    line.say("USA", "first")
    line.run(HOUR_MS)
    line.say("USA", "second")
    line.run(HOUR_MS)
    drawer = [packet for _, sender, packet in line.carriers["drop"].sent if sender == "USA" and len(packet) > 1000][-2:]
    line.run(20 * DAY_MS)
    assert line.exchange("RUS").epoch(1) is not None, "its key is kept as long"
    assert line.texts("RUS") == []
    line.carriers["drop"].weather = lambda _sender, packet: [packet]
    line.bring("RUS", "drop", drawer)
    assert line.texts("RUS") == ["first", "second"]


def test_a_lost_bag_is_sent_again() -> None:
    line = Dialogue(drop=courier(days=1))
    line.founded()
    line.carriers["drop"].weather = swallow
    line.say("USA", "in the river")
    line.run(HOUR_MS)
    line.carriers["drop"].weather = lambda _sender, packet: [packet]
    line.until(lambda: line.receipted("USA"), within_ms=8 * DAY_MS)
    assert line.texts("RUS") == ["in the river"]


@pytest.mark.slow
def test_tcp_goes_and_the_courier_takes_over_and_back() -> None:
    line = Dialogue(tcp=Carrier(), drop=errand())
    line.founded()
    before = len(line.carriers["drop"].sent)
    line.say("USA", "by wire")
    line.run(MINUTE_MS)
    assert line.receipted("USA")
    assert len(line.carriers["drop"].sent) == before, "the courier gets nothing while the wire works"
    line.close("tcp")
    line.say("USA", "by hand")
    line.until(lambda: line.receipted("USA"), within_ms=6 * HOUR_MS)
    line.say("USA", "by hand again")
    line.run(HOUR_MS // 2)
    assert not line.receipted("USA")
    line.open("tcp")
    assert line.until(lambda: line.receipted("USA")) < 5 * SECOND_MS, "the wire does not wait for the courier"
    assert line.texts("RUS") == ["by wire", "by hand", "by hand again"]


@pytest.mark.slow
def test_a_wire_that_takes_and_drops_gives_the_courier_his_work_within_minutes() -> None:
    line = Dialogue(tcp=Carrier(), drop=errand())
    line.founded()
    line.carriers["tcp"].weather = swallow
    line.say("USA", "into the hole")
    line.run(5 * MINUTE_MS)
    start_ms = line.at_ms
    assert any(len(packet) > 1000 for at, _, packet in line.carriers["drop"].sent if at > start_ms - 5 * MINUTE_MS)
    line.run(HOUR_MS)
    assert line.texts("RUS") == ["into the hole"]
    files = len(line.carriers["drop"].sent)
    line.run(3 * HOUR_MS)
    assert len(line.carriers["drop"].sent) - files < 20, "nor is everything written again at each try of the wire"
    line.carriers["tcp"].weather = lambda _sender, packet: [packet]
    line.say("USA", "healed")
    line.until(lambda: line.receipted("USA"), within_ms=15 * MINUTE_MS)


@pytest.mark.slow
def test_a_hiccup_of_the_wire_is_no_work_for_the_courier() -> None:
    line = Dialogue(tcp=Carrier(), drop=errand())
    line.founded()
    before = len(line.carriers["drop"].sent)
    line.carriers["tcp"].weather = swallow
    line.say("USA", "a pause")
    line.run(10 * SECOND_MS)
    line.carriers["tcp"].weather = lambda _sender, packet: [packet]
    line.until(lambda: line.receipted("USA"), within_ms=MINUTE_MS)
    assert len(line.carriers["drop"].sent) == before


@pytest.mark.slow
def test_flash_goes_with_the_courier_too_and_once() -> None:
    line = Dialogue(tcp=Carrier(), drop=errand())
    line.founded()
    line.carriers["tcp"].weather = swallow
    before = len(line.carriers["drop"].sent)
    line.say("USA", "flash", Precedence.FLASH)
    line.run(MINUTE_MS // 2)
    assert len(line.carriers["drop"].sent) - before == 1
    line.run(HOUR_MS)
    assert line.ahead("RUS") + line.texts("RUS") != []


def test_both_start_anew_while_the_courier_is_under_way() -> None:
    line = Dialogue(drop=courier(days=2))
    line.founded()
    line.say("USA", "before the fire")
    line.run(HOUR_MS)
    for party in PARTIES:
        line.start(party)
    line.until(lambda: line.texts("RUS") == ["before the fire"], within_ms=3 * DAY_MS)
    line.until(line.same, within_ms=60 * DAY_MS)
    assert line.alarms() == []
