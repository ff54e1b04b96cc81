"""A head over entries that the receiver has not all got: the hashes that stand for the gap (docs/spec/line.md)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parley.record.merkle import Tree
from parley.seal.digest import node_hash


def gap_hashes(tree: Tree, start: int, index: int) -> list[bytes]:
    """Give the hashes of the largest subtrees that fill [start, index) in the tree of size index + 1."""
    return [tree.subtree(low, high) for low, high in _gap(0, index + 1, start, index)]


def root_over_gap(tree: Tree, start: int, index: int, hashes: Sequence[bytes], leaf: bytes) -> bytes | None:
    """Compute the root at size index + 1 from own leaves below `start`, the gap's hashes, and the leaf at `index`.

    Gives None where the hashes are not as many as the gap needs; `start` is at most the tree's size.
    """
    wanted = list(_gap(0, index + 1, start, index))
    if len(wanted) != len(hashes) or start > tree.size or start > index:
        return None
    return _root(tree, (0, index + 1), start, dict(zip(wanted, hashes, strict=True)), leaf)


def _split(low: int, high: int) -> int:
    return low + (1 << (high - low - 1).bit_length() - 1)


def _gap(low: int, high: int, start: int, index: int) -> Iterator[tuple[int, int]]:
    if high <= start or low >= index:
        return
    if low >= start and high <= index:
        yield low, high
        return
    middle = _split(low, high)
    yield from _gap(low, middle, start, index)
    yield from _gap(middle, high, start, index)


def _root(tree: Tree, span: tuple[int, int], start: int, given: dict[tuple[int, int], bytes], leaf: bytes) -> bytes:
    low, high = span
    if span in given:
        return given[span]
    if high <= start:
        return tree.subtree(low, high)
    if high - low == 1:
        return leaf
    middle = _split(low, high)
    return node_hash(_root(tree, (low, middle), start, given, leaf), _root(tree, (middle, high), start, given, leaf))
