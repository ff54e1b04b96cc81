"""One fault each: records and proofs with what a verifier must say of them. Run it to write tests/vectors/record anew.

python -m tests.verifier.faults
"""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from tests.verifier import keeping, rotations, unsound
from tests.verifier.vector import Vector
from tests.verifier.writer import Party, Record, Value, head_file, long, pair, parted, seed, small, tree
from tools import verify_record

VECTORS = Path(__file__).parents[1] / "vectors" / "record"
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493

RECORD, LONG = small(), long()
ALFA, BRAVO = RECORD.parties
A, B = RECORD.feeds
GOOD, GOOD_LONG = RECORD.files(), LONG.files()
CARDS = list(RECORD.cards.values())

Files = dict[str, bytes]


def changed(name: str, change: Callable[[bytes], bytes], files: Mapping[str, bytes] = GOOD) -> Files:
    return {**files, name: change(files[name])}


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        assert data.count(old) >= 1
        return data.replace(old, new, 1)

    return change


def flipped(at: int) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        place = at % len(data)
        return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]

    return change


def without(*names: str) -> Files:
    return {name: data for name, data in GOOD.items() if not name.startswith(names)}


# ---------------------------------------------------------------- checks 1 to 3: files, cards, line


def files_vectors() -> Iterator[Vector]:
    def odd(name: str, about: str, files: Files, place: str) -> Vector:
        return Vector(f"files-{name}", about, files, "record-files", place)

    yield odd("extra", "A file that no record has.", {**GOOD, "notes.txt": b""}, "notes.txt")
    yield odd("extra-in-feed", "A fifth file of a feed.", {**GOOD, f"{A.folder}/x": b""}, f"{A.folder}/x")
    yield odd("no-agreement", "The agreement is missing.", without("agreement"), "agreement.toml")
    yield odd("no-bodies", "A feed without its bodies.", without(f"{A.folder}/bodies"), f"{A.folder}/bodies")
    yield odd("one-card", "Only one party.", without("cards/BRAVO", B.folder), "cards")
    yield odd(
        "no-card",
        "A feed of a party that has no card.",
        {**GOOD, **stranger()},
        "feeds/CHARLIE-0001020304050607/bodies",
    )
    upper = {name.replace(B.id.hex(), B.id.hex().upper()): data for name, data in GOOD.items()}
    yield odd("upper-case", "Hex in capitals.", upper, f"feeds/BRAVO-{B.id.hex().upper()}/bodies")
    text = changed("parley-record.txt", replaced(b"1", b"2"))
    yield Vector("version", "A record of version 2.", text, "record-version", "parley-record.txt")


def stranger() -> Files:
    return {f"feeds/CHARLIE-0001020304050607/{name}": b"" for name in ("entries", "leaves", "bodies", "head")}


def card_vectors() -> Iterator[Vector]:
    place = "cards/ALFA.card"

    def bad(name: str, about: str, code: str, card: bytes) -> Vector:
        return Vector(f"card-{name}", about, {**GOOD, place: card}, code, place, "ALFA")

    card = ALFA.card()
    yield bad("trailing", "A byte behind the card.", "card-malformed", card + b"\0")
    yield bad("long-form", "An array head that is not the shortest.", "card-malformed", b"\x98\x03" + card[1:])
    yield bad("other-name", "BRAVO's card under ALFA's name.", "card-malformed", BRAVO.card())
    yield bad("version-2", "A card of version 2.", "card-malformed", ALFA.other_card(version=2))
    yield bad("demo-1", "A number where a boolean stands.", "card-malformed", ALFA.other_card(demo=1))
    yield bad("suite-3", "A suite that is none.", "card-malformed", ALFA.other_card(suite=3))
    yield bad("short-key", "A key of 31 bytes.", "card-malformed", ALFA.other_card(node_ed=ALFA.node.ed_public[1:]))
    yield bad("no-transport", "No certificate.", "card-malformed", ALFA.other_card(transport=None))
    other = Party("BRAVO", suite=2)
    mixed = {**GOOD, "cards/BRAVO.card": other.card()}
    yield Vector("card-other-suite", "Cards of two suites.", mixed, "card-malformed", "cards/BRAVO.card", "BRAVO")
    weak = {
        "low-order": bytes(31) + b"\x80",
        "not-canonical": (P + 3).to_bytes(32, "little"),
        "sign-of-zero": b"\1" + bytes(30) + b"\x80",
        "no-point": b"\2" + bytes(31),
    }
    for name, key in weak.items():
        about = f"A node key of Ed25519 that is {name.replace('-', ' ')}."
        yield bad(f"weak-{name}", about, "key-weak", ALFA.other_card(node_ed=key))
    yield bad("weak-root", "A root key of low order.", "key-weak", ALFA.other_card(root_ed=b"\1" + bytes(31)))
    yield bad("ed-signature", "A bit of the Ed25519 signature.", "card-signature", flipped(-2430)(card))
    yield bad("pq-signature", "A bit of the ML-DSA signature.", "card-signature", flipped(-1200)(card))
    s = int.from_bytes(card[-2423 - 32 : -2423], "little")
    twin = card[: -2423 - 32] + (s + L).to_bytes(32, "little") + card[-2423:]
    yield bad("s-above-l", "S + L for S.", "card-signature", twin)

    def differs(name: str, about: str, party: str, cards: list[bytes]) -> Vector:
        return Vector(f"cards-{name}", about, GOOD, "card-differs", f"cards/{party}.card", party, cards=cards)

    elsewhere = pair("elsewhere")
    yield differs("other-keys", "Forged whole: other root keys.", "ALFA", [p.card() for p in elsewhere])
    yield differs("one-other", "BRAVO has other root keys.", "BRAVO", [ALFA.card(), elsewhere[1].card()])
    yield differs("one-missing", "No card of BRAVO from outside.", "BRAVO", [ALFA.card()])
    yield differs("one-more", "A card of a third from outside.", "CHARLIE", [*CARDS, Party("CHARLIE").card()])
    yield Vector("cards-broken", "The card from outside is none.", GOOD, "card-malformed", cards=[b"\x80", *CARDS])
    newer = ALFA.other_card(transport=b"a later certificate")
    yield Vector("cards-later", "A later card under the same root keys.", GOOD, cards=[newer, BRAVO.card()])


def line_vectors() -> Iterator[Vector]:
    other = changed("agreement.toml", flipped(20))
    yield Vector("line-agreement", "Another agreement.", other, "line-differs", "agreement.toml")
    forged = {**GOOD, "cards/BRAVO.card": Party("BRAVO", world="elsewhere").card()}
    yield Vector("line-card", "BRAVO's card exchanged.", forged, "line-differs", "agreement.toml")
    origin = A.origin.replace(RECORD.line[:16].hex(), seed("line")[:16].hex())
    name = f"{A.folder}/head"
    head = {**GOOD, name: head_file(ALFA, origin, len(A.leaves), tree(A.ids))}
    yield Vector("line-head", "One head of another line.", head, "line-differs", name, ("ALFA", A.id))


# ---------------------------------------------------------------- check 4: heads, entries, leaves


def head_vectors() -> Iterator[Vector]:
    place = f"{A.folder}/head"
    lines = GOOD[place].split(b"\n")

    def bad(name: str, about: str, code: str, change: Callable[[bytes], bytes] | bytes) -> Vector:
        head = change if isinstance(change, bytes) else change(GOOD[place])
        return Vector(f"head-{name}", about, {**GOOD, place: head}, code, place, ("ALFA", A.id))

    def put(line: int, text: bytes) -> bytes:
        return b"\n".join([*lines[:line], text, *lines[line + 1 :]])

    def blob(line: int, change: Callable[[bytes], bytes]) -> bytes:
        start, _, text = lines[line].rpartition(b" ")
        return put(line, start + b" " + base64.b64encode(change(base64.b64decode(text))))

    size = len(A.leaves)
    malformed = "head-malformed"
    yield bad("empty", "No head.", malformed, b"")
    yield bad("no-newline", "No newline at the end.", malformed, lambda head: head[:-1])
    yield bad("line-ends", "CR and LF.", malformed, lambda head: head.replace(b"\n", b"\r\n"))
    yield bad("extension", "An extension line.", malformed, put(2, lines[2] + b"\nmore"))
    yield bad("leading-zero", "A zero before the size.", malformed, put(1, b"0" + lines[1]))
    yield bad("long-size", "A size of 5000 digits.", malformed, put(1, b"9" * 5000))
    yield bad("base64-bits", "Bits behind the root's last.", malformed, put(2, bump(lines[2])))
    yield bad("one-line", "Only the Ed25519 line.", malformed, b"\n".join([*lines[:5], b""]))
    yield bad("double-line", "The ML-DSA line twice.", malformed, put(5, lines[5] + b"\n" + lines[5]))
    yield bad("lines-swapped", "The ML-DSA line first.", malformed, b"\n".join([*lines[:4], lines[5], lines[4], b""]))
    yield bad("hyphen", "A hyphen for the dash.", malformed, put(4, b"-" + lines[4][3:]))
    yield bad("time", "A time in the ML-DSA line.", malformed, blob(5, flipped(11)))
    yield bad("short-signature", "A signature of 2419 bytes.", malformed, blob(5, lambda data: data[:-1]))
    yield bad("other-name", "Another key name.", malformed, put(4, lines[4].replace(b"ALFA", b"ALFB")))
    yield bad("other-feed", "The head of BRAVO's feed.", malformed, GOOD[f"{B.folder}/head"])
    yield bad("size", "A head of one entry less.", "head-size", head_file(ALFA, A.origin, size - 1, tree(A.ids[:-1])))
    yield bad("size-wrong", "Another size before the same root.", "head-size", put(1, b"7"))
    wrong = "head-signature"
    yield bad("root-wrong", "Another root under the same signatures.", wrong, put(2, base64.b64encode(seed("root"))))
    yield bad("ed-key-id", "Another key id in the Ed25519 line.", wrong, blob(4, flipped(0)))
    yield bad("pq-key-id", "Another key id in the ML-DSA line.", wrong, blob(5, flipped(3)))
    yield bad("ed-signature", "A bit of the Ed25519 signature.", wrong, blob(4, flipped(10)))
    yield bad("pq-signature", "A bit of the ML-DSA signature.", wrong, blob(5, flipped(700)))
    yield bad("s-above-l", "S + L for S.", wrong, blob(4, lambda data: data[:36] + plus_l(data[36:])))
    stranger = Party("ALFA", world="elsewhere")
    yield bad("other-keys", "Signed by another node.", wrong, head_file(stranger, A.origin, size, tree(A.ids)))


def bump(text: bytes) -> bytes:
    """The same root with a bit set that base64 does not use."""
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return text[:-2] + bytes([alphabet[alphabet.index(text[-2]) + 1]]) + b"="


def plus_l(s: bytes) -> bytes:
    return (int.from_bytes(s, "little") + L).to_bytes(32, "little")


def entry_vectors() -> Iterator[Vector]:
    entries, leaves = f"{A.folder}/entries", f"{A.folder}/leaves"
    who = ("ALFA", A.id)
    whole = GOOD[entries]
    at = sum(2 + len(raw) for raw in A.leaves[:2])  # where entry 2 begins

    def altered(name: str, about: str, data: bytes, index: int) -> Vector:
        return Vector(f"entry-{name}", about, {**GOOD, entries: data}, "entry-altered", entries, who, index)

    yield altered("bit", "A bit of entry 2.", flipped(at + 60)(whole), 2)
    yield altered("length", "The length of entry 2, too long for the file.", flipped(at)(whole), 2)
    yield altered("shorter", "The length of entry 2, so that what follows is read askew.", flipped(at + 1)(whole), 2)
    yield altered("cut", "The last entry cut by a byte.", whole[:-1], len(A.leaves) - 1)
    yield altered("dropped", "The last entry is not there.", whole[: -2 - len(A.leaves[-1])], len(A.leaves) - 1)
    yield altered("behind", "A byte behind the last entry.", whole + b"\0", len(A.leaves))
    yield altered("more", "An empty entry behind the last.", whole + b"\0\0", len(A.leaves))
    raw = [*A.leaves[:2], A.leaves[3], A.leaves[2], *A.leaves[4:]]
    swapped = b"".join(struct.pack(">H", len(entry)) + entry for entry in raw)
    yield altered("swapped", "Entries 2 and 3 exchanged.", swapped, 2)

    both = {**GOOD, entries: whole[:-1], leaves: GOOD[leaves][:-32]}
    yield Vector("entries-cut", "Entries and leaves cut.", both, "entries-framing", entries, who, len(A.leaves) - 1)
    both = {**GOOD, entries: whole[: -2 - len(A.leaves[-1])], leaves: GOOD[leaves][:-32]}
    yield Vector("entries-dropped", "The last entry and its leaf are gone.", both, "head-size", f"{A.folder}/head", who)
    both = {**GOOD, entries: flipped(at + 60)(whole), leaves: flipped(40)(GOOD[leaves])}
    yield Vector("root-differs", "An entry and another one's leaf altered.", both, "root-differs", entries, who)

    def leaf(name: str, about: str, data: bytes, index: int) -> Vector:
        return Vector(f"leaf-{name}", about, {**GOOD, leaves: data}, "leaf-altered", leaves, who, index)

    yield leaf("bit", "A bit of leaf 3.", flipped(3 * 32 + 5)(GOOD[leaves]), 3)
    yield leaf("cut", "The last leaf cut by a byte.", GOOD[leaves][:-1], len(A.leaves) - 1)
    yield leaf("more", "A leaf too many.", GOOD[leaves] + seed("leaf"), len(A.leaves))
    yield leaf("none", "No leaves.", b"", 0)


# ---------------------------------------------------------------- checks 5 to 7: bodies, founding


def body_vectors() -> Iterator[Vector]:
    place = f"{A.folder}/bodies"
    first, second = A.bodies  # of entries 2 and 3

    def bad(name: str, about: str, code: str, data: bytes, index: int | None) -> Vector:
        return Vector(f"body-{name}", about, {**GOOD, place: data}, code, place, ("ALFA", A.id), index)

    yield bad("bit", "A bit of a body.", "body-altered", flipped(25)(first) + second, 2)
    yield bad("salt", "A bit of a salt.", "body-altered", first + flipped(3)(second), 3)
    yield bad("swapped", "Two bodies exchanged.", "body-altered", second + first, 2)
    yield bad("tag", "A mark that is none.", "bodies-framing", b"\3" + first[1:] + second, 2)
    yield bad(
        "mark",
        "The mark of absence before a body: what follows is not whole.",
        "bodies-framing",
        b"\0" + first[1:] + second,
        3,
    )
    yield bad("cut", "The last body cut by a byte.", "bodies-framing", first + second[:-1], 3)
    yield bad("missing", "Nothing for the last entry.", "bodies-framing", first, 3)
    yield bad("length", "A length beyond the file.", "bodies-framing", first + flipped(18)(second), 3)
    yield bad("behind", "A byte behind the last body.", "bodies-framing", first + second + b"\0", None)
    absent = {**GOOD, place: first + b"\0"}
    yield Vector("body-absent", "A body that is not in this export.", absent, told={"bodies_absent": 1})


def founding_vectors() -> Iterator[Vector]:
    def record(*contents: Value) -> Record:
        made = Record(pair())
        for party, own in zip(made.parties, contents, strict=True):
            feed = made.feed(party, "founding")
            for content in own:
                feed.add(2, content=content)
        return made

    right = RECORD.founding()
    agreement, cards = right
    missing = record([right], [])
    yield Vector(
        "founding-missing", "BRAVO signed nothing.", missing.files(), "founding-missing", "agreement.toml", "BRAVO"
    )
    wrong = {
        "agreement": [seed("agreement"), cards],
        "card": [agreement, [cards[0], ["BRAVO", seed("card")]]],
        "party": [agreement, cards[:1]],
        "order": [agreement, cards[::-1]],
    }
    for name, content in wrong.items():
        made = record([right], [content, content])
        feed = made.feeds[1]
        place = (f"{feed.folder}/entries", ("BRAVO", feed.id), 1)
        yield Vector(f"founding-{name}", f"BRAVO signed another {name}.", made.files(), "founding-differs", *place)
    twice = record([right], [wrong["agreement"], right])
    yield Vector("founding-twice", "One of BRAVO's two foundings is right.", twice.files())


# ---------------------------------------------------------------- what is reported and no refusal


def told_vectors() -> Iterator[Vector]:
    yield Vector("good", "Two parties, a feed each.", GOOD)
    yield Vector("good-with-cards", "The same under the cards given.", GOOD, cards=CARDS)
    yield Vector("long", "Restarts, a restored backup, and all that is reported.", GOOD_LONG)
    yield Vector("three", "Three parties; one parts from what it had said, and numbers end there.", parted().files())
    yield Vector("suite-2", "The same with ML-DSA-87.", small(pair(suite=2)).files())
    cut = small()
    del cut.feeds[1].leaves[3:]
    told = {"without_place": 1, "beyond_this_record": [{"party": "BRAVO", "feed": B.id.hex(), "size": 4}]}
    yield Vector("cut", "BRAVO's feed ends after its entry 2; ALFA names more.", cut.files(), told=told)
    lost = small()
    gone = lost.feed(lost.parties[1], "gone")
    lost.feeds[0].add(seen=[gone.named()])
    lost.feeds.remove(gone)
    yield Vector("lost-feed", "A feed that ALFA names is not here.", lost.files(), told={"without_place": 1})
    for name, record, told in unsound.records():
        yield Vector(name, "One leaf of another form.", record.files(), told=told)


def key_vectors() -> Iterator[Vector]:
    for name, about, record, told in rotations.good():
        yield Vector(name, about, record.files(), told=told)
    for name, about, record, code, feed in rotations.bad():
        yield Vector(name, about, record.files(), code, f"{feed.folder}/head", (feed.party.code, feed.id))


def keeping_vectors() -> Iterator[Vector]:
    for name, about, record, steps in keeping.amended():
        told = [
            {"agreement": sha256(file).hexdigest(), "party": feed.party.code, "feed": feed.id.hex(), "index": index}
            for file, feed, index in steps
        ]
        yield Vector(name, about, record.files(), told={"amendments": told})
    for name, about, record, count in keeping.erased():
        yield Vector(name, about, record.files(), told={"bodies_erased": count, "bodies_absent": 0})
    for name, about, record, feed, index in keeping.early():
        place = f"{feed.folder}/bodies"
        yield Vector(name, about, record.files(), "body-erased-early", place, (feed.party.code, feed.id), index)


def officer_vectors() -> Iterator[Vector]:
    place = "cards/ALFA.card"
    for name, about, officers, code in rotations.officers():
        card = ALFA.other_card(version=2, officers=officers)
        yield Vector(f"card-{name}", about, {**GOOD, place: card}, code, place, "ALFA")


def vectors() -> Iterator[Vector]:
    yield from told_vectors()
    yield from files_vectors()
    yield from card_vectors()
    yield from line_vectors()
    yield from head_vectors()
    yield from entry_vectors()
    yield from body_vectors()
    yield from founding_vectors()
    yield from officer_vectors()
    yield from key_vectors()
    yield from keeping_vectors()


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def write() -> None:
    """Write all vectors anew; of most only the files that differ from the first one's."""
    for old in VECTORS.glob("*.json"):
        old.unlink()
    made = list(vectors())
    for vector in made:
        expect = vector.expect()
        if not vector.code:
            expect = verify_record.verify(vector.files, vector.cards, timeline=True) | expect
        base: Mapping[str, bytes] = {} if vector.name == "good" else GOOD
        files = {name: text(data) for name, data in vector.files.items() if base.get(name) != data}
        item = {
            "name": vector.name,
            "about": vector.about,
            "expect": expect,
            "cards": [text(card) for card in vector.cards],
            "like": "good" if base else None,
            "files": files | dict.fromkeys(name for name in base if name not in vector.files),
        }
        (VECTORS / f"{vector.name}.json").write_text(json.dumps(item, indent=1) + "\n")


if __name__ == "__main__":
    write()
