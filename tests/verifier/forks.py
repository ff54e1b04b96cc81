"""Proofs of equivocation, good and bad, with what a verifier must say. Run it to write tests/vectors/fork anew.

python -m tests.verifier.forks
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.verifier.writer import Feed, Party, Value, consistency, fork, seed, signed_head, small, tree

VECTORS = Path(__file__).parents[1] / "vectors" / "fork"

RECORD = small()
ALFA, BRAVO = RECORD.parties
A: Feed = RECORD.feeds[0]


@dataclass
class Proof:
    """A proof, and the code and party of its fault or none."""

    name: str
    about: str
    data: bytes
    sizes: list[int] | None = None
    code: str = ""
    party: str | None = None
    card: bytes | None = None

    def expect(self) -> dict[str, Any]:
        if self.code:
            place = {"file": None, "party": self.party, "feed": None, "index": None}
            return {"verdict": "refused", "fault": {"code": self.code} | place}
        verdict = "proved under these keys" if self.card else "consistent, keys not compared"
        told = {"line": RECORD.line.hex(), "party": "ALFA", "feed": A.id.hex(), "sizes": self.sizes}
        return {"verdict": verdict, "fault": None} | told


def leaves(count: int, story: str = "first") -> list[bytes]:
    """The leaves of a feed that tells another story from its entry 1 on."""
    return [seed("leaf", 0), *(seed("leaf", story, i) for i in range(1, count))]


def proofs() -> Iterator[Proof]:
    yield from good()
    yield from not_proved()
    yield from malformed()


def good() -> Iterator[Proof]:
    for small_size, large_size in ((2, 3), (3, 5), (4, 7), (4, 8), (6, 8), (7, 13), (8, 9), (13, 14)):
        data = fork(A, leaves(small_size, "second"), leaves(large_size))
        yield Proof(f"sizes-{small_size}-{large_size}", "Two histories.", data, [small_size, large_size])
    data = fork(A, leaves(5, "second"), leaves(5))
    yield Proof("equal-sizes", "Two histories of one length.", data, [5, 5])
    yield Proof("with-card", "The same under the card given.", data, [5, 5], card=ALFA.card())
    later = ALFA.other_card(transport=b"a later certificate")
    yield Proof("with-later-card", "A later card of the same root keys.", data, [5, 5], card=later)


def not_proved() -> Iterator[Proof]:
    def bad(name: str, about: str, data: bytes) -> Proof:
        return Proof(name, about, data, code="fork-not-proved", party="ALFA")

    one, other = leaves(7), leaves(7, "second")
    yield bad("one-history", "A feed that has grown.", fork(A, one[:5], one))
    yield bad("one-history-power-of-two", "The same from four entries.", fork(A, one[:4], one))
    yield bad("same-head", "The same head twice.", fork(A, one, one))
    yield bad("equal-with-path", "Equal sizes with a path.", fork(A, one, other, path=[seed()]))
    yield bad("equal-with-start", "Equal sizes with a start.", fork(A, one, other, start=seed()))
    path = consistency(5, one)
    yield bad("no-start", "No start.", fork(A, other[:5], one, start=None))
    yield bad("other-start", "A start to which the path does not lead.", fork(A, other[:5], one, start=seed()))
    yield bad("start-of-smaller", "The smaller one's root for a start.", fork(A, other[:5], one, start=tree(other[:5])))
    yield bad("no-path", "No path.", fork(A, other[:5], one, path=[]))
    yield bad("no-path-power-of-two", "No path from four entries.", fork(A, other[:4], one, path=[]))
    yield bad("path-cut", "A path without its last hash.", fork(A, other[:5], one, path=path[:-1]))
    yield bad("path-longer", "A path with a hash more.", fork(A, other[:5], one, path=[*path, seed()]))
    yield bad(
        "path-other", "A hash of the path is another.", fork(A, other[:5], one, path=[path[0], seed(), *path[2:]])
    )
    yield bad("path-of-smaller", "A path within the other history.", fork(A, one[:5], one, path=consistency(5, other)))
    yield bad("from-nothing", "From no entries.", fork(A, [], one, start=seed(), path=[]))


def malformed() -> Iterator[Proof]:
    one, other = leaves(7), leaves(7, "second")

    def bad(name: str, about: str, code: str = "fork-malformed", **fields: Value) -> Proof:
        party = None if code in {"fork-malformed", "card-malformed"} else fields.pop("party", "ALFA")
        return Proof(name, about, fork(A, other[:5], one, **fields), code=code, party=party)

    data = fork(A, other[:5], one)
    yield Proof("trailing", "A byte behind it.", data + b"\0", code="fork-malformed")
    yield Proof("empty", "Nothing.", b"", code="fork-malformed")
    yield bad("version-2", "Version 2.", version=2)
    yield bad("line-31", "A line of 31 bytes.", line=bytes(31))
    yield bad("feed-7", "A feed of 7 bytes.", feed=bytes(7))
    yield bad("path-31", "A hash of 31 bytes in the path.", path=[bytes(31)])
    yield bad("larger-first", "The larger head first.", small=signed_head(A, one), large=signed_head(A, other[:5]))
    yield bad("card-inside", "The card as an array.", card=[b"", b"", b""])
    yield bad("card-none", "Bytes that are no card.", "card-malformed", card=b"\x80")
    weak = ALFA.other_card(node_ed=bytes(32))
    yield bad("card-weak", "A node key of low order.", "key-weak", card=weak)
    card = ALFA.card()
    yield bad("card-signature", "A bit of the card's signature.", "card-signature", card=card[:-9] + bytes(9))
    head = signed_head(A, other[:5])
    for name, place in (("ed", 2), ("pq", 3)):
        broken = [*head[:place], bytes([head[place][0] ^ 1]) + head[place][1:], *head[place + 1 :]]
        yield bad(f"head-{name}", "A bit of a signature.", "head-signature", small=broken)
    yield bad("head-of-other-feed", "A feed that the heads are not of.", "head-signature", feed=bytes(8))
    yield bad("head-of-other-line", "A line that the heads are not of.", "head-signature", line=bytes(32))
    yield bad("head-by-other", "BRAVO's card under ALFA's heads.", "head-signature", card=BRAVO.card(), party="BRAVO")
    for name, card in (("other-party", BRAVO.card()), ("other-keys", Party("ALFA", world="elsewhere").card())):
        yield Proof(name, "Another card from outside.", data, code="card-differs", party="ALFA", card=card)
    yield Proof("broken-card", "A card from outside that is none.", data, code="card-malformed", card=b"\x80")


def write() -> None:
    """Write all vectors anew."""
    for old in VECTORS.glob("*.json"):
        old.unlink()
    made = list(proofs())
    for proof in made:
        text = {
            "name": proof.name,
            "about": proof.about,
            "expect": proof.expect(),
            "card": base64.b64encode(proof.card).decode() if proof.card else None,
            "proof": base64.b64encode(proof.data).decode(),
        }
        (VECTORS / f"{proof.name}.json").write_text(json.dumps(text, indent=1) + "\n")


if __name__ == "__main__":
    write()
