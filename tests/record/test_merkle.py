"""Trees and their proofs against the vectors of others, and against the recursive definition of RFC 6962."""

from __future__ import annotations

import base64
from itertools import pairwise

import pytest

from parley.record.merkle import Tree, consistent, included, root_of
from parley.seal.digest import leaf_hash, sha256
from tests.external import load, ran

LEAVES = [leaf_hash(bytes([n])) for n in range(70)]


def defined(leaves: list[bytes]) -> bytes:
    """The root as RFC 6962 section 2.1 defines it."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"")
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + defined(leaves[:split]) + defined(leaves[split:]))


def octets(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def test_vectors_of_others() -> None:
    cases = load("merkle_proofs.json")
    stricter = []
    for name, case in cases.items():
        path = [octets(item) for item in case["proof"] or []]
        if name.startswith("consistency"):
            hashes = octets(case["root1"]), octets(case["root2"])
            good = consistent(case["size1"], case["size2"], *hashes, path)
        else:
            hashes = octets(case["leafHash"]), octets(case["root"])
            good = included(hashes[0], case["leafIdx"], case["treeSize"], path, hashes[1])
        if not case["wantErr"] and any(len(item) != 32 for item in (*hashes, *path)):
            stricter.append(name)
            assert not good, name
        else:
            assert good is not case["wantErr"], name
    assert stricter == ["consistency/additional/sizes-are-equal-one-and-proof-is-empty.json"]
    ran("merkle_proofs.json", len(cases), of=196, note="1 with roots of 12 bytes refused")


def test_every_root_of_a_growing_tree_is_the_defined_one() -> None:
    tree = Tree()
    for size in range(len(LEAVES) + 1):
        assert tree.root() == defined(LEAVES[:size]) == root_of(LEAVES[:size])
        if size < len(LEAVES):
            tree.append(LEAVES[size])
    for size in range(len(LEAVES) + 1):
        assert tree.root(size) == defined(LEAVES[:size])
    assert tree.leaves() == b"".join(LEAVES)


def test_a_truncated_tree_grows_on_as_if_the_rest_had_never_been() -> None:
    for size in range(len(LEAVES)):
        tree = Tree(LEAVES)
        tree.truncate(size)
        assert (tree.size, tree.root()) == (size, defined(LEAVES[:size]))
        tree.append(sha256(b"another"))
        assert tree.root() == defined([*LEAVES[:size], sha256(b"another")])


def test_each_leaf_of_each_tree_is_shown_and_nothing_else() -> None:
    tree = Tree(LEAVES)
    for size in range(1, 34):
        root = tree.root(size)
        for index in range(size):
            path = tree.inclusion(index, size)
            assert included(LEAVES[index], index, size, path, root)
            assert not included(LEAVES[index + 1], index, size, path, root)
            assert not included(LEAVES[index], index, size, [*path, root], root)
            assert not included(LEAVES[index], index, size, path, sha256(root))
            assert not (path and included(LEAVES[index], index, size, path[:-1], root))
        assert not included(LEAVES[0], size, size, [], root)


def test_each_tree_begins_each_larger_one_and_no_other() -> None:
    tree = Tree(LEAVES)
    for new in range(1, 34):
        for old in range(1, new + 1):
            path, start, root = tree.consistency(old, new), tree.root(old), tree.root(new)
            assert consistent(old, new, start, root, path)
            assert not consistent(old, new, sha256(start), root, path)
            assert not consistent(old, new, start, sha256(root), path)
            assert not consistent(old, new, start, root, [*path, root])
            assert not (path and consistent(old, new, start, root, path[:-1]))


@pytest.mark.parametrize("more", [LEAVES[33:33], LEAVES[40:60]], ids=["no more leaves", "others behind it"])
def test_what_is_behind_the_leaves_is_taken_from_a_proof_that_was_shown(more: list[bytes]) -> None:
    whole = Tree(LEAVES)
    for new in range(2, 34):
        for reach in range(1, new):
            tree = Tree([*LEAVES[:reach], *more])
            shown = whole.consistency(reach, new)
            for old in range(1, reach + 1):
                assert tree.consistency(old, new, (reach, b"".join(shown))) == whole.consistency(old, new)


@pytest.mark.parametrize("sizes", [(0, 3), (4, 3), (-1, 3)])
def test_sizes_that_no_two_trees_have_are_refused(sizes: tuple[int, int]) -> None:
    assert not consistent(*sizes, LEAVES[0], LEAVES[0], [])


def test_hashes_of_another_length_are_refused() -> None:
    tree = Tree(LEAVES)
    path, root = tree.inclusion(2, 8), tree.root(8)
    assert not included(LEAVES[2], 2, 8, [path[0] + b"\x00", *path[1:]], root)
    path = tree.consistency(3, 8)
    assert not consistent(3, 8, tree.root(3), root, [path[0][:31], *path[1:]])


def test_two_trees_that_part_give_no_proof() -> None:
    one, other = Tree(LEAVES[:20]), Tree([*LEAVES[:9], *LEAVES[30:41]])
    for old, new in pairwise((9, 12, 16, 20)):
        path = other.consistency(old, new)
        assert consistent(old, new, one.root(old), other.root(new), path) is (old <= 9)
