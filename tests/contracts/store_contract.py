"""What every store must do. To add a store: write a `Shelf` for it and name it in test_store.py.

Each `check_…` takes an empty shelf, opens the store on it as often as it likes, and asserts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from parley.node.ports import Batch, EvidenceRow, HeadRow, Row, SingleRow, Store
from parley.words.faults import OurFault

ALFA, BRAVO = b"a" * 16, b"b" * 16


class Shelf(Protocol):
    """A place where one store lies; what was kept is there again at the next `open`."""

    def open(self) -> Store:
        """Open the store that lies here, made if there is none."""


def row(feed: bytes, index: int, party: str = "USA") -> Row:
    mark = feed[:1] + index.to_bytes(4, "big")
    return Row(party, feed, index, b"entry" + mark, b"salt" + mark, b"body" + mark)


def rows(feed: bytes, start: int, stop: int) -> list[Row]:
    return [row(feed, index) for index in range(start, stop)]


def head(size: int, *, full: bool, feed: bytes = ALFA) -> HeadRow:
    return HeadRow("USA", feed, size, b"root%d" % size, b"ed%d" % size, b"pq%d" % size if full else None)


def fault_of(act: Callable[[], object]) -> str:
    """The code of the fault that `act` raises; "none" if it raises none."""
    try:
        act()
    except OurFault as fault:
        return fault.code
    return "none"


def _by_place(singles: Iterable[SingleRow]) -> list[SingleRow]:
    return sorted(singles, key=lambda single: (single.row.feed, single.row.index))


def check_what_is_kept_is_read_and_still_there_after_reopening(shelf: Shelf) -> None:
    bare = Row("RUS", BRAVO, 0, b"entry", None, None)
    heads = [head(2, full=True)]
    evidence = [EvidenceRow(1_700_000_000_000, "signature-bad", b"\x00refused")]
    store = shelf.open()
    store.append(Batch([*rows(ALFA, 0, 2), bare], heads, evidence=evidence, secrets={"epoch/1": b"secret"}))
    for _ in range(2):
        assert list(store.replay()) == [*rows(ALFA, 0, 2), bare]
        assert store.entries("USA", ALFA, 0, 9) == rows(ALFA, 0, 2)
        assert list(store.heads()) == heads
        assert list(store.evidence()) == evidence
        assert dict(store.secrets()) == {"epoch/1": b"secret"}
        store.close()
        store = shelf.open()
    store.append(Batch(rows(ALFA, 2, 3)))
    assert [kept.index for kept in store.entries("USA", ALFA, 0, 9)] == [0, 1, 2]


def check_rows_come_back_in_the_order_of_keeping(shelf: Shelf) -> None:
    store = shelf.open()
    kept = [row(BRAVO, 0), row(ALFA, 0), row(BRAVO, 1), row(BRAVO, 2), row(ALFA, 1)]
    store.append(Batch(kept[:2]))
    store.append(Batch(kept[2:]))
    assert list(store.replay()) == kept
    store.close()
    assert list(shelf.open().replay()) == kept


def check_entries_are_a_range_of_one_feed(shelf: Shelf) -> None:
    store = shelf.open()
    store.append(Batch([*rows(ALFA, 0, 5), *rows(BRAVO, 0, 2)]))
    assert store.entries("USA", ALFA, 1, 3) == rows(ALFA, 1, 3)
    assert store.entries("USA", ALFA, 3, 99) == rows(ALFA, 3, 5)
    assert store.entries("USA", ALFA, 3, 3) == []
    assert store.entries("USA", ALFA, 7, 9) == []
    assert store.entries("USA", b"c" * 16, 0, 9) == []
    assert store.entries("RUS", ALFA, 0, 9) == []


def check_one_feed_id_of_two_parties_is_two_feeds(shelf: Shelf) -> None:
    store = shelf.open()
    store.append(Batch([row(ALFA, 0, "USA"), row(ALFA, 0, "RUS"), row(ALFA, 1, "RUS")]))
    assert [kept.index for kept in store.entries("RUS", ALFA, 0, 9)] == [0, 1]
    assert [kept.index for kept in store.entries("USA", ALFA, 0, 9)] == [0]


def check_a_row_that_does_not_continue_its_feed_is_refused(shelf: Shelf) -> None:
    store = shelf.open()
    store.append(Batch(rows(ALFA, 0, 2)))
    for wrong in (3, 1, 0):
        assert fault_of(lambda index=wrong: store.append(Batch([row(ALFA, index)]))) == "store-gap"  # type: ignore[misc]
    assert fault_of(lambda: store.append(Batch([row(BRAVO, 1)]))) == "store-gap"
    store.append(Batch([row(ALFA, 2)]))
    store.close()
    store = shelf.open()
    assert fault_of(lambda: store.append(Batch([row(ALFA, 2)]))) == "store-gap"
    assert list(store.replay()) == rows(ALFA, 0, 3)


def check_a_batch_that_is_bad_in_its_second_half_leaves_nothing(shelf: Shelf) -> None:
    store = shelf.open()
    store.append(Batch(rows(ALFA, 0, 1), secrets={"old": b"1"}))
    bad = Batch(
        [row(ALFA, 1), row(BRAVO, 0), row(BRAVO, 2)],
        [head(2, full=True)],
        [SingleRow(row(ALFA, 9), head(10, full=False))],
        [EvidenceRow(1, "x", b"")],
        {"new": b"2"},
    )
    assert fault_of(lambda: store.append(bad)) == "store-gap"
    for _ in range(2):
        assert list(store.replay()) == rows(ALFA, 0, 1)
        assert list(store.heads()) == []
        assert list(store.evidence()) == []
        assert list(store.singles()) == []
        assert dict(store.secrets()) == {"old": b"1"}
        store.close()
        store = shelf.open()
    store.append(Batch([row(ALFA, 1), row(BRAVO, 0)]))


def check_the_newest_head_and_the_newest_full_one_are_kept(shelf: Shelf) -> None:
    store = shelf.open()
    store.append(Batch(heads=[head(1, full=True), head(2, full=False)]))
    store.append(Batch(heads=[head(3, full=False), head(9, full=False, feed=BRAVO)]))
    assert set(store.heads()) == {head(1, full=True), head(3, full=False), head(9, full=False, feed=BRAVO)}
    store.append(Batch(heads=[head(3, full=True)]))
    assert set(store.heads()) == {head(3, full=True), head(9, full=False, feed=BRAVO)}
    store.append(Batch(heads=[head(2, full=True), head(1, full=False)]))
    assert set(store.heads()) == {head(3, full=True), head(9, full=False, feed=BRAVO)}
    store.append(Batch(heads=[head(4, full=False)]))
    store.close()
    kept = set(shelf.open().heads())
    assert kept == {head(3, full=True), head(4, full=False), head(9, full=False, feed=BRAVO)}


def led(start: int, *, full: bool, size: int = 40) -> HeadRow:
    """A head above what had come with it."""
    return replace(head(size, full=full), start=start, path=b"path%d" % start)


def check_beside_the_newest_heads_those_with_a_path_that_reach_furthest_are_kept(shelf: Shelf) -> None:
    store = shelf.open()
    store.append(Batch(heads=[head(30, full=True), head(31, full=False), led(6, full=True), led(7, full=False)]))
    kept = {head(30, full=True), head(31, full=False), led(6, full=True), led(7, full=False)}
    for _ in range(2):
        assert set(store.heads()) == kept
        store.close()
        store = shelf.open()
    store.append(Batch(heads=[led(8, full=True), led(5, full=False, size=50), led(8, full=True, size=39)]))
    store.append(Batch(heads=[head(32, full=True)]))
    assert set(store.heads()) == {head(32, full=True), led(8, full=True, size=39), led(7, full=False)}


def check_a_single_counts_until_its_feed_reaches_it(shelf: Shelf) -> None:
    store = shelf.open()
    unknown = SingleRow(row(BRAVO, 4), head(5, full=True, feed=BRAVO))
    beyond = [SingleRow(row(ALFA, index), head(index + 1, full=False)) for index in (2, 5)]
    store.append(Batch([row(ALFA, 0)], singles=[unknown, *beyond]))
    store.append(Batch(singles=[beyond[0]]))  # the same again
    assert _by_place(store.singles()) == _by_place([unknown, *beyond])
    store.append(Batch(rows(ALFA, 1, 4)))
    for _ in range(2):
        assert _by_place(store.singles()) == _by_place([unknown, beyond[1]])
        assert list(store.replay()) == [row(ALFA, 0), *rows(ALFA, 1, 4)], "a single is no row of its feed"
        store.close()
        store = shelf.open()
    store.append(Batch(rows(ALFA, 4, 6)))
    assert list(store.singles()) == [unknown]


def check_an_erased_body_is_gone_and_its_entry_stays(shelf: Shelf) -> None:
    store = shelf.open()
    single = SingleRow(row(ALFA, 3), head(4, full=False))
    store.append(Batch([*rows(ALFA, 0, 3), row(BRAVO, 0)], singles=[single]))
    store.append(Batch(rows(ALFA, 3, 4), erasures=[("USA", ALFA, 1)]))
    store.append(Batch(erasures=[("USA", ALFA, 3), ("USA", ALFA, 1)]))
    bare = [Row("USA", ALFA, index, row(ALFA, index).entry, None, None) for index in (1, 3)]
    for _ in range(2):
        assert store.entries("USA", ALFA, 0, 9) == [row(ALFA, 0), bare[0], row(ALFA, 2), bare[1]]
        assert list(store.replay()) == [row(ALFA, 0), bare[0], row(ALFA, 2), row(BRAVO, 0), bare[1]]
        store.close()
        store = shelf.open()
    store.append(Batch(rows(ALFA, 4, 5)))


def check_secrets_are_replaced_and_erased(shelf: Shelf) -> None:
    store = shelf.open()
    store.append(Batch(secrets={"offer": b"1", "epoch": b"1"}))
    store.append(Batch(secrets={"offer": None, "epoch": b"2", "never there": None}))
    assert dict(store.secrets()) == {"epoch": b"2"}
    store.close()
    assert dict(shelf.open().secrets()) == {"epoch": b"2"}


def check_evidence_is_kept_double_and_in_order(shelf: Shelf) -> None:
    store = shelf.open()
    kept = [EvidenceRow(2, "b", b"2"), EvidenceRow(1, "a", b"1"), EvidenceRow(2, "b", b"2")]
    store.append(Batch(evidence=kept[:2]))
    store.append(Batch(evidence=kept[2:]))
    store.close()
    assert list(shelf.open().evidence()) == kept


def check_replay_goes_on_with_what_is_kept_meanwhile(shelf: Shelf) -> None:
    store = shelf.open()
    store.append(Batch(rows(ALFA, 0, 1200)))
    reading = store.replay()
    assert next(reading) == row(ALFA, 0)
    store.append(Batch(rows(ALFA, 1200, 1300)))
    assert [kept.index for kept in reading] == list(range(1, 1300))
    assert [kept.index for kept in store.replay(1299)] == [1299]
    assert list(store.replay(1300)) == []


def check_an_empty_batch_is_nothing(shelf: Shelf) -> None:
    store = shelf.open()
    store.append(Batch())
    assert list(store.replay()) == []


def check_a_closed_store_refuses(shelf: Shelf) -> None:
    store = shelf.open()
    store.append(Batch(rows(ALFA, 0, 1)))
    store.close()
    store.close()
    acts: list[Callable[[], object]] = [
        lambda: store.append(Batch(rows(ALFA, 1, 2))),
        lambda: list(store.replay()),
        lambda: store.entries("USA", ALFA, 0, 1),
        store.heads,
        store.secrets,
        store.evidence,
    ]
    assert [fault_of(act) for act in acts] == ["store-failed"] * len(acts)


CHECKS = [check for name, check in sorted(globals().items()) if name.startswith("check_")]
