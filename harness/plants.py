"""`python -m harness.plants [--seconds N] [--json]`: the checker finds what is planted, in a journal and in nodes.

First a run without defects gives a journal; each anomaly is put into a copy of it and of the records, and has to be
found under its rule. Then nodes with a defect in their code are tormented, and each has to be found out. Ends with 1
where one is not.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from harness.checker import Finals, Held, Said, check
from harness.journal import Event
from harness.run import Given, Run, run
from sim.planting import Mutant

NOWHERE: Final = "00" * 32


@dataclass(slots=True)
class Case:
    """A copy of a run's journal and records, to spoil."""

    events: list[Event]
    finals: Finals

    @property
    def nodes(self) -> list[str]:
        """The parties."""
        return sorted(self.finals)

    def ok(self, f: str) -> list[int]:
        """Give where the answered events of a kind stand; the tagged ones of those that say."""
        return [
            at
            for at, event in enumerate(self.events)
            if event.f == f and event.type == "ok" and (f != "say" or event.value["tag"] is not None)
        ]

    def change(self, at: int, **value: Any) -> None:  # noqa: ANN401  JSON
        """Have other values in an event."""
        self.events[at] = replace(self.events[at], value={**self.events[at].value, **value})

    def hold(self, node: str, **values: Any) -> None:  # noqa: ANN401  those of Held
        """Have a node hold something else."""
        self.finals[node] = replace(self.finals[node], **values)

    def order(self, nodes: Sequence[str], order: Callable[[list[str]], Sequence[str]]) -> None:
        """Have entries in another order."""
        for node in nodes:
            self.hold(node, order=order(list(self.finals[node].order)))

    def said(self, nodes: Sequence[str], change: Callable[[Said], Sequence[Said]]) -> None:
        """Have other statements."""
        for node in nodes:
            self.hold(node, said=[new for each in self.finals[node].said for new in change(each)])

    def numbered_read(self) -> tuple[int, list[list[Any]]]:
        """Give the last read with two numbers in it, its statements copied."""
        for at in reversed(self.ok("read")):
            statements = [
                [entry, number, dict(stored)] for entry, number, stored in self.events[at].value["statements"]
            ]
            if sum(number is not None for _, number, _ in statements) > 1:
                return at, statements
        raise ValueError("nobody has read two numbers")


def _swapped(one: str, other: str) -> Callable[[list[str]], list[str]]:
    turned = {one: other, other: one}
    return lambda order: [turned.get(entry, entry) for entry in order]


def _missing(case: Case, nodes: Sequence[str]) -> None:
    entry = case.events[case.ok("say")[0]].value["id"]
    case.said(nodes, lambda each: [] if each.id == entry else [each])


def _other_text(case: Case) -> None:
    entry = case.events[case.ok("say")[0]].value["id"]
    case.said(case.nodes[:1], lambda each: [replace(each, tag="another")] if each.id == entry else [each])


def _refused_and_there(case: Case) -> None:
    at = case.ok("say")[0]
    case.events[at] = replace(case.events[at], type="fail")


def _twice(case: Case) -> None:
    entry = case.events[case.ok("say")[0]].value["id"]
    case.said(case.nodes, lambda each: [each, replace(each, id=NOWHERE)] if each.id == entry else [each])


def _one_sided(case: Case) -> None:
    at = case.ok("say")[0]
    entry = case.events[at].value["id"]
    case.events[at] = replace(case.events[at], type="info")
    case.said(case.nodes[:1], lambda each: [] if each.id == entry else [each])


def _one_number_for_two(case: Case) -> None:
    at, statements = case.numbered_read()
    numbered = [each for each in statements if each[1] is not None]
    numbered[0][1] = numbered[1][1]
    case.change(at, statements=statements)


def _two_places(case: Case) -> None:
    case.order(case.nodes, lambda order: [*order, order[0]])


def _later_comes_earlier(case: Case) -> None:
    places = [at for at in case.ok("say") if case.events[at].node == case.nodes[0]]
    one, other = (case.events[at].value["id"] for at in (places[0], places[-1]))
    case.order(case.nodes, _swapped(one, other))


def _read_comes_later(case: Case) -> None:
    for at in case.ok("read"):
        node, event = case.events[at].node, case.events[at]
        later = [place for place in case.ok("say") if place > at + 1 and case.events[place].node == node]
        theirs = {each.id for each in case.finals[node].said if each.author != node}
        read = [entry for entry, *_ in event.value["statements"] if entry in theirs]
        if read and later:
            case.order(case.nodes, lambda order: [*(entry for entry in order if entry != read[0]), read[0]])  # noqa: B023
            return
    raise ValueError("nobody said anything after reading")


def _renumbered(case: Case) -> None:
    _, statements = case.numbered_read()
    one, other = (entry for entry, number, _ in statements[:2] if number is not None)
    case.order(case.nodes, _swapped(one, other))


def _numbers_go_back(case: Case) -> None:
    at, _ = case.numbered_read()
    event = case.events[at]
    case.events.insert(at + 1, replace(event, value={"statements": [], "numbered": event.value["numbered"] - 1}))


def _read_and_nowhere(case: Case) -> None:
    at, statements = case.numbered_read()
    case.change(at, statements=[*statements, [NOWHERE, None, {}]])


def _confirmed_and_not_held(case: Case) -> None:
    _, statements = case.numbered_read()
    (party, *_), entry = next((list(stored), entry) for entry, _, stored in statements if stored)
    case.order([party], lambda order: [each for each in order if each != entry])


def _another_time(case: Case) -> None:
    at, statements = case.numbered_read()
    stored = next(stored for _, number, stored in statements if stored and number is not None)
    stored.update(dict.fromkeys(stored, "1962-10-27T00:00Z"))
    case.change(at, statements=statements)


def _never_confirmed(case: Case) -> None:
    at, statements = case.numbered_read()
    statements[-1][1:] = [None, dict.fromkeys(case.nodes, "1962-10-27T00:00Z")]
    case.change(at, statements=statements)


def _another_root(case: Case) -> None:
    case.change(case.ok("export")[0], root=NOWHERE)


def _unproved(case: Case) -> None:
    at = case.ok("export")[0]
    case.change(at, verdicts=[case.events[at].value["verdicts"][0], "refused"])


def _two_ends(case: Case) -> None:
    ends = [Said(f"{at:064x}", case.nodes[0], None, NOWHERE, None, ends_call=True) for at in (1, 2)]
    for node in case.nodes:
        case.hold(node, said=[*case.finals[node].said, *ends])


def _judged_apart(case: Case) -> None:
    first = case.finals[case.nodes[0]].said[0].id
    case.said(case.nodes[:1], lambda each: [replace(each, refused="call-over")] if each.id == first else [each])


@dataclass(frozen=True, slots=True)
class Mutation:
    """One anomaly of a journal, and the rule that must find it."""

    name: str
    rule: str
    spoil: Callable[[Case], None]


MUTATIONS: Final = (
    Mutation("one number is shown for two entries", "C1", _one_number_for_two),
    Mutation("an entry has two places", "C1", _two_places),
    Mutation("what was accepted is in neither record", "C2", lambda case: _missing(case, case.nodes)),
    Mutation("what was accepted is missing at one side", "C2", lambda case: _missing(case, case.nodes[:1])),
    Mutation("what was accepted says something else", "C2", _other_text),
    Mutation("what was refused stands", "C3", _refused_and_there),
    Mutation("what was said once stands twice", "C3", _twice),
    Mutation("what nobody knows of stands at one side", "C3", _one_sided),
    Mutation("what was said later comes earlier", "C4", _later_comes_earlier),
    Mutation("what had been read comes later", "C4", _read_comes_later),
    Mutation("a number that was read changes", "C5", _renumbered),
    Mutation("numbers go back", "C5", _numbers_go_back),
    Mutation("what was read is in no record", "C5", _read_and_nowhere),
    Mutation("confirmed by one who does not hold it", "C6", _confirmed_and_not_held),
    Mutation("the time of a confirmation changes", "C6", _another_time),
    Mutation("a confirmation that nobody gave", "C6", _never_confirmed),
    Mutation("an export has another joint root", "C7", _another_root),
    Mutation("an export that a verifier refuses", "C7", _unproved),
    Mutation("a call has two ends", "C8", _two_ends),
    Mutation("an entry is judged differently", "C8", _judged_apart),
)

DEFECTS: Final = (
    Mutant(
        "a statement is accepted before it is durable",
        "src/parley/runtime/loop.py",
        "            self.store.append(batch)\n",
        "            asyncio.get_running_loop().call_later(0.5, self.store.append, batch)\n",
    ),
    Mutant(
        "a statement is released twice",
        "src/parley/app/requests.py",
        "    answer = await release(submitted)\n",
        "    await release(submitted)\n    answer = await release(submitted)\n",
    ),
    Mutant(
        "a confirmation is shown that nobody gave",
        "src/parley/app/telling.py",
        '            "stored": {party: iso_or_none(at_ms) for party, at_ms in stored.items()},\n',
        '            "stored": {party: iso_or_none(at_ms or statement.clock_ms) for party, at_ms in stored.items()},\n',
    ),
    Mutant(
        "an entry is shown under its neighbour's number",
        "src/parley/app/telling.py",
        '            "number": record.number(*place),\n',
        '            "number": (record.number(*place) or 0) + 1,\n',
    ),
)


def found(mutation: Mutation, events: Sequence[Event], finals: dict[str, Held]) -> bool:
    """Say whether the checker finds an anomaly under its rule."""
    case = Case(list(events), dict(finals))
    mutation.spoil(case)
    return mutation.rule in {anomaly.rule for anomaly in check(case.events, case.finals)}


def served(defect: Mutant) -> tuple[str, ...]:
    """Give the command of a node with a defect in its code."""
    code = (
        "import sys; from sim.planting import Mutant, plant; "
        f"plant(Mutant(*{(defect.name, defect.file, defect.old, defect.new)!r})); "
        "from parley.cli.main import main; sys.exit(main())"
    )
    return ("-c", code)


def main() -> int:
    """Plant, run and tell."""
    parser = argparse.ArgumentParser(prog="python -m harness.plants", description="See that the checker finds.")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long nodes are tormented")
    parser.add_argument("--json", action="store_true", help="one object on one line")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="parley-harness-") as folder:
        sound = run(Given(given.seconds, seed=1, rest_s=3.0), Path(folder) / "sound")
        journals = {each.name: found(each, sound.events, sound.finals) for each in MUTATIONS}
        nodes: dict[str, Run] = {}
        for number, defect in enumerate(DEFECTS):
            trial = Given(given.seconds, seed=1, rest_s=3.0, command=served(defect))
            nodes[defect.name] = run(trial, Path(folder) / str(number))
    told = {
        "without a defect": sound.told()["anomalies"],
        "in journals": journals,
        "in nodes": {name: each.told()["anomalies"] for name, each in nodes.items()},
    }
    print(json.dumps(told, indent=None if given.json else 2))
    return 0 if not sound.anomalies and all(journals.values()) and all(each.anomalies for each in nodes.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
