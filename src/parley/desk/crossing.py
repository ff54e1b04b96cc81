"""Two sides that ask each other at once for the same pairing: one call comes of it, the same one for both."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Asked(NamedTuple):
    """A call request: its entry, the pairing, who asked, and whom."""

    id: bytes
    pairing: str
    author: str
    to: frozenset[str]


def crossings(requests: Iterable[Asked], had_seen: Callable[[Asked, Asked], bool]) -> dict[bytes, bytes]:
    """Map each request that crossed an earlier one to that one, in which the call goes on.

    `requests` stand in joint order; `had_seen(later, earlier)` says whether the later's author had the earlier when it
    asked. A request crosses the last one of the same pairing that asks its author, is asked of by it, and crossed none.
    """
    one_with: dict[bytes, bytes] = {}
    standing: dict[tuple[str, str], Asked] = {}
    for request in requests:
        others = [standing[key] for party in request.to if (key := (request.pairing, party)) in standing]
        crossed = [each for each in others if request.author in each.to and not had_seen(request, each)]
        if crossed:
            # Of several that it crossed, the first to ask: their places in `standing` are in joint order.
            order = [each.id for each in standing.values()]
            one_with[request.id] = min(crossed, key=lambda each: order.index(each.id)).id
        else:
            standing.pop((request.pairing, request.author), None)
            standing[request.pairing, request.author] = request
    return one_with
