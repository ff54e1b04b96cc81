"""Both verifiers find in each vector what it says: the verdict, the fault's code and its place."""

from __future__ import annotations

import base64
import importlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.verifier.faults import vectors
from tests.verifier.vector import Vector
from tools import verify_record

VECTORS = Path(__file__).parents[1] / "vectors" / "record"
# Each code of docs/spec/record.md section 9.
CODES = {
    "record-files",
    "record-version",
    "card-malformed",
    "key-weak",
    "card-signature",
    "card-differs",
    "line-differs",
    "entries-framing",
    "head-malformed",
    "head-size",
    "head-signature",
    "head-revoked",
    "entry-altered",
    "leaf-altered",
    "root-differs",
    "bodies-framing",
    "body-altered",
    "founding-missing",
    "founding-differs",
    "body-erased-early",
}

Verify = Callable[[Mapping[str, bytes], Sequence[bytes]], dict[str, Any]]


def second(files: Mapping[str, bytes], cards: Sequence[bytes]) -> dict[str, Any]:
    return verify_record.verify(files, cards, timeline=True)


def main(files: Mapping[str, bytes], cards: Sequence[bytes]) -> dict[str, Any]:
    verdict = importlib.import_module("parley.record.verify").verify(files, cards)
    machine: dict[str, Any] = json.loads(json.dumps(verdict.machine(timeline=True)))
    return machine


VERIFIERS: dict[str, Verify] = {"tools/verify_record.py": second, "parley.record.verify": main}


def load(name: str) -> tuple[dict[str, bytes], list[bytes], dict[str, Any]]:
    vector = json.loads((VECTORS / f"{name}.json").read_text())
    files = load(vector["like"])[0] if vector["like"] else {}
    for file, text in vector["files"].items():
        if text is None:
            del files[file]
        else:
            files[file] = base64.b64decode(text)
    return files, [base64.b64decode(card) for card in vector["cards"]], vector["expect"]


def agrees(found: Mapping[str, Any], expect: Mapping[str, Any]) -> None:
    """The verdict has all that is expected; of a fault all but the sentence for a person."""
    if found["fault"]:
        assert found["fault"].pop("detail")
    assert {name: found.get(name) for name in expect} == expect
    if found["verdict"] == "refused":
        assert all(found[name] is None for name in found if name not in {"verdict", "fault", "timeline"})


@pytest.mark.parametrize("verifier", VERIFIERS)
@pytest.mark.parametrize("name", sorted(path.stem for path in VECTORS.glob("*.json")))
def test_a_vector_is_judged_as_it_says(name: str, verifier: str) -> None:
    files, cards, expect = load(name)
    agrees(VERIFIERS[verifier](files, cards), expect)


@pytest.mark.parametrize("vector", list(vectors()), ids=lambda vector: vector.name)
def test_a_vector_made_now_is_judged_as_it_says(vector: Vector) -> None:
    agrees(second(vector.files, vector.cards), vector.expect())


def test_every_code_has_a_vector_and_every_vector_is_kept() -> None:
    made = list(vectors())
    assert {vector.code for vector in made if vector.code} == CODES
    assert sorted(vector.name for vector in made) == sorted(path.stem for path in VECTORS.glob("*.json"))
    assert len({vector.name for vector in made}) == len(made)


def test_a_wrong_expectation_is_noticed() -> None:
    files, cards, expect = load("entry-bit")
    expect["fault"]["index"] += 1
    with pytest.raises(AssertionError):
        agrees(second(files, cards), expect)
