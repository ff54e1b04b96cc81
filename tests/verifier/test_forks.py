"""Proofs of equivocation: what proves two histories, and what does not (docs/spec/record.md section 10)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from parley.record.fork import verify_fork
from tests.verifier.forks import VECTORS, leaves, proofs
from tests.verifier.writer import consistency, seed, tree
from tools import verify_record

Verify = Callable[[bytes, bytes | None], dict[str, Any]]


def main(proof: bytes, card: bytes | None) -> dict[str, Any]:
    return dict(verify_fork(proof, card).machine())


VERIFIERS: dict[str, Verify] = {"tools/verify_record.py": verify_record.verify_fork, "parley.record.fork": main}


@pytest.mark.parametrize("verifier", VERIFIERS)
@pytest.mark.parametrize("path", sorted(VECTORS.glob("*.json")), ids=lambda path: path.stem)
def test_a_proof_is_judged_as_it_says(path: Path, verifier: str) -> None:
    vector = json.loads(path.read_text())
    card = base64.b64decode(vector["card"]) if vector["card"] else None
    found = VERIFIERS[verifier](base64.b64decode(vector["proof"]), card)
    if found["fault"]:
        assert found["fault"].pop("detail")
    assert {name: found[name] for name in vector["expect"]} == vector["expect"]


def test_every_proof_is_kept() -> None:
    assert sorted(proof.name for proof in proofs()) == sorted(path.stem for path in VECTORS.glob("*.json"))


def test_paths_lead_where_they_should_and_nowhere_else() -> None:
    one = leaves(20)
    for small, large in combinations(range(1, 21), 2):
        path = consistency(small, one[:large])
        start, end = tree(one[:small]), tree(one[:large])
        assert verify_record.path_leads((small, large), start, end, path)
        assert not verify_record.path_leads((small, large), seed(), end, path)
        assert not verify_record.path_leads((small, large), start, seed(), path)
        assert not verify_record.path_leads((small, large), start, end, [*path, seed()])
        assert not verify_record.path_leads((small, large), start, end, path[:-1])
        for at in range(len(path)):
            assert not verify_record.path_leads((small, large), start, end, [*path[:at], seed(), *path[at + 1 :]])
