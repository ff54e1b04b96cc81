"""What must hold between what the nodes showed over a run and the records that they hold in the end: C1 to C8.

Appends bear unique texts and give a unique id, so each rule is decided by looking up places; nothing is searched.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from harness.journal import Event
from parley.record.merkle import Tree

PROVED: Final = "proved under these keys"
RULES: Final = {
    "C1": "each place of the joint order has one entry, each entry one place, whoever shows it and whenever",
    "C2": "what was shown as accepted stands in both records, as it was said",
    "C3": "what was shown as refused stands in neither; what nobody knows of stands in both once, or in neither",
    "C4": "what was said after an answer, or after it was read, comes later in the order",
    "C5": "what was read is in the end in both records, under the number that was shown; numbers shown never go back",
    "C6": "what was shown as confirmed is held by who confirmed it, and the time shown stays",
    "C7": "every export is proved by both verifiers, and its joint root is that of the final order",
    "C8": "both judge each entry of a thread alike, and a call request has one end at most",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A statement in a record."""

    id: str
    author: str
    tag: str | None
    """The text that the harness gave it."""
    thread: str
    refused: str | None
    ends_call: bool = False
    urgent: bool = False
    """It may go ahead of its feed: who holds it so says so before it has a place."""


@dataclass(frozen=True, slots=True)
class Held:
    """What one node holds in the end."""

    order: Sequence[str]
    """Ids of all entries in joint order, and how many of them are numbered."""
    numbered: int
    clocks: Sequence[tuple[str, str]]
    """Author and clock of each entry of the order."""
    stored: dict[str, dict[str, str]]
    """Storing times by entry and party, as pages show them."""
    said: Sequence[Said]
    verdicts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Anomaly:
    """One thing that must not be."""

    rule: str
    what: str


Finals = dict[str, Held]


def check(events: Sequence[Event], finals: Finals) -> list[Anomaly]:
    """Give every anomaly of a run."""
    rules = (_c1, _c2, _c3, _c4, _c5, _c6, _c7, _c8)
    return [Anomaly(f"C{number}", what) for number, rule in enumerate(rules, 1) for what in rule(events, finals)]


def counted(anomalies: Iterable[Anomaly]) -> dict[str, int]:
    """Give how many there are of each rule."""
    return dict(sorted(Counter(each.rule for each in anomalies).items()))


def _ok(events: Iterable[Event], f: str) -> Iterator[Event]:
    return (event for event in events if event.f == f and event.type == "ok")


def _shown(events: Iterable[Event]) -> Iterator[tuple[Event, str, int]]:
    """Give every number that was shown for an entry, with the read that showed it."""
    for event in _ok(events, "read"):
        for entry, number, _ in event.value["statements"]:
            if number is not None:
                yield event, entry, number


def _c1(events: Sequence[Event], finals: Finals) -> Iterator[str]:
    entries: dict[int, str] = {}
    numbers: dict[str, int] = {}
    orders = [final.order for final in finals.values()]
    for order in orders:
        if len(set(order)) != len(order):
            yield "an entry has two places in a record"
    if any(order != orders[0] for order in orders):
        yield "the records are in different orders"
    for _, entry, number in _shown(events):
        if entries.setdefault(number, entry) != entry:
            yield f"number {number} was shown for {entry[:12]} and for {entries[number][:12]}"
        if numbers.setdefault(entry, number) != number:
            yield f"{entry[:12]} was shown as {number} and as {numbers[entry]}"


def _c2(events: Sequence[Event], finals: Finals) -> Iterator[str]:
    for node, final in finals.items():
        there = {each.id: each for each in final.said}
        for event in _ok(events, "say"):
            entry, tag = event.value["id"], event.value["tag"]
            if entry not in there:
                yield f"{entry[:12]} ({tag}) was accepted and is not in the record of {node}"
            elif (there[entry].tag, there[entry].author) != (tag, event.node):
                yield f"{entry[:12]} was said as {tag} and is {there[entry].tag} in the record of {node}"


def _c3(events: Sequence[Event], finals: Finals) -> Iterator[str]:
    refused = {event.value["tag"] for event in events if event.f == "say" and event.type == "fail"}
    asked = {event.value["tag"] for event in events if event.f == "say" and event.type == "invoke"}
    held = []
    for node, final in finals.items():
        counts = Counter(each.tag for each in final.said if each.tag is not None)
        held.append(counts)
        yield from (f"{tag} was refused and is in the record of {node}" for tag in sorted(refused & counts.keys()))
        yield from (f"{tag} is {count} times in the record of {node}" for tag, count in counts.items() if count > 1)
        yield from (f"nobody said {tag}, which is in the record of {node}" for tag in sorted(counts.keys() - asked))
    for tag in sorted(set().union(*held)):
        if len({tag in counts for counts in held}) > 1:
            yield f"{tag} is in one record only"


def _c4(events: Sequence[Event], finals: Finals) -> Iterator[str]:
    place = {entry: at for at, entry in enumerate(next(iter(finals.values())).order)}
    begun: dict[str, float] = {}
    said: dict[str, list[tuple[float, float, str]]] = defaultdict(list)
    for event in events:
        if event.f == "say" and event.type == "invoke":
            begun[event.process] = event.at_s
        elif event.f == "say" and event.type == "ok" and event.value["id"] in place:
            said[event.node].append((begun[event.process], event.at_s, event.value["id"]))
    for node, statements in said.items():
        yield from _out_of_order(node, statements, place)
        yield from _before_what_was_read(node, statements, events, place)


def _out_of_order(node: str, statements: list[tuple[float, float, str]], place: dict[str, int]) -> Iterator[str]:
    """Give the statements that come before one whose answer was there before they were said."""
    ends = sorted((end_s, place[entry]) for _, end_s, entry in statements)
    latest, at = -1, 0
    for start_s, _, entry in sorted(statements):
        while at < len(ends) and ends[at][0] < start_s:
            latest = max(latest, ends[at][1])
            at += 1
        if place[entry] < latest:
            yield f"{entry[:12]} of {node} comes before what had been accepted there earlier"


def _before_what_was_read(
    node: str, statements: list[tuple[float, float, str]], events: Iterable[Event], place: dict[str, int]
) -> Iterator[str]:
    """Give the statements that come before one which had been read at that node before they were said."""
    reads = [
        (event.at_s, max((place.get(entry, -1) for entry, *_ in event.value["statements"]), default=-1))
        for event in _ok(events, "read")
        if event.node == node
    ]
    latest, at = -1, 0
    for start_s, _, entry in sorted(statements):
        while at < len(reads) and reads[at][0] < start_s:
            latest = max(latest, reads[at][1])
            at += 1
        if place[entry] < latest:
            yield f"{entry[:12]} of {node} comes before what had been read there earlier"


def _c5(events: Sequence[Event], finals: Finals) -> Iterator[str]:
    for node, final in finals.items():
        place = {entry: at for at, entry in enumerate(final.order)}
        for event in _ok(events, "read"):
            for entry, number, _ in event.value["statements"]:
                if entry not in place:
                    yield f"{entry[:12]} was read at {event.node} and is not in the record of {node}"
                elif number is not None and (place[entry] != number - 1 or number > final.numbered):
                    yield f"{entry[:12]} was read as {number} and is {place[entry] + 1} in the record of {node}"
    for earlier, later in _successive(events):
        if later.value["numbered"] < earlier.value["numbered"]:
            yield f"{later.process} read {earlier.value['numbered']} numbers, then {later.value['numbered']}"


def _successive(events: Iterable[Event]) -> Iterator[tuple[Event, Event]]:
    by_process: dict[str, list[Event]] = defaultdict(list)
    for event in _ok(events, "read"):
        by_process[event.process].append(event)
    for reads in by_process.values():
        yield from pairwise(reads)


def _c6(events: Sequence[Event], finals: Finals) -> Iterator[str]:
    place = {party: {entry: at for at, entry in enumerate(final.order)} for party, final in finals.items()}
    last = {party: {clock: at for at, clock in enumerate(final.clocks)} for party, final in finals.items()}
    ahead = {each.id for final in finals.values() for each in final.said if each.urgent}
    for event in _ok(events, "read"):
        for entry, number, stored in event.value["statements"]:
            for party, at in stored.items():
                if entry not in place[party]:
                    yield f"{entry[:12]} was shown as held by {party}, which does not hold it"
                elif last[party].get((party, at), -1) < (0 if entry in ahead else place[party][entry]):
                    yield f"{entry[:12]} was shown as held by {party} since {at}, when it wrote nothing after it"
                elif number is not None and finals[party].stored.get(entry, {}).get(party) != at:
                    yield f"{entry[:12]} was shown as held by {party} since {at}, and that has changed"


def _c7(events: Sequence[Event], finals: Finals) -> Iterator[str]:
    order = next(iter(finals.values())).order
    tree = Tree(bytes.fromhex(entry) for entry in order)
    for node, final in finals.items():
        if set(final.verdicts) != {PROVED}:
            yield f"the final record of {node} is {', '.join(final.verdicts)}"
    for event in _ok(events, "export"):
        numbered, root = event.value["numbered"], event.value["root"]
        if set(event.value["verdicts"]) != {PROVED}:
            yield f"an export of {event.node} is {', '.join(event.value['verdicts'])}"
        elif numbered > tree.size or tree.root(numbered).hex() != root:
            yield f"an export of {event.node} has another joint root at {numbered}"


def _c8(_events: Sequence[Event], finals: Finals) -> Iterator[str]:
    judged = [{each.id: (each.thread, each.refused) for each in final.said} for final in finals.values()]
    for entry in sorted(set().union(*judged)):
        if len({each.get(entry) for each in judged}) > 1:
            yield f"{entry[:12]} is judged differently"
    for node, final in finals.items():
        ends = Counter(each.thread for each in final.said if each.ends_call and each.refused is None)
        yield from (f"the call {thread[:12]} has {ends[thread]} ends at {node}" for thread in ends if ends[thread] > 1)
