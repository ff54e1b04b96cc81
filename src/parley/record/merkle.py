"""The Merkle tree of a feed (RFC 6962): append, roots of every size, proofs of inclusion and consistency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from parley.seal.digest import EMPTY_ROOT, node_hash


class Tree:
    """A growing tree over leaf hashes. Keeps every complete node, 64 bytes a leaf, so any root is log(n) hashes."""

    __slots__ = ("_levels", "size")

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.size = 0
        self._levels: list[bytearray] = [bytearray()]
        for leaf in leaves:
            self.append(leaf)

    def append(self, leaf: bytes) -> None:
        """Add a leaf hash of 32 bytes."""
        levels = self._levels
        levels[0] += leaf
        self.size += 1
        count, height = self.size, 0
        while not count & 1:
            row = levels[height]
            height += 1
            if height == len(levels):
                levels.append(bytearray())
            levels[height] += node_hash(bytes(row[-64:-32]), bytes(row[-32:]))
            count >>= 1

    def truncate(self, size: int) -> None:
        """Forget the leaves from `size` on."""
        for height, row in enumerate(self._levels):
            del row[(size >> height) * 32 :]
        self.size = min(size, self.size)

    def leaf(self, index: int) -> bytes:
        """Give the leaf hash at an index below the size."""
        return bytes(self._levels[0][index * 32 : index * 32 + 32])

    def leaves(self) -> bytes:
        """Give all leaf hashes, one behind the other."""
        return bytes(self._levels[0])

    def root(self, size: int | None = None) -> bytes:
        """Give the root of the first `size` leaves (all, if None); size is at most the tree's."""
        rest = size = self.size if size is None else size
        root = b"" if size else EMPTY_ROOT
        height = 0
        while rest:
            if rest & 1:  # a complete subtree of 2**height leaves, the last of that height
                place = (rest - 1) * 32
                node = bytes(self._levels[height][place : place + 32])
                root = node_hash(node, root) if root else node
            rest >>= 1
            height += 1
        return root

    def subtree(self, start: int, stop: int) -> bytes:
        """Give the hash over leaves [start, stop), where start is a multiple of the power of two above the width."""
        width = stop - start
        if width & (width - 1) == 0:
            height = width.bit_length() - 1
            place = (start >> height) * 32
            return bytes(self._levels[height][place : place + 32])
        split = _split(start, stop)
        return node_hash(self.subtree(start, split), self.subtree(split, stop))

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """Give the audit path of a leaf in the tree of the first `size` leaves (RFC 6962 section 2.1.1)."""
        path: list[bytes] = []
        start, stop = 0, size
        while stop - start > 1:
            split = _split(start, stop)
            if index < split:
                path.append(self.subtree(split, stop))
                stop = split
            else:
                path.append(self.subtree(start, split))
                start = split
        return path[::-1]

    def consistency(self, old: int, new: int, shown: tuple[int, bytes] | None = None) -> list[bytes]:
        """Give the proof that the first `old` leaves begin the first `new` (RFC 6962 section 2.1.2); 0 < old <= new.

        Where `new` is above what is known, `shown` is a size from `old` on and the proof from it to `new`, its hashes
        one behind the other, which `consistent` accepted.
        """
        reach, path = shown or (self.size, b"")
        hashes = [path[at : at + 32] for at in range(0, len(path), 32)]
        beyond = dict(zip(_proof(reach, new), hashes, strict=True)) if path else {}
        return [self._node(start, stop, reach, beyond) for start, stop in _proof(old, new)]

    def _node(self, start: int, stop: int, reach: int, beyond: Mapping[tuple[int, int], bytes]) -> bytes:
        """Give the hash over leaves [start, stop); what stands over those from `reach` on is in `beyond`."""
        if stop <= reach:
            return self.subtree(start, stop)
        if (start, stop) in beyond:
            return beyond[start, stop]
        split = _split(start, stop)
        return node_hash(self._node(start, split, reach, beyond), self._node(split, stop, reach, beyond))


def _split(start: int, stop: int) -> int:
    """Give where the right-hand subtree of that over leaves [start, stop) begins."""
    return start + (1 << (stop - start - 1).bit_length() - 1)


def _proof(old: int, new: int) -> list[tuple[int, int]]:
    """Give the ranges of leaves over which the hashes of a consistency proof stand, in its order."""
    ranges: list[tuple[int, int]] = []
    start, stop, whole = 0, new, True
    while stop != old:
        split = _split(start, stop)
        if old <= split:
            ranges.append((split, stop))
            stop = split
        else:
            ranges.append((start, split))
            start, whole = split, False
    if not whole:
        ranges.append((start, stop))
    return ranges[::-1]


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Give the root over leaf hashes."""
    return Tree(leaves).root()


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Say whether the path shows `leaf` at `index` of the tree of `size` with this root (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size or any(len(item) != 32 for item in (leaf, root, *path)):
        return False
    node, last, place = leaf, size - 1, index
    for item in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(item, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, item)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def consistent(old: int, new: int, start: bytes, root: bytes, path: Sequence[bytes]) -> bool:
    """Say whether the path leads from `start`, the root at `old`, to `root` at `new` (RFC 9162 section 2.1.4.2)."""
    if not 0 < old <= new or any(len(item) != 32 for item in (start, root, *path)):
        return False
    if old == new:
        return not path and start == root
    hashes = [start, *path] if old & (old - 1) == 0 else list(path)
    if not hashes:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    older = newer = hashes[0]
    for item in hashes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            older, newer = node_hash(item, older), node_hash(item, newer)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            newer = node_hash(newer, item)
        place, last = place >> 1, last >> 1
    return last == 0 and older == start and newer == root
