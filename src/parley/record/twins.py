"""Two nodes of one party that sign at the same time, found from what their feeds name."""

from __future__ import annotations

from parley.record.entry import Entry, OpenKind
from parley.record.feed import Feed
from parley.record.joint import Record


class Doubles:
    """What the feeds of each author name of each other, by first entries and adoptions.

    A run names what older ones wrote. Where two name each other, neither had ended before the other began; and what
    names the feed of a run that lives, `alive`, was written while that lived.
    """

    __slots__ = ("alive", "found", "names")

    def __init__(self, alive: Feed | None = None) -> None:
        self.alive = alive
        self.names: dict[Feed, set[bytes]] = {}
        self.found: dict[Feed, None] = {}
        """Feeds of nodes that sign at the same time as another one of their party."""

    def note(self, record: Record, feed: Feed, entry: Entry) -> list[Feed]:
        """Take note of what an entry names; give the feeds with which its own is newly found to be of two at once."""
        if entry.kind not in {OpenKind.FIRST, OpenKind.ADOPTION} or type(entry.content) is not list:
            return []
        names = self.names.setdefault(feed, set())
        names |= {item[0] for item in entry.content if type(item) is list and item and type(item[0]) is bytes}
        others = [record.feeds[feed.party, name] for name in names if (feed.party, name) in record.feeds]
        both = [other for other in others if other is not feed and (other is self.alive or self.name(other, feed))]
        fresh = [other for other in both if feed not in self.found or other not in self.found]
        self.found |= dict.fromkeys([*fresh, feed] if fresh else [])
        return sorted(fresh, key=lambda other: other.id)

    def name(self, feed: Feed, other: Feed) -> bool:
        """Say whether a feed names another one."""
        return other.id in self.names.get(feed, ())
