"""The verifier's joint order, numbers and storing times are those of a slow reading of sections 6 and 7."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from tests.verifier import oracle
from tests.verifier.writer import Feed, Party, Record, Value, cbor, seed
from tools import verify_record

HISTORIES = 400
PARTIES = {count: [Party(code) for code in ("ALFA", "BRAVO", "CHARLIE")[:count]] for count in (2, 3)}


class Story:
    """A random history: restarts, old backups that go on, losses, skewed clocks, and some who keep no rules."""

    def __init__(self, number: int) -> None:
        self.dice = random.Random(number)
        self.record = Record(PARTIES[self.dice.choice((2, 2, 3))])
        self.fields: dict[oracle.Node, Any] = {}
        self.taken: dict[bytes, dict[bytes, int]] = {}
        self.skew = {party.code: self.dice.choice((0, 0, -3000, 5000)) for party in self.record.parties}
        self.honest = self.dice.random() < 0.5
        for party in self.record.parties:
            feed = self.start(party, [])
            self.add(feed, kind=2, content=self.record.founding())
        for _ in range(self.dice.randrange(8, 40)):
            self.turn()
        if self.dice.random() < 0.4:
            self.cut()

    def clock(self, feed: Feed) -> int:
        now = self.record.clock_ms = self.record.clock_ms + self.dice.choice((0, 0, 400, 1000))
        return max(0, now + self.skew[feed.party.code] + self.dice.choice((0, 0, 0, -2000)))

    def add(self, feed: Feed, **fields: Value) -> None:
        fields = {"clock_ms": self.clock(feed)} | fields
        self.fields[feed.party.code, feed.id, len(feed.leaves)] = feed.fields(**fields)
        feed.add(**fields)

    def start(self, party: Party, older: list[Feed]) -> Feed:
        feed = self.record.bare_feed(party, self.dice.randbytes(8))
        names = []
        self.taken[feed.id] = {}
        for other in older:
            # A store restored from a backup holds less than the feed has.
            size = self.dice.choice(
                (len(other.leaves), len(other.leaves), self.dice.randrange(1, len(other.leaves) + 1))
            )
            names.append(other.named(size, self.root())[1:])
        self.add(feed, kind=1, content=sorted(names), seen=self.seen(feed) if older else [])
        return feed

    def root(self) -> bytes | None:
        return seed("false") if self.dice.random() < 0.02 else None

    def seen(self, feed: Feed) -> list[Any]:
        items = []
        taken = self.taken[feed.id]
        for other in self.record.feeds:
            if other.party is feed.party or self.dice.random() < 0.4:
                continue
            size = self.dice.randrange(taken.get(other.id, 0) if self.honest else 0, len(other.leaves) + 1)
            if size and (size > taken.get(other.id, 0) or not self.honest):
                items.append(other.named(size, self.root()))
                taken[other.id] = size
        return items

    def beyond(self, feed: Feed) -> list[Any]:
        other = self.dice.choice(self.record.feeds)
        if other.party is feed.party or self.dice.random() < 0.8:
            return []
        index = self.dice.randrange(len(other.leaves))
        return [[other.party.code, other.id, index, self.root() or other.ids[index]]]

    def turn(self) -> None:
        feed = self.dice.choice(self.record.feeds)
        own = [f for f in self.record.feeds if f.party is feed.party]
        match self.dice.randrange(20):
            case 0 | 1 if len(own) < 4:
                older = own if self.dice.random() < 0.5 else self.dice.sample(own, self.dice.randrange(len(own) + 1))
                self.start(feed.party, older)
            case 2:
                self.fields[feed.party.code, feed.id, len(feed.leaves)] = None
                feed.add_leaf(self.dice.choice((b"", b"\xff", cbor(feed.fields(index=77)), cbor(feed.fields(kind=1)))))
            case 3:
                nowhere = ["ALFA" if feed.party.code != "ALFA" else "BRAVO", bytes(8), 3, seed("lost")]
                if self.dice.random() < 0.3:
                    self.add(feed, seen=[nowhere])
            case _:
                self.add(feed, seen=self.seen(feed), beyond=self.beyond(feed))

    def cut(self) -> None:
        feed = self.dice.choice([f for f in self.record.feeds if len(f.leaves) > 2] or self.record.feeds)
        del feed.leaves[self.dice.randrange(2, len(feed.leaves) + 1) :]

    def files(self) -> dict[str, bytes]:
        return self.record.files()


def compare(story: Story) -> oracle.Verdict:
    codes = [party.code for party in story.record.parties]
    wanted = oracle.judge(story.record.feeds, story.fields, codes)
    found = verify_record.verify(story.files(), timeline=True)
    assert found["fault"] is None
    rows = [(row[1], bytes.fromhex(row[2]), row[3]) for row in found["timeline"]]
    assert rows == wanted.order
    assert [row[0] for row in found["timeline"][: wanted.numbered]] == list(range(1, wanted.numbered + 1))
    assert found["joint"] == {"size": wanted.numbered, "root": wanted.root.hex()}
    assert [row[6] for row in found["timeline"]] == [wanted.times[node] for node in wanted.order]
    assert found["false_seen"] == wanted.false
    assert found["without_place"] == found["entries"] - len(wanted.order)
    return wanted


def compare_all() -> list[oracle.Verdict]:
    return [compare(Story(number)) for number in range(HISTORIES)]


@pytest.mark.slow
def test_random_histories_are_read_alike() -> None:
    met: Counter[str] = Counter()
    for wanted in compare_all():
        met["tied by rule 4"] += wanted.tied > 0
        met["circle left out"] += wanted.left_out > 0
        met["order moved"] += wanted.moved
        met["false"] += wanted.false > 0
        met["without place"] += len(wanted.order) < len(wanted.times)
        met["numbered"] += wanted.numbered > 4
    assert min(met.values()) >= 10, met
    assert len(met) == 6


def without_rule_4(_order: object, _feeds: object) -> dict[object, object]:
    return {}


def no_circle(_self: object, _source: object, _target: object) -> bool:
    return False


def nothing_inherited(_self: object, _first: object) -> dict[object, object]:
    return {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "defect"),
    [("interleave", without_rule_4), ("Edges.path", no_circle), ("Weaver.inherited", nothing_inherited)],
)
def test_a_defect_planted_in_rule_4_is_found(name: str, defect: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"tools.verify_record.{name}", defect)
    with pytest.raises(AssertionError):
        compare_all()
