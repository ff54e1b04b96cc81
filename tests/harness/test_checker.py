"""The checker finds nothing in a sound journal, and each anomaly under its rule."""

from itertools import count

import pytest

from harness.checker import PROVED, RULES, Held, Said, check, counted
from harness.journal import Event
from harness.plants import DEFECTS, MUTATIONS, Case, Mutation, found
from parley.record.merkle import Tree
from sim.planting import ROOT, Mutant, defective

SINCE = "2026-01-01T00:00Z"
ROUNDS = 6
OTHER = {"RUS": "USA", "USA": "RUS"}


def sound() -> Case:
    """Both sides say something in turn, each reads what the other said, and one exports."""
    clock = count(1)
    events: list[Event] = []
    said: list[Said] = []

    def write(process: str, node: str, kind: str, f: str, **value: object) -> None:
        events.append(Event(float(next(clock)), f"{process}-{node}", node, kind, f, value))

    for number in range(ROUNDS):
        for node, other in OTHER.items():
            tag = f"{node}-{number}"
            entry = Tree([tag.encode()]).root().hex()
            write("officer", node, "invoke", "say", tag=tag)
            write("officer", node, "ok", "say", tag=tag, id=entry)
            said.append(Said(entry, node, tag, entry, None))
            told = [[each.id, at, {OTHER[each.author]: SINCE}] for at, each in enumerate(said, 1)]
            write("reader", other, "ok", "read", statements=told, numbered=len(told))
    write("officer", "USA", "invoke", "say", tag="lost")
    write("officer", "USA", "info", "say", tag="lost")
    write("officer", "USA", "invoke", "say", tag="refused")
    write("officer", "USA", "fail", "say", tag="refused", code="call-over")
    receipt = Tree([b"a receipt of the last"]).root().hex()
    order = [*(each.id for each in said), receipt]
    root = Tree(bytes.fromhex(entry) for entry in order[:5]).root().hex()
    write("exporter", "USA", "ok", "export", verdicts=[PROVED, PROVED], numbered=5, root=root)
    clocks = [*((each.author, SINCE) for each in said), ("RUS", SINCE)]
    stored = {each.id: {OTHER[each.author]: SINCE} for each in said}
    return Case(events, {node: Held(order, len(said), clocks, stored, said, [PROVED, PROVED]) for node in OTHER})


def test_a_sound_journal_has_no_anomaly() -> None:
    case = sound()
    assert check(case.events, case.finals) == []


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_each_anomaly_is_found(mutation: Mutation) -> None:
    case = sound()
    assert found(mutation, case.events, case.finals)


def test_every_rule_has_an_anomaly() -> None:
    assert {mutation.rule for mutation in MUTATIONS} == set(RULES)
    assert len(MUTATIONS) >= 12


def test_an_anomaly_leaves_the_journal_as_it_was() -> None:
    case = sound()
    for mutation in MUTATIONS:
        found(mutation, case.events, case.finals)
    assert check(case.events, case.finals) == []


def test_a_refused_verdict_of_a_final_record_is_found() -> None:
    case = sound()
    case.hold("USA", verdicts=[PROVED, "refused"])
    assert counted(check(case.events, case.finals)) == {"C7": 1}


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_the_places_of_defects_are_there(defect: Mutant) -> None:
    assert defective(defect, (ROOT / defect.file).read_text()) != (ROOT / defect.file).read_text()
