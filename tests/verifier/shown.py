"""Proofs of entries, good and bad, with what a verifier must say. Run it to write tests/vectors/proof anew.

python -m tests.verifier.shown
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.verifier import rotations
from tests.verifier.parts import Story, body_of, clock, entry, head, proof, shown, story, thread, under
from tests.verifier.writer import Feed, Party, Value, cbor, leaf, seed, small

VECTORS = Path(__file__).parents[1] / "vectors" / "proof"
WEAK = bytes(32)


@dataclass
class Case:
    """A proof, and the code and place of its fault or none; `shown` counts entries that it shows."""

    name: str
    about: str
    data: bytes
    code: str = ""
    place: tuple[str | None, Feed | None, int | None] = (None, None, None)
    cards: list[bytes] = field(default_factory=list)
    told: Story = field(default_factory=story)
    shown: list[dict[str, Any]] = field(default_factory=list)

    def expect(self) -> dict[str, Any]:
        if self.code:
            party, feed, index = self.place
            where = {"file": None, "party": party, "feed": feed and feed.id.hex(), "index": index}
            fault = {"code": self.code, **where}
            return {"verdict": "refused", "fault": fault, "line": None, "entries": None}
        verdict = "proved under these keys" if self.cards else "consistent, keys not compared"
        return {"verdict": verdict, "fault": None, "line": self.told.record.line.hex(), "entries": self.shown}


def whole(told: Story) -> list[dict[str, Any]]:
    """What the proof of the whole thread shows."""
    a, b = told.alfa, told.bravo
    last, remark = told.query + 1, told.reply - 1
    return [
        shown(a, told.query, 33, b"Was that you?", receipted={"BRAVO": clock(b.leaves[remark])}),
        shown(a, last, 0),
        shown(b, remark, 32),
        shown(
            b,
            told.reply,
            35,
            b"It was not.",
            thread=leaf(a.leaves[told.query]).hex(),
            receipted={"ALFA": clock(a.leaves[last])},
        ),
    ]


def cases() -> Iterator[Case]:
    yield from good()
    yield from bad_forms()
    yield from bad_cards()
    yield from bad_entries()
    yield from bad_receipts()


def good() -> Iterator[Case]:
    told = story()
    a, b = told.alfa, told.bravo
    yield Case("thread", "A thread with a receipt for each entry.", proof(told), shown=whole(told))
    cards = [party.card() for party in told.record.parties]
    yield Case("with-cards", "The same under the cards given.", proof(told), cards=cards, shown=whole(told))
    later = [told.record.parties[1].card(), told.record.parties[0].other_card(transport=b"a later certificate")]
    yield Case("with-later-card", "A later card of the same root keys.", proof(told), cards=later, shown=whole(told))
    lone = entry(0, a, told.query, body=body_of(a, told.query))
    one = proof(told, feeds=[head(a)], entries=[lone])
    yield Case("one", "One entry without a receipt.", one, shown=[shown(a, told.query, 33, b"Was that you?")])
    without = proof(told, feeds=[head(a)], entries=[entry(0, a, told.query)])
    yield Case("no-body", "One entry without its body.", without, shown=[shown(a, told.query, 33)])
    named = [entry(0, a, told.query, receipts=[[1, None]]), entry(1, b, told.single)]
    found = [shown(a, told.query, 33, receipted={"BRAVO": clock(b.leaves[told.single])}), shown(b, told.single, 0)]
    yield Case("singly", "A receipt that names the entry beyond a gap.", proof(told, entries=named), shown=found)
    both = [entry(0, a, told.query, receipts=[[1, None], [2, under(told, a, told.query, b, told.reply - 1)]])]
    both += [entry(1, b, told.single), entry(1, b, told.reply - 1)]
    found = [found[0], found[1], shown(b, told.reply - 1, 32)]
    yield Case("two-receipts", "Two receipts; the earlier counts.", proof(told, entries=both), shown=found)
    first = entry(0, a, 0)
    opening = proof(told, feeds=[head(a)], entries=[first])
    yield Case("first", "A first entry.", opening, shown=[shown(a, 0, 1)])
    yield rotated()
    s2 = story(2)
    yield Case("suite-2", "The same in suite S2.", proof(s2), told=s2, shown=whole(s2))


def rotated() -> Case:
    """Heads under two keys of ALFA: both its cards are in the proof."""
    told = rotations.story()
    said = {told.old.id: told.old.said[-1], told.new.id: told.new.say(b"Under the new key.")}
    cards = sorted([told.old.party.card(), told.new.party.card()])
    feeds = sorted((told.old, told.new), key=lambda feed: feed.id)
    entries = [(number, feed, said[feed.id]) for number, feed in enumerate(feeds)]
    fields = {
        "version": 1,
        "agreement": sha256(told.record.agreement).digest(),
        "cards": [*cards, told.bravo.party.card()],
        "feeds": [head(feed) for feed in feeds],
        "entries": [entry(*each) for each in entries],
    }
    found = [shown(feed, index, 32) for _, feed, index in entries]
    kept = Story(told.record, 0, 0, 0)
    return Case("two-keys", "Heads under two keys of one party.", cbor(list(fields.values())), told=kept, shown=found)


def bad_forms() -> Iterator[Case]:
    told = story()
    a = told.alfa
    entries = thread(told)

    def bad(name: str, about: str, **fields: Value) -> Case:
        return Case(name, about, proof(told, **fields), "proof-malformed")

    def changed(number: int, place: int, value: Value) -> list[list[Any]]:
        return [
            *entries[:number],
            [*entries[number][:place], value, *entries[number][place + 1 :]],
            *entries[number + 1 :],
        ]

    yield Case("empty", "Nothing.", b"", "proof-malformed")
    yield Case("trailing", "A byte behind it.", proof(told) + b"\0", "proof-malformed")
    yield Case("fields-6", "A field more.", cbor([1, bytes(32), [], [], [], []]), "proof-malformed")
    yield bad("version-2", "Version 2.", version=2)
    yield bad("version-true", "A version that is no number.", version=True)
    yield bad("agreement-31", "A hash of 31 bytes.", agreement=bytes(31))
    yield bad("one-card", "One card.", cards=[told.record.cards["ALFA"]])
    yield bad("no-entries", "No entry.", feeds=[], entries=[])
    yield bad("feed-unused", "A feed of which no entry is there.", entries=entries[:2])
    yield bad("feed-unknown", "An entry of a feed that is not there.", feeds=[head(a)])
    yield bad("feeds-unordered", "BRAVO's feed first.", feeds=[head(told.bravo), head(a)])
    yield bad("feed-twice", "A feed twice.", feeds=[head(a), head(a)])
    yield bad("feed-7", "A feed of 7 bytes.", feeds=[[*head(a)[:1], bytes(7), *head(a)[2:]], head(told.bravo)])
    yield bad("party-code", "A party without a code.", feeds=[["A", *head(a)[1:]], head(told.bravo)])
    yield bad("entries-unordered", "Entries out of order.", entries=[entries[1], entries[0], *entries[2:]])
    yield bad("entry-twice", "An entry twice.", entries=[entries[0], *entries])
    yield bad("path-31", "A hash of 31 bytes in a path.", entries=changed(1, 3, [bytes(31)]))
    yield bad("path-null", "An entry without a path.", entries=changed(1, 3, None))
    yield bad("salt-15", "A salt of 15 bytes.", entries=changed(0, 4, [bytes(15), b"Was that you?"]))
    yield bad("body-long", "A body over the limit.", entries=changed(0, 4, [bytes(16), bytes(65_537)]))
    yield bad("receipt-beyond", "A receipt by an entry that is not there.", entries=changed(0, 5, [[4, None]]))
    receipt = entries[0][5][0]
    yield bad("receipt-twice", "A receipt twice.", entries=changed(0, 5, [receipt, receipt]))
    yield bad("index-negative", "An index below 0.", entries=changed(0, 1, -1))


def bad_cards() -> Iterator[Case]:
    told = story()
    alfa, bravo = told.record.parties
    data = proof(told)

    def bad(name: str, about: str, code: str, party: str | None, cards: list[bytes]) -> Case:
        return Case(name, about, proof(told, cards=cards), code, (party, None, None))

    yield bad("card-none", "Bytes that are no card.", "card-malformed", None, [b"\x80", bravo.card()])
    weak = alfa.other_card(node_ed=WEAK)
    yield bad("card-weak", "A node key of low order.", "key-weak", "ALFA", [weak, bravo.card()])
    broken = alfa.card()[:-9] + bytes(9)
    yield bad("card-signature", "A bit of a card's signature.", "card-signature", "ALFA", [broken, bravo.card()])
    yield bad("cards-unordered", "BRAVO's card first.", "card-malformed", "ALFA", [bravo.card(), alfa.card()])
    other = Party("BRAVO", 2).card()
    yield bad("card-suite", "A card of another suite.", "card-malformed", "BRAVO", [alfa.card(), other])
    twice = [alfa.card(), alfa.card(), bravo.card()]
    yield bad("card-twice", "ALFA's card twice.", "card-malformed", "ALFA", twice)
    roots = sorted([alfa.card(), Party("ALFA", world="elsewhere").card()])
    yield bad("cards-roots", "Two cards of ALFA under two roots.", "card-malformed", "ALFA", [*roots, bravo.card()])
    alone = sorted([alfa.card(), rotations.later(alfa).card()])
    yield bad("cards-one-party", "Two cards, both of ALFA.", "proof-malformed", None, alone)
    third = [alfa.card(), Party("CHARLIE").card()]
    yield Case(
        "card-missing",
        "A feed whose party has no card.",
        proof(told, cards=third),
        "proof-malformed",
        ("BRAVO", told.bravo, None),
    )
    for name, cards, party in (
        ("outside-keys", [Party("ALFA", world="elsewhere").card(), bravo.card()], "ALFA"),
        ("outside-both", [Party("ALFA", world="elsewhere").card(), Party("BRAVO", world="elsewhere").card()], "ALFA"),
        ("outside-one", [alfa.card()], "BRAVO"),
        ("outside-more", [alfa.card(), bravo.card(), Party("CHARLIE").card()], "CHARLIE"),
    ):
        yield Case(name, "Other cards from outside.", data, "card-differs", (party, None, None), cards)
    yield Case("outside-none", "A card from outside that is none.", data, "card-malformed", cards=[b"\x80"])


def bad_entries() -> Iterator[Case]:
    told = story()
    a, b = told.alfa, told.bravo
    entries, feeds = thread(told), [head(a), head(b)]

    def bad(name: str, about: str, code: str, number: int, place: int, value: Value) -> Case:
        changed = [*entries[number][:place], value, *entries[number][place + 1 :]]
        data = proof(told, entries=[*entries[:number], changed, *entries[number + 1 :]])
        feed = (a, b)[entries[number][0]]
        index = value if place == 1 else entries[number][1]
        return Case(name, about, data, code, (feed.party.code, feed, index))

    def signed(name: str, about: str, party: str, feed: Feed, **other: Value) -> Case:
        return Case(name, about, proof(told, **other), "head-signature", (party, feed, None))

    for name, place in (("ed", 4), ("pq", 5)):
        flipped = bytes([feeds[0][place][0] ^ 1]) + feeds[0][place][1:]
        changed = [*feeds[0][:place], flipped, *feeds[0][place + 1 :]]
        yield signed(f"head-{name}", "A bit of a signature.", "ALFA", a, feeds=[changed, feeds[1]])
    yield signed("head-cut", "No ML-DSA signature.", "ALFA", a, feeds=[[*feeds[0][:5], b""], feeds[1]])
    yield signed("head-size", "Another size.", "ALFA", a, feeds=[[*feeds[0][:2], 99, *feeds[0][3:]], feeds[1]])
    yield signed("other-agreement", "Another agreement: another line.", "ALFA", a, agreement=seed("other"))
    path = entries[0][3]
    yield bad("path-other", "A hash of the path is another.", "entry-not-proved", 0, 3, [seed(), *path[1:]])
    yield bad("path-cut", "A path without its last hash.", "entry-not-proved", 0, 3, path[:-1])
    yield bad("path-longer", "A path with a hash more.", "entry-not-proved", 0, 3, [*path, seed()])
    yield bad("index-other", "Another index.", "entry-not-proved", 3, 1, told.reply + 1)
    yield bad("index-beyond", "An index beyond the head.", "entry-not-proved", 3, 1, 2**63)
    raw = entries[0][2]
    yield bad("entry-bit", "A bit of the entry.", "entry-not-proved", 0, 2, raw[:-1] + bytes([raw[-1] ^ 1]))
    yield bad("body-bit", "A bit of the body.", "body-altered", 0, 4, [entries[0][4][0], b"Was that me?"])
    yield bad("body-salt", "Another salt.", "body-altered", 0, 4, [bytes(16), entries[0][4][1]])
    yield bad("body-of-receipt", "A body where none is committed to.", "body-altered", 1, 4, [bytes(16), b""])
    yield from unsound()


def unsound() -> Iterator[Case]:
    """A leaf under the head that is no sound entry."""
    record = small()
    a = record.feeds[0]
    indexes = {
        "leaf-garbage": a.add_leaf(b"no entry"),
        "leaf-other-line": a.add(line=seed("line")),
        "leaf-other-index": a.add(index=77),
        "leaf-other-author": a.add(author="BRAVO"),
        "leaf-first": a.add(1, content=[]),
        "leaf-long": a.add(thread=bytes(32), addressees=[f"P{number:04}" for number in range(900)]),
    }
    told = Story(record, 0, 0, 0)
    for name, index in indexes.items():
        data = proof(told, feeds=[head(a)], entries=[entry(0, a, index)])
        yield Case(name, "A leaf that is no sound entry.", data, "entry-malformed", ("ALFA", a, index))


def bad_receipts() -> Iterator[Case]:
    told = story()
    a, b = told.alfa, told.bravo
    entries = thread(told)
    path = entries[0][5][0][1]

    def bad(name: str, about: str, receipts: Value, number: int = 0) -> Case:
        changed = [*entries[number][:5], receipts]
        data = proof(told, entries=[*entries[:number], changed, *entries[number + 1 :]])
        feed = (a, b)[entries[number][0]]
        return Case(name, about, data, "receipt-not-proved", (feed.party.code, feed, entries[number][1]))

    yield bad("receipt-path-other", "A hash of its path is another.", [[2, [seed(), *path[1:]]]])
    yield bad("receipt-path-cut", "Its path without the last hash.", [[2, path[:-1]]])
    yield bad("receipt-null", "A null path where nothing is named singly.", [[2, None]])
    yield bad("receipt-by-author", "An entry of the same author.", [[1, path]])
    yield bad("receipt-by-itself", "An entry receipts itself.", [[0, path]])
    yield bad("receipt-unseen", "An entry that had not seen it.", [[3, path]])
    yield bad("receipt-of-other", "The path of another entry.", [[1, path]], 3)
    wrong = [entry(0, a, told.query + 1, receipts=[[1, None]]), entry(1, b, told.single)]
    data = proof(told, entries=wrong)
    place = ("ALFA", a, told.query + 1)
    yield Case("singly-other", "It names another entry singly.", data, "receipt-not-proved", place)


def write() -> None:
    """Write all vectors anew."""
    VECTORS.mkdir(exist_ok=True)
    for old in VECTORS.glob("*.json"):
        old.unlink()
    for case in cases():
        text = {
            "name": case.name,
            "about": case.about,
            "expect": case.expect(),
            "cards": [base64.b64encode(card).decode() for card in case.cards],
            "proof": base64.b64encode(case.data).decode(),
        }
        (VECTORS / f"{case.name}.json").write_text(json.dumps(text, indent=1) + "\n")


if __name__ == "__main__":
    write()
