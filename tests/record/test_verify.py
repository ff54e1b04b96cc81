"""Exports: whole ones hold, altered ones are refused at their place, cut ones are named as ending where they end."""

from __future__ import annotations

from random import Random

import pytest

from parley.record.entry import OpenKind, commitment
from parley.record.verdict import CONSISTENT, PROVED, REFUSED, Beyond
from parley.record.verify import verify
from tests.record import places
from tests.record.histories import History
from tests.record.liars import lie
from tests.record.sides import START_MS, Side, card, export_of
from tools import verify_record

TWO = ("RUS", "USA")
CARDS = [card(party) for party in TWO]


def small(suite: int = 1) -> tuple[Side, Side]:
    """Two sides that founded their line and said something, all of it held by both."""
    random = Random(5)
    russia, america = Side("RUS", TWO, random, suite=suite), Side("USA", TWO, random, suite=suite)
    for side in (russia, america):
        side.found(START_MS)
    america.take(START_MS + 1_000, russia.missing(america), russia)
    russia.take(START_MS + 2_000, america.missing(russia), america)
    for number in range(4):
        now_ms = START_MS + 10_000 * (number + 1)
        russia.state(now_ms, f"Flight {number}.")
        america.take(now_ms + 500, russia.missing(america), russia)
        america.state(now_ms + 900, f"Thank you for {number}.")
        russia.take(now_ms + 1_200, america.missing(russia), america)
    russia.bodies |= america.bodies
    america.bodies |= russia.bodies
    return russia, america


def test_a_whole_record_is_proved_only_under_keys_given() -> None:
    russia, america = small()
    files = russia.export()
    assert verify(files).verdict == CONSISTENT
    verdict = verify(files, CARDS)
    assert verdict.verdict == PROVED
    assert verify(america.export(), CARDS).verdict == PROVED
    assert verdict.report is not None
    assert verdict.report.record.numbered == russia.record.numbered
    assert verdict.report.record.joint_tree.root() == russia.record.joint_tree.root()
    assert [row[0] for row in verdict.timeline()][:3] == [1, 2, 3]


def test_a_record_of_the_larger_suite_holds() -> None:
    russia, _ = small(suite=2)
    assert verify(russia.export(), [card(party, 2) for party in TWO]).verdict == PROVED


def test_a_record_forged_whole_under_other_keys_is_never_called_proved() -> None:
    russia, _ = small(suite=2)
    forged = russia.export()
    assert verify(forged).verdict == CONSISTENT
    verdict = verify(forged, CARDS)
    assert verdict.verdict == REFUSED
    assert verdict.fault is not None
    assert (verdict.fault.code, verdict.fault.file) == ("card-differs", "cards/RUS.card")
    assert verdict.report is None
    assert verdict.timeline() == []


def test_a_record_cut_after_any_entry_is_named_as_ending_there() -> None:
    russia, _ = small()
    ((feed, entries),) = [(name[1], rows) for name, rows in russia.rows.items() if name[0] == "RUS"]
    whole = len(entries)
    for size in range(2, whole - 1):
        rows = russia.rows | {("RUS", feed): entries[:size]}
        report = verify(export_of(russia.record, rows, russia.bodies), CARDS).report
        assert report is not None
        (beyond,) = report.beyond
        assert beyond == Beyond("RUS", feed, beyond.size)
        assert size < beyond.size <= whole
        assert [reach.reaches for reach in report.feeds if reach.feed == feed] == [False]
        assert report.without_place


def test_bodies_left_out_are_counted_and_nothing_else_changes() -> None:
    russia, _ = small()
    full, bare = verify(russia.export(), CARDS), verify(russia.export(without_bodies=True), CARDS)
    assert full.report is not None
    assert bare.report is not None
    assert (full.report.bodies_absent, bare.report.bodies_absent) == (0, 8)
    assert bare.verdict == PROVED
    assert full.timeline() == bare.timeline()


def test_leaves_that_are_not_sound_and_false_claims_are_told_and_refuse_nothing() -> None:
    russia, america = small()
    assert russia.current is not None
    russia.put("RUS", russia.current.id, [b"no entry"])
    russia.say(START_MS + 90_000, OpenKind.OFFICER_KEY, ["seat", -8, bytes(32)])
    ((name, rows),) = [(name, rows) for name, rows in america.rows.items() if name[0] == "USA"]
    rows = rows.copy()
    rows[-1:] = []
    other = Side("USA", TWO, Random(6))
    other.rows = {**america.rows, name: rows}
    other.restart()
    other.current, other.told, other.asked = other.record.feed(*name), {}, True
    other.state(START_MS + 80_000, "Another end.")
    files = export_of(russia.record, {**russia.rows, name: rows}, russia.bodies)
    report = verify(files).report
    assert report is not None
    assert (report.unsound, report.not_readable, report.false_seen) == (1, 1, 1)


def test_progress_is_told_in_entries() -> None:
    russia, _ = small()
    told: list[tuple[int, int]] = []
    report = verify(russia.export(), progress=lambda done, total: told.append((done, total))).report
    assert report is not None
    assert told[0] == (0, report.entries)
    assert len({total for _, total in told}) == 1
    assert sorted(told) == told


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_one_byte_changed_anywhere_is_refused_at_its_place(seed: int) -> None:
    """50 places a record here; 10,000 by the command that tests/record/places.py names."""
    files = places.record(seed)
    tries = places.changes(files, Random(seed))
    for _ in range(50):
        change = next(tries)
        assert places.wrong(files, change) == "", (change.file, change.at)


def test_a_change_that_is_not_refused_would_be_noticed() -> None:
    files = places.record(0)
    change = places.Change("agreement.toml", 0, files)
    assert places.wrong(files, change) == "not refused"
    elsewhere = change._replace(files=files | {"parley-record.txt": b"another"})
    assert "another place" in places.wrong(files, elsewhere)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_both_verifiers_say_the_same_of_any_record(block: int) -> None:
    """Honest histories and ones with liars, of two and three parties, whole and cut, timelines included."""
    for seed in range(block * 50, block * 50 + 50):
        history = History(seed, TWO if seed % 3 else ("FRA", *TWO))
        history.run(25, lambda _: None)
        side = history.sides[0]
        rows = side.rows if seed % 2 else lie(side.line, side.parties, side.rows, history.random)
        if not seed % 5:
            rows = {name: entries[: history.random.randint(2, len(entries) + 1)] for name, entries in rows.items()}
        files = export_of(side.record, rows, side.bodies)
        ours, theirs = verify(files).machine(timeline=True), verify_record.verify(files, timeline=True)
        for verdict in (ours, theirs):
            if isinstance(verdict["fault"], dict):
                verdict["fault"].pop("detail")
        ours.setdefault("timeline", None)
        theirs.setdefault("timeline", None)
        assert ours == theirs, f"seed {seed}"


def test_a_body_opens_with_its_own_salt_only() -> None:
    assert commitment(bytes(16), b"body") != commitment(bytes(15) + b"\x01", b"body")
