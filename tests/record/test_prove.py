"""Proofs of entries out of a record: they hold under both verifiers, alone on a machine, and disclose nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from parley.record.joint import Place, Record
from parley.record.proof import verify_proof
from parley.record.prove import prove
from parley.record.verdict import PROVED
from parley.record.verify import verify
from parley.seal.digest import leaf_hash
from parley.words.faults import OurFault
from tests.record.histories import History
from tests.record.sides import START_MS, Side, card
from tests.record.test_command import cards, export, run
from tests.record.test_verify import CARDS, TWO, small
from tests.refusals import refused
from tests.tidy.rules import ROOT
from tools import verify_record

__all__ = ["cards", "export"]  # fixtures


def record_of(files: dict[str, bytes]) -> Record:
    report = verify(files, CARDS).report
    assert report is not None
    return report.record


def places(record: Record) -> Iterator[Place]:
    for position in range(len(record)):
        yield record.at(position)


def alike(proof: bytes, cards: list[bytes]) -> dict[str, Any]:
    """What both verifiers say, which is the same."""
    one, other = dict(verify_proof(proof, cards).machine()), verify_record.verify_proof(proof, cards)
    assert one == other
    return other


# ---------------------------------------------------------------- each entry


@pytest.mark.parametrize("suite", [1, 2])
def test_each_entry_is_proved_by_its_number_with_its_first_receipt(suite: int) -> None:
    russia, _ = small(suite)
    files = russia.export()
    verdict = verify(files)
    assert verdict.report is not None
    record = verdict.report.record
    for number in range(1, record.numbered + 1):
        feed, index = record.at(number - 1)
        found = alike(prove(files, record, str(number)), [card(party, suite) for party in TWO])
        assert found["verdict"] == PROVED
        (shown,) = [each for each in found["entries"] if each["id"] == feed.tree.leaf(index).hex()]
        other = next(party for party in TWO if party != feed.party)
        assert shown["receipted"] == {other: record.storing_ms(feed, index, other)}
        assert len(found["entries"]) == 2
        assert [each["body"] for each in found["entries"] if each is not shown] == [None]


def test_an_entry_is_named_by_the_beginning_of_its_id() -> None:
    russia, _ = small()
    files = russia.export()
    record = record_of(files)
    for feed, index in places(record):
        name = feed.tree.leaf(index).hex()
        assert prove(files, record, name[:12]) == prove(files, record, name)


@pytest.mark.parametrize("ref", ["0", "999999", "abc", "ABCDEF0123", "00000000", "-1", "", "not an id", "1 2"])
def test_what_names_no_entry_is_refused(ref: str) -> None:
    russia, _ = small()
    files = russia.export()
    with refused("entry-unknown", OurFault):
        prove(files, record_of(files), ref)


def test_an_entry_without_a_receipt_is_proved_without_one() -> None:
    russia, _ = small()
    data = russia.state(START_MS + 90_000, "Nobody has this yet.")
    files = russia.export()
    found = alike(prove(files, record_of(files), leaf_hash(data).hex()), CARDS)
    assert [(each["receipted"], bytes.fromhex(each["body"])) for each in found["entries"]] == [
        ({}, b"Nobody has this yet.")
    ]


def test_a_body_that_was_erased_is_not_there_and_the_entry_is() -> None:
    russia, _ = small()
    files = russia.export(without_bodies=True)
    found = alike(prove(files, record_of(files), "5"), CARDS)
    assert [each["body"] for each in found["entries"]] == [None, None]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_proofs_out_of_histories_with_restarts_backups_and_three_parties(seed: int) -> None:
    parties = TWO if seed % 2 else ("FRA", "RUS", "USA")
    side: list[Side] = []
    History(seed, parties).run(40, side.append)
    files = side[-1].export()
    verdict = verify(files)
    assert verdict.report is not None
    record = verdict.report.record
    for feed, index in list(places(record))[::3]:
        found = alike(prove(files, record, feed.tree.leaf(index).hex()), [card(party) for party in parties])
        assert found["verdict"] == PROVED
        shown = next(each for each in found["entries"] if each["id"] == feed.tree.leaf(index).hex())
        stored = {party: record.storing_ms(feed, index, party) for party in parties if party != feed.party}
        assert shown["receipted"] == {party: time_ms for party, time_ms in stored.items() if time_ms is not None}


# ---------------------------------------------------------------- nothing else


def test_nothing_else_of_the_record_stands_in_it() -> None:
    russia, america = small()
    files = russia.export()
    record = record_of(files)
    entries = {leaf_hash(data): data for rows in russia.rows.values() for data in rows}
    for number in (5, 9, 14):
        feed, index = record.at(number - 1)
        proof = prove(files, record, str(number))
        shown = {bytes.fromhex(each["id"]) for each in alike(proof, CARDS)["entries"]}
        assert feed.tree.leaf(index) in shown
        for leaf, data in entries.items():
            assert (data in proof) == (leaf in shown), "bytes of entries"
        own = entries[feed.tree.leaf(index)]
        for committed, (salt, body) in (russia.bodies | america.bodies).items():
            assert (salt in proof or body in proof) == (committed in own), "bodies and salts"
        assert files["agreement.toml"] not in proof


def test_an_entry_more_in_it_would_be_found() -> None:
    """The control of the test above: a proof of two entries has both in it."""
    russia, _ = small()
    files = russia.export()
    record = record_of(files)
    one, other = prove(files, record, "5"), prove(files, record, "9")
    feed, index = record.at(8)
    data = russia.rows[feed.party, feed.id][index]
    assert data in other
    assert data not in one


# ---------------------------------------------------------------- the command, and a machine that holds nothing else


def test_a_proof_is_made_and_checked_by_command(
    export: Path, cards: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "entry.proof"
    code, out, err = run(capsys, "prove", export, 5, file)
    assert (code, err) == (0, "")
    assert f"parley record verify {file}" in out
    code, out, err = run(capsys, "verify", file, *cards)
    assert (code, err) == (0, "")
    assert out.startswith("Proved under these keys\n")
    assert "had it at" in out
    code, out, _ = run(capsys, "verify", file, "--json")
    assert code == 0
    assert json.loads(out) == verify_record.verify_proof(file.read_bytes())
    assert run(capsys, "prove", export, 5, file)[0] == 1, "nothing is written over"
    assert run(capsys, "prove", export, "ffffffff", tmp_path / "none")[0] == 1
    assert run(capsys, "prove", export, 5, tmp_path / "no" / "folder")[0] == 1
    file.write_bytes(file.read_bytes()[:-1])
    code, out, _ = run(capsys, "verify", file, *cards)
    assert code == 1
    assert "[proof-malformed]" in out


def test_no_proof_is_made_of_a_record_that_does_not_hold(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (entries,) = export.glob("feeds/RUS-*/entries")
    data = bytearray(entries.read_bytes())
    data[-1] ^= 1
    entries.write_bytes(data)
    code, _, err = run(capsys, "prove", export, 5, tmp_path / "entry.proof")
    assert code == 1
    assert "[entry-altered]" in err
    assert not (tmp_path / "entry.proof").exists()


@pytest.mark.slow
def test_a_machine_that_holds_nothing_else_checks_it_with_either_verifier(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    assert run(capsys, "prove", export, 5, alone / "entry.proof")[0] == 0
    for party in TWO:
        (alone / f"{party}.card").write_bytes(card(party))
    shutil.copy(ROOT / "tools/verify_record.py", alone)
    shutil.rmtree(export)
    names = [f"--card={party}.card" for party in TWO]
    second = [sys.executable, "-I", "verify_record.py", "proof", "entry.proof", *names, "--json"]
    one = subprocess.run(second, cwd=alone, capture_output=True, text=True, check=True, env={})
    main = [sys.executable, "-m", "parley", "record", "verify", "entry.proof", *names, "--json"]
    other = subprocess.run(
        main, cwd=alone, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT / "src")}
    )
    assert json.loads(one.stdout) == json.loads(other.stdout)
    assert json.loads(one.stdout)["verdict"] == PROVED
