"""Two sides' exports of one line: what each lacks, and whether they contradict."""

from __future__ import annotations

from random import Random

from parley.record.compare import CONTINUES, DIFFERS, FORKED, SAME, Comparison, compare, compare_verified
from parley.record.fork import verify_fork
from parley.record.verdict import CONSISTENT, PROVED, REFUSED
from parley.record.verify import verify
from tests.record.sides import START_MS, Side, card, export_of
from tests.record.test_verify import CARDS, TWO, small


def lacks(found: Comparison) -> dict[str, tuple[range, range]]:
    return {pair.party: pair.lacks() for pair in found.feeds if pair.sizes[0] != pair.sizes[1]}


def test_two_whole_exports_are_the_same_record() -> None:
    russia, america = small()
    america.take(START_MS + 90_000, russia.missing(america), russia)
    russia.take(START_MS + 91_000, america.missing(russia), america)
    america.put(*next(iter(russia.missing(america)), ("RUS", bytes(8), [])))
    found = compare(russia.export(), america.export(), CARDS)
    assert found.verdict == SAME
    assert found.agrees
    assert found.joint is not None
    assert found.joint.differs_at is None
    assert lacks(found) == {}


def test_what_one_side_lacks_is_named_by_range() -> None:
    russia, america = small()
    ((name, rows),) = [(name, rows) for name, rows in america.rows.items() if name[0] == "USA"]
    cut = export_of(russia.record, russia.rows | {name: rows[:5]}, russia.bodies)
    found = compare(cut, america.export())
    assert found.verdict == CONTINUES
    assert found.agrees
    assert lacks(found)["USA"] == (range(5, len(rows)), range(len(rows), 5))
    assert found.joint is not None
    assert found.joint.sizes[0] < found.joint.sizes[1]
    without = compare(cut, {path: data for path, data in america.export().items() if "feeds/RUS" not in path})
    assert without.verdict == REFUSED
    assert [fault and fault.code for fault in without.faults] == [None, "founding-missing"]


def test_two_histories_of_one_feed_become_a_proof() -> None:
    """RUS goes on in an old feed, as no node of ours does, and shows each side another end of it."""
    russia, america = small()
    twin = Side("RUS", TWO, Random(9))
    twin.rows = russia.backup()
    twin.restart()
    assert russia.current is not None
    twin.current, twin.told, twin.asked = twin.record.feed("RUS", russia.current.id), {}, True
    russia.state(START_MS + 80_000, "This is what we said.")
    twin.state(START_MS + 80_000, "No, this.")
    twin.state(START_MS + 81_000, "And this.")
    twin.bodies |= russia.bodies
    found = compare(russia.export(), twin.export(), CARDS)
    assert found.verdict == FORKED
    assert not found.agrees
    (proof,) = [pair.fork for pair in found.feeds if pair.fork is not None]
    size = russia.current.size
    judged = verify_fork(proof, card("RUS"))
    assert (judged.verdict, judged.party, judged.feed) == (PROVED, "RUS", russia.current.id)
    assert judged.sizes == (size, size + 1)
    assert verify_fork(proof).verdict == CONSISTENT
    other = verify_fork(proof, card("USA"))
    assert other.fault is not None
    assert other.fault.code == "card-differs"
    assert found.machine()["verdict"] == FORKED
    assert compare(russia.export(), america.export()).agrees


def test_exports_of_two_lines_are_not_compared() -> None:
    russia, _ = small()
    other, _ = small(suite=2)
    found = compare(russia.export(), other.export())
    assert found.verdict == REFUSED
    assert found.faults[1] is not None
    assert found.faults[1].code == "line-differs"
    assert found.machine()["joint"] is None


def test_an_altered_export_is_refused_on_its_side() -> None:
    russia, america = small()
    found = compare(russia.export(), america.export() | {"agreement.toml": b"another"})
    assert (found.verdict, found.faults[0]) == (REFUSED, None)
    assert found.faults[1] is not None
    assert found.faults[1].code == "line-differs"


def test_a_joint_order_that_differs_is_named_at_its_number() -> None:
    """No two verified copies of the same leaves differ; a comparison would tell it all the same."""
    russia, america = small()
    files = russia.export(), america.export()
    verdicts = verify(files[0]), verify(files[1])
    assert verdicts[1].report is not None
    tree = verdicts[1].report.record.joint_tree
    leaves = [tree.leaf(index) for index in range(tree.size)]
    tree.truncate(3)
    for leaf in (leaves[4], leaves[3], *leaves[5:]):
        tree.append(leaf)
    found = compare_verified(files, verdicts)
    assert (found.verdict, found.agrees) == (DIFFERS, False)
    assert found.joint is not None
    assert found.joint.differs_at == 4
