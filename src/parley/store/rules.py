"""What every store holds its callers to, whatever it writes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from parley.node.ports import Row
from parley.words.faults import OurFault

FeedName = tuple[str, bytes]
"""The party that writes a feed, and the feed's id."""


def grown(size_of: Callable[[FeedName], int], rows: Iterable[Row]) -> dict[FeedName, int]:
    """Return the new size of each feed that `rows` continue, given the present ones.

    Raises OurFault (store-gap) at the first row whose index is not its feed's size at that point.
    """
    new: dict[FeedName, int] = {}
    for row in rows:
        name = (row.party, row.feed)
        size = new[name] if name in new else size_of(name)
        if row.index != size:
            raise OurFault(
                "store-gap",
                f"Feed {row.feed.hex()} of {row.party} has {size} entries; {row.index} does not continue it.",
            )
        new[name] = size + 1
    return new
