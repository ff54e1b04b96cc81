"""Verdicts as people read them: what holds, how far it reaches, what is wrong and where, what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from parley.record.compare import Comparison, Pair
from parley.record.fork import ForkVerdict
from parley.record.verdict import CONSISTENT, Found, Reach, Report, Verdict
from parley.words.codes import CODES
from parley.words.instants import INSTANT_MS_MAX, iso


def verdict_text(verdict: Verdict, folder: Path, *, timeline: bool) -> Iterator[str]:
    """Give the lines that tell a verdict on an export."""
    report = verdict.report
    yield _title(verdict.verdict)
    if verdict.fault is not None:
        yield from fault_text(verdict.fault)
    if report is None:
        return
    yield from _reach_text(report)
    yield from _remarks(report)
    if timeline:
        yield from _timeline_text(report)
    if verdict.verdict == CONSISTENT:
        cards = " ".join(f"--card {party}.card" for party in report.record.parties)
        yield "Whose keys these are was not compared. With the cards as you had them from each party:"
        yield f"  parley record verify {folder} {cards}"


def _title(verdict: str) -> str:
    return verdict[0].upper() + verdict[1:]


def fault_text(fault: Found) -> Iterator[str]:
    """Give the lines that tell a fault: what it means, where it is, what to do next."""
    entry = f"entry {fault.index}" if fault.index is not None else ""
    feed = f"feed {fault.feed.hex()}" if fault.feed is not None else ""
    place = [plain(part) for part in (fault.file, fault.party, feed, entry) if part]
    yield f"  {CODES[fault.code].meaning} [{fault.code}]"
    if place:
        yield f"  at {', '.join(place)}"
    yield f"  {CODES[fault.code].todo}"


def plain(text: str) -> str:
    """Give a file's name in a form that any terminal shows as it is."""
    data = text.encode(errors="surrogateescape")
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in data.decode(errors="backslashreplace")
    )


def _reach_text(report: Report) -> Iterator[str]:
    record = report.record
    yield f"  line {report.line.hex()}"
    for feed in report.feeds:
        yield f"  {_feed_text(feed)}"
    yield f"  {report.entries} entries, {record.numbered} with a joint number"
    if record.numbered:
        last, index = record.at(record.numbered - 1)
        yield f"  joint root {record.joint_tree.root().hex()} up to {instant(last.clocks[index])}"


def _feed_text(feed: Reach) -> str:
    held = ", ".join(f"{party} holds {size}" for party, size in feed.receipted.items())
    last = f" to {instant(feed.last_clock_ms)}" if feed.last_clock_ms is not None else ""
    return f"{feed.party} {feed.feed.hex()}: {feed.size} entries{last}; {held}"


def instant(instant_ms: int) -> str:
    """Write an instant that an entry names; those that no calendar here shows as a number."""
    return iso(instant_ms) if instant_ms <= INSTANT_MS_MAX else f"{instant_ms} ms"


def _remarks(report: Report) -> Iterator[str]:
    held = {(feed.party, feed.feed): feed.size for feed in report.feeds}
    for item in report.beyond:
        here = held.get((item.party, item.feed), 0)
        yield f"  ends early: {here} of at least {item.size} entries of {item.party} {item.feed.hex()} are here;"
        yield "    ask for the rest, or compare with the other side's export (parley record compare)"
    for party, changes in report.key_changes.items():
        if changes:
            yield f"  {party} changed its node key {changes} {'time' if changes == 1 else 'times'}"
    for step in report.amendments:
        place = f"entry {step.index} of {step.feed.party} {step.feed.id.hex()}"
        yield f"  amended: agreement {step.agreement.hex()} holds behind {place}"
    for each in report.releases:
        said = ", ".join(f"{seat} {f'does not count: {code}' if code else 'counts'}" for seat, code in each.seats)
        yield f"  released: entry {each.index} of {each.party} {each.feed.hex()}: {said or 'not in its form'}"
    counts = (
        (report.without_place, "entries without a place, since what they have seen is not here"),
        (report.unsound, "leaves that are not sound entries: held, and changing nothing"),
        (report.false_seen, "claims to have seen what never was"),
        (report.bodies_absent, "bodies are not in this export"),
        (report.bodies_erased, "bodies are erased by agreement"),
        (report.not_readable, "entries of kinds that this version cannot read"),
        (report.disowned, "entries that a stolen key signed: their party does not count them as its own"),
    )
    for count, what in counts:
        if count:
            yield f"  {count} {what}"


def _timeline_text(report: Report) -> Iterator[str]:
    yield "  number  clock                 author            index  stored"
    record = report.record
    for position in range(len(record)):
        feed, index = record.at(position)
        number = str(position + 1) if position < record.numbered else "-"
        others = [(party, record.storing_ms(feed, index, party)) for party in record.parties if party != feed.party]
        stored = ", ".join(f"{party} {instant(time_ms)}" for party, time_ms in others if time_ms is not None)
        author = f"{feed.party} {feed.id.hex()[:8]}"
        yield f"  {number:>6}  {instant(feed.clocks[index]):<20}  {author:<16}  {index:>6}  {stored}"


def comparison_text(found: Comparison, folders: tuple[Path, Path], proofs: Sequence[Path]) -> Iterator[str]:
    """Give the lines that tell a comparison."""
    yield _title(found.verdict)
    for folder, fault in zip(folders, found.faults, strict=True):
        if fault is not None:
            yield f"  {folder}:"
            yield from fault_text(fault)
    for pair in found.feeds:
        yield f"  {_pair_text(pair, folders)}"
    joint = found.joint
    if joint is None:
        return
    yield f"  joint numbers: {joint.sizes[0]} and {joint.sizes[1]}"
    if joint.differs_at is None:
        yield f"  up to {min(joint.sizes)} order, root and storing times are equal: {joint.root.hex()}"
    else:
        yield f"  they differ from number {joint.differs_at} on: keep both exports as they are"
    for path in proofs:
        yield f"  proof written: {path} (check it with: parley record fork {path})"


def _pair_text(pair: Pair, folders: tuple[Path, Path]) -> str:
    name = f"{pair.party} {pair.feed.hex()}"
    if pair.fork is not None:
        return f"{name}: TWO HISTORIES, of {pair.sizes[0]} and {pair.sizes[1]} entries; speak to them in person"
    for folder, lacks in zip(folders, pair.lacks(), strict=True):
        if lacks:
            return f"{name}: {max(pair.sizes)} entries, of which {folder} lacks {lacks.start} to {lacks.stop - 1}"
    return f"{name}: {pair.sizes[0]} entries in both"


def fork_text(verdict: ForkVerdict) -> Iterator[str]:
    """Give the lines that tell a verdict on a proof of equivocation."""
    yield _title(verdict.verdict)
    if verdict.fault is not None:
        yield from fault_text(verdict.fault)
    if verdict.feed is not None and verdict.sizes is not None:
        small, large = verdict.sizes
        yield f"  {verdict.party} signed two histories of its feed {verdict.feed.hex()}, at sizes {small} and {large}."
    if verdict.verdict == CONSISTENT:
        yield f"  Whose keys these are was not compared: give the card of {verdict.party} with --card."
