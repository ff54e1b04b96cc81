"""Who released what in a record: the evidence of each placed entry, judged by the keys named before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple, TypeAlias

from parley.record.entry import Entry, decode_entry
from parley.record.feed import Feed
from parley.record.folder import split_entries
from parley.record.release import Judged, OfficerKeys, released_by

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"


class Release(NamedTuple):
    """An entry with release evidence: its draft digest, and each seat's assertion as it is judged."""

    party: str
    feed: bytes
    index: int  # type: ignore[assignment]
    digest: bytes
    seats: tuple[Judged, ...]

    def machine(self) -> Json:
        """Give the machine form."""
        seats: list[Json] = [{"seat": each.seat, "refused": each.code or None} for each in self.seats]
        place: dict[str, Json] = {"party": self.party, "feed": self.feed.hex(), "index": self.index}
        return {**place, "digest": self.digest.hex(), "seats": seats}


class Kept(NamedTuple):
    """What a feed has of releases: entries that name or revoke keys, and by index those that may have evidence."""

    feed: Feed
    officers: Sequence[tuple[int, Entry]]
    proved: Sequence[tuple[int, bytes, bytes]]


def kept_of(
    feed: Feed, entries: bytes, officers: Sequence[tuple[int, Entry]], proved: Sequence[tuple[int, bytes]]
) -> Kept:
    """Give what a feed has of releases, from its file of entries and from bodies with their indexes."""
    found = split_entries(entries)[0] if proved else []
    return Kept(feed, officers, [(index, found[index], body) for index, body in proved])


def releases(feeds: Iterable[Kept]) -> tuple[Release, ...]:
    """Judge the evidence of each placed entry, in joint order. No record is refused for it."""
    kept, officers = list(feeds), OfficerKeys()
    for each in kept:
        for index, entry in each.officers:
            officers.note(entry, partial(each.feed.position_of, index))
    found = []
    for each in kept:
        for index, entry_bytes, body in each.proved:
            position = each.feed.position_of(index)
            if position is None:
                continue
            shown = released_by(decode_entry(entry_bytes), body, officers, position)
            if shown is not None:
                found.append((position, Release(each.feed.party, each.feed.id, index, *shown)))
    return tuple(release for _, release in sorted(found))
