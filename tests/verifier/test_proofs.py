"""Proofs of entries: what they show, what is refused, and that both verifiers agree (docs/spec/record.md 12)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from parley.record.proof import verify_proof
from tests.verifier.parts import Story, body_of, entry, head, inclusion, proof, story
from tests.verifier.shown import VECTORS, cases
from tests.verifier.writer import seed, small, tree
from tools import verify_record

Verify = Callable[[bytes, Sequence[bytes]], dict[str, Any]]


def main(data: bytes, cards: Sequence[bytes]) -> dict[str, Any]:
    return dict(verify_proof(data, cards).machine())


VERIFIERS: dict[str, Verify] = {"tools/verify_record.py": verify_record.verify_proof, "parley.record.proof": main}


@pytest.mark.parametrize("verifier", VERIFIERS)
@pytest.mark.parametrize("path", sorted(VECTORS.glob("*.json")), ids=lambda path: path.stem)
def test_a_proof_is_judged_as_it_says(path: Path, verifier: str) -> None:
    vector = json.loads(path.read_text())
    cards = [base64.b64decode(card) for card in vector["cards"]]
    found = VERIFIERS[verifier](base64.b64decode(vector["proof"]), cards)
    if found["fault"]:
        assert found["fault"].pop("detail")
    assert found == vector["expect"]


def test_every_proof_is_kept() -> None:
    names = [case.name for case in cases()]
    assert len(set(names)) == len(names)
    assert sorted(names) == sorted(path.stem for path in VECTORS.glob("*.json"))


def test_the_longest_body_fits_and_one_byte_more_does_not() -> None:
    for length, verdict in ((65_536, "consistent, keys not compared"), (65_537, "refused")):
        record = small()
        feed = record.feeds[0]
        index = feed.say(bytes(length))
        told = Story(record, index, index, index)
        lone = entry(0, feed, index, body=body_of(feed, index))
        data = proof(told, feeds=[head(feed)], entries=[lone])
        assert [verify(data, [])["verdict"] for verify in VERIFIERS.values()] == [verdict] * 2


def test_paths_lead_where_they_should_and_nowhere_else() -> None:
    leaves = [seed("leaf", number) for number in range(20)]
    for size in range(1, 21):
        root = tree(leaves[:size])
        for index in range(size):
            path = inclusion(index, leaves[:size])
            assert verify_record.path_includes(leaves[index], index, size, root, path)
            for wrong in ([*path, seed()], path[:-1]):
                if wrong != path:
                    assert not verify_record.path_includes(leaves[index], index, size, root, wrong)
            other = (index + 1) % size
            if size > 1:
                assert not verify_record.path_includes(leaves[index], other, size, root, path)
            assert not verify_record.path_includes(seed(), index, size, root, path)


@pytest.mark.slow
def test_a_changed_byte_anywhere_is_refused_or_says_nothing_else_and_alike_by_both() -> None:
    data, random = proof(story()), Random(12)
    good = main(data, [])
    places = {*range(120), *random.sample(range(len(data)), 400)}
    for at in sorted(places):
        changed = bytearray(data)
        changed[at] ^= 1 << random.randrange(8)
        found = [verify(bytes(changed), []) for verify in VERIFIERS.values()]
        for each in found:
            if each["fault"]:
                each["fault"].pop("detail")
        assert found[0] == found[1], at
        assert found[0]["verdict"] == "refused" or found[0] == good, at
