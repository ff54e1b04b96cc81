"""Records in which node keys were changed or revoked, right and wrong: vectors of section 13 of docs/spec/record.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any, NamedTuple

from tests.verifier.writer import Feed, Keys, Party, Record, Value, cbor, seed, small

OFFICERS = ("chief", "deputy", "watch-officer")
ALFA, BRAVO = Party("ALFA"), Party("BRAVO")
COMMAND = replace(ALFA, officers=OFFICERS)


def later(party: Party, number: int = 2, **other: Value) -> Party:
    return replace(party, node_name=f"node {number}", **other)


def order(record: Record, before: Party, after: Party, /, **other: Value) -> bytes:
    """The order that puts the node key of `after` in the place of that of `before`, signed by root and officers."""
    signers = other.pop("signers", before.officers[:2])
    root, officer = other.pop("root", before.root), other.pop("officer", before.officer)
    fields: dict[str, Value] = {
        "version": 1,
        "line": record.line,
        "previous": sha256(before.card()).digest(),
        "card": after.card(),
        "stolen": False,
        "counted": [],
    } | other
    body = cbor(list(fields.values()))
    officers = [[seat, *signed_order(officer(seat), body)] for seat in signers]
    return cbor([body, *signed_order(root, body), officers])


def signed_order(keys: Keys, body: bytes) -> list[bytes]:
    label = b"parley/keys/v1"
    return [keys.ed.sign(label + b"\0" + body), keys.pq.sign(body, label)]


class Story(NamedTuple):
    """ALFA's feed under its old key, BRAVO's, and ALFA's under the new one, in which the order stands."""

    record: Record
    old: Feed
    bravo: Feed
    new: Feed


def story(alfa: Party = ALFA, after: Party | None = None, *, absent: bool = False, **other: Value) -> Story:
    """All of the old feed is receipted; BRAVO receipts the order."""
    record = small([alfa, BRAVO])
    old, bravo = record.feeds
    bravo.add(seen=[old.named()])
    after = after or later(alfa)
    new = record.feed(after, "after", [old])
    new.say(order(record, alfa, after, **other), kind=5, absent=absent, precedence=2)
    bravo.add(seen=[new.named()])
    return Story(record, old, bravo, new)


def said_on(told: Story, words: bytes = b"Who speaks?") -> Story:
    """The old feed goes on under the old key."""
    told.old.say(words)
    return told


def named(told: Story, size: int | None = None) -> list[Value]:
    return told.old.named(size)[1:]


def good() -> Iterator[tuple[str, str, Record, dict[str, Any]]]:
    """Name, about, record, what is told."""
    once = {"key_changes": {"ALFA": 1, "BRAVO": 0}, "disowned": 0}
    yield "keys-root", "ALFA's card lists no officers: its root alone signs.", story().record, once
    yield "keys-officers", "Two of three officers sign.", story(COMMAND).record, once
    yield "keys-three", "All three officers sign.", story(COMMAND, signers=OFFICERS).record, once
    yield "keys-suite-2", "The larger suite.", suite_two().record, once
    counted = [small([ALFA, BRAVO]).feeds[0].named()[1:]]
    yield "keys-named", "The old feed counts because the order names it.", unreceipted(counted), once
    told = said_on(story(stolen=True, counted=[named(story())]))
    told.bravo.add(seen=[told.old.named()])
    yield (
        "keys-disowned",
        "A stolen key signed one entry more, which BRAVO receipted before it knew.",
        told.record,
        once | {"disowned": 1},
    )
    yield "keys-stolen-at-first", "Nothing of a stolen key counts.", story(stolen=True).record, once | {"disowned": 5}
    twice = story()
    third = later(ALFA, 3)
    new = twice.record.feed(third, "third", [twice.new])
    new.say(order(twice.record, twice.new.party, third), kind=5)
    twice.bravo.add(seen=[new.named()])
    yield "keys-twice", "Changed twice.", twice.record, once | {"key_changes": {"ALFA": 2, "BRAVO": 0}}
    unused = story()
    unused.new.say(order(unused.record, ALFA, later(ALFA, 9)), kind=5)
    unused.bravo.add(seen=[unused.new.named()])
    yield "keys-conflict-unused", "A second order follows the same card, and nothing its key.", unused.record, once


def suite_two() -> Story:
    """The pair in the larger suite."""
    alfa, bravo = Party("ALFA", 2, officers=OFFICERS), Party("BRAVO", 2)
    record = small([alfa, bravo])
    after = later(alfa)
    new = record.feed(after, "after", [record.feeds[0]])
    new.say(order(record, alfa, after), kind=5)
    record.feeds[1].add(seen=[record.feeds[0].named(), new.named()])
    return Story(record, *record.feeds)


def unreceipted(counted: list[Value]) -> Record:
    """BRAVO has not receipted all of the old feed."""
    record = small([ALFA, BRAVO])
    after = later(ALFA)
    new = record.feed(after, "after", record.feeds[:1])
    new.say(order(record, ALFA, after, counted=counted), kind=5)
    return record


def bad() -> Iterator[tuple[str, str, Record, str, Feed]]:
    """Name, about, record, code, the feed whose head is refused."""
    revoked = "head-revoked"
    told = said_on(story(counted=[named(story())]))
    yield "keys-beyond", "The old key signs one entry more than counts.", told.record, revoked, told.old
    told = story()
    stranger = told.record.feed(ALFA, "stranger")
    yield "keys-feed-of-former", "A new feed under the old key.", told.record, revoked, stranger
    record = small([ALFA, BRAVO])
    size = len(record.feeds[0].leaves)
    other = unreceipted([[record.feeds[0].id, size, seed("another root")]])
    yield "keys-named-root", "The order names another root of the old feed.", other, revoked, other.feeds[0]
    less = unreceipted([record.feeds[0].named(size - 1)[1:]])
    yield "keys-one-less", "The order names one entry less.", less, revoked, less.feeds[0]
    for name, about, told in not_in_force():
        yield f"keys-{name}", about, told.record, "head-signature", told.new


def officers() -> Iterator[tuple[str, str, list[Value], str]]:
    """Lists of officers that a card may not have: name, about, the list, code."""
    listed = [[seat, key.ed_public, key.pq_public] for seat in OFFICERS for key in [ALFA.officer(seat)]]
    six = [[f"seat-{number}", seed("ed", number), seed("pq", number) * 41] for number in range(6)]
    weak = bytes(31) + b"\x80"
    yield "no-officers", "A list of no officers.", [], "card-malformed"
    yield "one-officer", "One officer.", listed[:1], "card-malformed"
    yield "officers-order", "Officers that are not in order.", listed[::-1], "card-malformed"
    yield "officer-twice", "Two officers with one key.", [listed[0], ["zulu", *listed[0][1:]]], "card-malformed"
    yield "officers-six", "Six officers.", six, "card-malformed"
    yield "officer-seat", "A seat that is no name.", [listed[0], ["Zulu", *listed[1][1:]]], "card-malformed"
    yield "officer-weak", "An officer's key of low order.", [listed[0], ["zulu", weak, listed[1][2]]], "key-weak"


def not_in_force() -> Iterator[tuple[str, str, Story]]:
    """Orders that put nothing in force, so that the head under the new key is not signed by any key of ALFA's."""
    elsewhere = replace(COMMAND, world="elsewhere")
    yield "no-officer", "The root alone, where the card lists officers.", story(COMMAND, signers=())
    yield "one-officer", "One officer.", story(COMMAND, signers=OFFICERS[:1])
    yield "one-twice", "One officer twice.", story(COMMAND, signers=("chief", "chief"))
    yield "officers-order", "Two officers, not in order.", story(COMMAND, signers=("deputy", "chief"))
    yield "stranger", "An officer whom the card does not list.", story(COMMAND, signers=("chief", "stranger"))
    yield "stranger-too", "Two officers and one more.", story(COMMAND, signers=("chief", "deputy", "stranger"))
    yield "other-officers", "Officers with other keys.", story(COMMAND, officer=elsewhere.officer)
    yield "unlisted", "Officers sign, and the card lists none.", story(signers=("chief", "deputy"))
    yield "own-officers", "Officers of the new card only.", story(after=later(COMMAND), signers=("chief", "deputy"))
    yield "root-signature", "Signed by another root.", story(root=elsewhere.root)
    yield "by-node", "Signed by the old node key.", story(root=ALFA.node)
    yield "other-line", "Of another line.", story(line=seed("line"))
    yield "previous", "It follows another card.", story(previous=seed("card"))
    yield "other-root", "The new card has another root.", story(after=later(ALFA, world="elsewhere"))
    yield "other-party", "The new card is BRAVO's.", story(card=BRAVO.card())
    yield "demo", "The new card is a demonstration's.", story(after=later(ALFA, demo=True))
    yield "same-key", "The new card has the old key.", story(card=ALFA.other_card(transport=b"another"))
    yield "broken-card", "The new card is none.", story(card=b"\x80")
    yield "weak-key", "The new node key has low order.", story(after=later(ALFA, weak_node=b"\1" + bytes(31)))
    yield "version", "An order of version 2.", story(version=2)
    yield "stolen-1", "A number where a boolean stands.", story(stolen=1)
    pair = [[bytes(7) + b"\2", 1, seed("b")], [bytes(7) + b"\1", 1, seed("a")]]
    yield "counted-order", "Feeds that are not in order.", story(counted=pair)
    yield "absent", "The order is not in this export.", story(absent=True)
    conflict = story()
    ninth = later(ALFA, 9)
    new = conflict.record.feed(ninth, bytes.fromhex("ff" * 8), [conflict.new])
    new.say(order(conflict.record, ALFA, ninth), kind=5)
    yield "conflict", "A second order follows the same card: the first one holds.", conflict._replace(new=new)
