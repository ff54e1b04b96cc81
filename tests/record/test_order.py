"""`Record`, kept step by step, says what the page says of the same leaves from scratch, at every moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from parley.record import joint
from parley.record.entry import OpenKind
from parley.record.joint import Record
from tests.record.histories import History, Shown, expected, told
from tests.record.liars import lie
from tests.record.oracle import Defects, Found, Rows, Spot, find
from tests.record.sides import START_MS, Side, line

TWO = ("RUS", "USA")
THREE = ("FRA", "RUS", "USA")
BELOW_A_NUMBER = 4237
"""A history of three in which a feed that parts from another comes in below what had a number."""


def check(seed: int, parties: tuple[str, ...], *, steps: int = 40, waits: bool = True, each: bool = True) -> History:
    """Play a history; after each act numbers hold and the record is the page's; at the end all say the same."""
    history, shown = History(seed, parties, waits=waits), Shown()

    def after(side: Side) -> None:
        assert shown.holds(side), f"seed {seed}: numbers changed"
        if each:
            assert told(side.record) == expected(side), f"seed {seed}"

    history.run(steps, after)
    first, *others = history.sides
    assert told(first.record) == expected(first), f"seed {seed}"
    for other in others:
        common = min(first.record.numbered, other.record.numbered)
        assert common
        assert numbered(first.record, common) == numbered(other.record, common), f"seed {seed}"
    return history


def check_all(seeds: range, *, waits: bool = True) -> None:
    for seed in seeds:
        check(seed, TWO, waits=waits, each=False)


def numbered(record: Record, size: int) -> tuple[list[Spot], dict[tuple[Spot, str], int]]:
    """Give the first entries in order and their storing times."""
    found = told(record)
    order = found.order[:size]
    return order, {key: time_ms for key, time_ms in found.storing.items() if key[0] in set(order)}


@pytest.mark.slow
@pytest.mark.parametrize("block", range(5))
def test_two_parties_that_restart_and_come_back_from_old_backups(block: int) -> None:
    for seed in range(block * 30, block * 30 + 30):
        check(seed, TWO)


@pytest.mark.slow
def test_three_parties() -> None:
    for seed in (*range(20), BELOW_A_NUMBER):
        check(seed, THREE)


def swaps(seed: int, parties: tuple[str, ...]) -> int:
    """Count the acts after which some side has entries in another order among themselves than before."""
    history, orders, swapped = History(seed, parties), dict[str, list[Spot]](), list[Side]()

    def after(side: Side) -> None:
        order = told(side.record).order
        now = dict.fromkeys(order)
        before = dict.fromkeys(spot for spot in orders.get(side.party, []) if spot in now)
        if [spot for spot in order if spot in before] != list(before):
            swapped.append(side)
        orders[side.party] = order

    history.run(40, after)
    return len(swapped)


@pytest.mark.slow
def test_entries_of_three_never_change_places_as_those_of_two_may() -> None:
    assert not any(swaps(seed, THREE) for seed in range(40))
    assert any(swaps(seed, TWO) for seed in range(40))


@pytest.mark.slow
def test_numbers_change_if_a_restored_run_tells_what_it_has_seen_too_early() -> None:
    """The control of the rule that a run has its own older entries back first: without it, it numbers too early."""
    with pytest.raises(AssertionError, match="numbers changed"):
        check_all(range(1000, 1400), waits=False)


# ---- planted defects: each must be seen within a few histories


def seen(says: Callable[[History, Side], Found], blocks: int = 200) -> bool:
    """Say whether a wrong reading of the page differs from the record in some history."""
    for seed in range(blocks):
        history = History(seed, TWO)
        history.run(30, lambda _: None)
        if any(told(side.record) != without_unplaced(says(history, side)) for side in history.sides):
            return True
    return False


def without_unplaced(found: Found) -> Found:
    placed = set(found.order)
    return replace(found, storing={key: ms for key, ms in found.storing.items() if key[0] in placed})


def test_the_right_reading_is_not_seen() -> None:
    assert not seen(lambda _, side: find(side.line, side.parties, side.rows), 20)


def test_without_rule_four_the_difference_is_seen() -> None:
    assert seen(lambda _, side: find(side.line, side.parties, side.rows, Defects(no_rule_four=True)))


def test_ties_by_arrival_are_seen() -> None:
    def by_arrival(_: History, side: Side) -> Found:
        arrival = {name: number for number, name in enumerate(side.rows)}
        return find(side.line, side.parties, side.rows, Defects(arrival=arrival))

    assert seen(by_arrival)


def test_a_record_that_does_not_interleave_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Record, "_sort_end", lambda _: None)
    with pytest.raises(AssertionError):
        check_all(range(200))


def test_a_record_that_lets_late_entries_below_numbers_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Record, "_behind_numbered", lambda _, at, *__: at)
    with pytest.raises(AssertionError):
        check_all(range(400))


def test_a_record_of_three_that_numbers_above_a_parting_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Record, "_part", lambda *_: None)
    with pytest.raises(AssertionError):
        check(BELOW_A_NUMBER, THREE)


def test_a_record_of_three_that_lets_nothing_below_numbers_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Record, "_fixed", property(lambda record: record.joint_tree.size))
    with pytest.raises(AssertionError):
        check(BELOW_A_NUMBER, THREE)


# ---- arrival


def feed_in(rows: Rows, side: Side, random: Random, *, at_once: bool) -> Record:
    """Bring rows to a fresh record in some order, settling now and then."""
    record = Record(side.line, side.parties)
    left = {name: entries.copy() for name, entries in rows.items()}
    while names := [name for name, entries in left.items() if entries]:
        name = random.choice(names)
        for _ in range(random.randint(1, 5)):
            if left[name]:
                record.append(*name, left[name].pop(0))
        if not at_once and random.random() < 0.5:
            record.settle()
    record.settle()
    return record


@pytest.mark.parametrize("near", [0, 3, 64])
def test_the_order_of_arrival_says_nothing(near: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether late entries go in one by one or in one walk, whatever comes first."""
    monkeypatch.setattr(joint, "_NEAR", near)
    for seed in range(25):
        history = History(seed, TWO)
        history.run(40, lambda _: None)
        side = history.sides[0]
        for at_once in (True, False):
            record = feed_in(side.rows, side, history.random, at_once=at_once)
            assert told(record) == told(side.record), f"seed {seed}"
            assert record.renumbered == 0


@pytest.mark.slow
@pytest.mark.parametrize("parties", [TWO, THREE])
def test_what_liars_write_is_read_as_the_page_says(parties: tuple[str, ...]) -> None:
    false, unplaced = 0, 0
    for seed in range(60):
        history = History(seed, parties)
        history.run(20, lambda _: None)
        side = history.sides[0]
        rows = lie(side.line, side.parties, side.rows, history.random)
        found = without_unplaced(find(side.line, side.parties, rows))
        assert told(feed_in(rows, side, history.random, at_once=True)) == found, f"seed {seed}"
        false, unplaced = false + found.false_seen, unplaced + found.unplaced
    assert false > 20
    assert unplaced > 20


@pytest.mark.slow
def test_a_lying_counterpart_changes_no_number() -> None:
    for seed in range(60):
        history, shown = History(seed, TWO), Shown()
        history.run(20, lambda _: None)
        honest = history.sides[0]
        for _ in range(8):
            history.now_ms += 1_000
            rows = lie(honest.line, ("USA",), honest.rows, history.random)
            new = [(*name, entries[len(honest.rows.get(name, ())) :]) for name, entries in rows.items()]
            honest.take(history.now_ms, [item for item in new if item[2]], honest)
            honest.state(history.now_ms, "meanwhile")
            assert shown.holds(honest), f"seed {seed}"


# ---- single cases


def test_an_entry_waits_for_what_it_has_seen() -> None:
    random = Random(1)
    russia, america = Side("RUS", TWO, random), Side("USA", TWO, random)
    russia.state(START_MS, "one")
    america.take(START_MS, russia.missing(america), russia)
    answer = america.state(START_MS + 1, "answer")
    record = Record(line(TWO), TWO)
    name = next(name for name in america.rows if name[0] == "USA")
    for entry in america.rows[name]:
        record.append(*name, entry)
    assert record.settle().placed == []
    ((wanted, size),) = record.lacking().items()
    assert (wanted, size) == (next(iter(russia.rows)), 2)
    for entry in russia.rows[wanted]:
        record.append(*wanted, entry)
    assert len(record.settle().placed) == 4
    assert record.lacking() == {}
    assert america.rows[name][-1] == answer


def test_a_number_is_the_position_and_none_before_all_others_hold_it() -> None:
    russia, america = Side("RUS", TWO, Random(4)), Side("USA", TWO, Random(4))
    russia.state(START_MS, "one")
    america.take(START_MS, russia.missing(america), russia)
    feed = america.record.feed(*next(iter(russia.rows)))
    assert [america.record.number(feed, index) for index in range(3)] == [1, 2, None]
    america.state(START_MS, "two")
    assert america.record.number(america.record.feed(*list(america.rows)[1]), 1) is None


def test_truncated_leaves_are_forgotten_with_all_they_said() -> None:
    random = Random(2)
    russia, america = Side("RUS", TWO, random), Side("USA", TWO, random)
    russia.state(START_MS, "one")
    america.take(START_MS, russia.missing(america), russia)
    america.state(START_MS, "two")
    record = Record(line(TWO), TWO)
    name = next(name for name in america.rows if name[0] == "USA")
    feed = record.feed(*name)
    for entry in (*america.rows[name], b"no entry"):
        record.append(*name, entry)
    assert record.lacking()
    assert list(feed.unsound) == [2]
    record.truncate(feed, 0)
    assert (feed.size, record.lacking(), feed.unsound, record.settle().placed) == (0, {}, {}, [])
    for party, other in america.rows:
        for entry in america.rows[party, other]:
            record.append(party, other, entry)
    record.settle()
    assert told(record) == told(america.record)
    with pytest.raises(ValueError, match="never forgotten"):
        record.truncate(record.feed(*name), 0)


def test_a_leaf_of_another_place_is_held_and_says_why() -> None:
    random = Random(3)
    russia = Side("RUS", TWO, random)
    russia.state(START_MS, "one")
    russia.say(START_MS, OpenKind.FIRST, [])
    ((party, feed), entries), *_ = russia.rows.items()
    record = Record(line(TWO), TWO)
    codes = [record.append(party, feed, entry).code for entry in (entries[1], entries[1], b"", entries[2])]
    assert codes == ["entry-misplaced", "", "cbor-malformed", "entry-misplaced"]
    assert list(record.feed(party, feed).clocks) == [0, START_MS, START_MS, START_MS]
    record.settle()
    assert len(record) == 4
