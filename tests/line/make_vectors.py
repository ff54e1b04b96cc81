"""Write tests/vectors/line/*.json from docs/spec/line.md, with other libraries: `python -m tests.line.make_vectors`.

Each file is one case with one fault at most: `given` is what a node has and what came in, `expect` what comes of it.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cbor2
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FOLDER = Path(__file__).resolve().parents[1] / "vectors" / "line"
LINE, OTHER_LINE = hashlib.sha256(b"a line").digest(), hashlib.sha256(b"another line").digest()
SECRET, OTHER_SECRET = hashlib.sha256(b"a pair secret").digest(), hashlib.sha256(b"another").digest()
PARTIES = ["RUS", "USA"]
Case = tuple[str, str, dict[str, Any], dict[str, Any]]


def written(item: object) -> bytes:
    """Strict CBOR, by the other library."""
    return cbor2.dumps(item, canonical=True)


# ---------------------------------------------------------------- frames


def frame_key(
    secret: bytes = SECRET, line: bytes = LINE, suite: int = 1, ends: tuple[str, str] = ("USA", "RUS")
) -> bytes:
    info = b"parley/fragment/v1\x00" + written([suite, *ends])
    return HKDF(SHA256(), 32, line, info).derive(secret)


def frame(transfer: bytes, place: int, count: int, data: bytes, key: bytes | None = None, pair: int = 1) -> bytes:
    head = bytes([2, pair]) + transfer + place.to_bytes(2, "big") + count.to_bytes(2, "big")
    return head + hmac.digest(frame_key() if key is None else key, head + data, "sha256")[:8] + data


def packet(seed: int, size: int = 500) -> bytes:
    """Bytes that stand for a packet: what is in it is no matter of frames."""
    return hashlib.shake_256(bytes([seed])).digest(size)


def cut(whole: bytes, most: int = 220, **how: Any) -> list[bytes]:  # noqa: ANN401
    """The frames of a packet."""
    room = most - 18
    parts = [whole[at : at + room] for at in range(0, len(whole), room)]
    name = hashlib.sha256(whole).digest()[:4]
    return [frame(name, place, len(parts), part, **how) for place, part in enumerate(parts)]


def flipped(data: bytes, at: int) -> bytes:
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)


def frames() -> Iterator[Case]:
    one, two = packet(1), packet(2, 700)
    ours, theirs = cut(one), cut(two)
    given = {"suite": 1, "line": LINE, "parties": PARTIES, "me": "RUS", "pair_secret": SECRET}
    mixed = [f for pair in zip(ours, theirs, strict=False) for f in pair] + theirs[len(ours) :]
    for name, about, came, packets in (
        ("whole", "frames in their order", ours, [one]),
        ("reversed", "frames in the reverse order", ours[::-1], [one]),
        ("doubled", "each frame twice", [f for f in ours for _ in range(2)], [one]),
        ("again", "all frames again after the packet was whole", ours + ours, [one]),
        ("mixed", "frames of two packets in turn", mixed, [one, two]),
        ("lost", "the second frame does not come", [ours[0], *ours[2:]], []),
        ("filled", "the second frame comes last", [ours[0], *ours[2:], ours[1]], [one]),
        ("recut", "begun at 220 bytes, sent again at 120", [*ours[:-1], *cut(one, 120)], [one]),
        ("single", "a packet of one frame", cut(packet(3, 60)), [packet(3, 60)]),
        (
            "other-hash",
            "the parts do not make the packet that the transfer names",
            [*cut(one)[:1], frame(ours[1][2:6], 1, 3, b"x" * 202), ours[2]],
            [],
        ),
    ):
        yield f"frames-{name}", about, given | {"frames": came}, {"packets": packets}
    name4 = ours[0][2:6]
    for name, about, wrong, code in (
        ("tag", "one bit of the tag is turned", flipped(ours[0], 10), "frame-bad"),
        ("data", "one bit of the data is turned", flipped(ours[0], -1), "frame-bad"),
        ("transfer", "one bit of the transfer is turned", flipped(ours[0], 2), "frame-bad"),
        ("cut", "the last byte is missing", ours[0][:-1], "frame-bad"),
        ("place", "place 3 of 3", frame(name4, 3, 3, b"data"), "frame-bad"),
        ("none", "place 0 of 0", frame(name4, 0, 0, b"data"), "frame-bad"),
        ("secret", "tagged under another pair secret", cut(one, key=frame_key(OTHER_SECRET))[0], "frame-bad"),
        ("line", "tagged for another line", cut(one, key=frame_key(line=OTHER_LINE))[0], "frame-bad"),
        ("suite", "tagged for suite 2", cut(one, key=frame_key(suite=2))[0], "frame-bad"),
        ("reflected", "tagged for the other direction", cut(one, key=frame_key(ends=("RUS", "USA")))[0], "frame-bad"),
        ("empty", "no data", frame(name4, 0, 3, b""), "packet-malformed"),
        ("pair", "a pair that the line does not have", frame(name4, 0, 3, b"data", pair=6), "packet-foreign"),
        ("receiver", "from the receiver itself", cut(one, pair=0)[0], "packet-foreign"),
    ):
        yield f"frame-{name}", about, given | {"frames": [wrong]}, {"refused": code}


# ---------------------------------------------------------------- thin form

FEED, THEIRS = bytes(range(8)), bytes(range(8, 16))
ROOT = hashlib.sha256(b"the root of three").digest()
SALT, BODY = hashlib.sha256(b"salt").digest()[:16], b"\xa1\x00\x62ok"
COMMITMENT = hashlib.sha256(b"parley/body/v1" + SALT + BODY).digest()
ID, THREAD = hashlib.sha256(b"an entry").digest(), hashlib.sha256(b"a thread").digest()


def entry(**other: Any) -> bytes:  # noqa: ANN401
    """An entry of USA's, spec/record.md section 2."""
    fields = {
        "version": 1, "line": LINE, "author": "USA", "feed": FEED, "index": 7, "seen": [["RUS", THEIRS, 3, ROOT]],
        "beyond": [], "clock_ms": 1_700_000_000_000, "uncertainty_ms": None, "class": 0, "precedence": 0,
        "not_after_ms": None, "addressees": [], "kind": 41, "kind_version": 1, "thread": None, "content": COMMITMENT,
    }  # fmt: skip
    return written(list((fields | other).values()))


def thin(**other: Any) -> list[Any]:  # noqa: ANN401
    """The thin form of the same."""
    fields = {
        "seen": [[0, THEIRS[:2], 3]], "clock_ms": 1_700_000_000_000, "uncertainty_ms": None, "scale": 0,
        "kind": 41, "kind_version": 1, "content": True,
    }  # fmt: skip
    return list((fields | other).values())


def thin_givens() -> tuple[dict[str, Any], dict[str, Any]]:
    """What a receiver has, and one that holds another feed with a name that begins alike."""
    given = {
        "line": LINE, "parties": PARTIES, "author": "USA", "feed": FEED, "index": 7,
        "roots": [["RUS", THEIRS, 3, ROOT]], "salt": SALT, "body": BODY,
    }  # fmt: skip
    return given, given | {"roots": [["RUS", THEIRS, 3, ROOT], ["RUS", THEIRS[:5] + bytes(3), 3, ROOT]]}


def thin_forms() -> Iterator[Case]:
    given, alike = thin_givens()
    bare = given | {"salt": None, "body": None}
    rare = {0: [["RUS", THEIRS, 9, ID]], 1: 1_700_000_900_000, 2: ["RUS"], 3: THREAD}
    yield "thin-statement", "a statement", given | {"form": written(thin())}, {"entry": entry()}
    yield (
        "thin-receipt",
        "a receipt, of FLASH, class 1",
        bare | {"form": written(thin(kind=0, content=None, scale=7))},
        {"entry": entry(kind=0, content=None, precedence=3, **{"class": 1})},
    )
    yield (
        "thin-open",
        "an entry whose content stands open",
        bare | {"form": written(thin(kind=5, content=[["RUS", 1, THREAD]]))},
        {"entry": entry(kind=5, content=[["RUS", 1, THREAD]])},
    )
    yield (
        "thin-rare",
        "a statement with everything that is rare",
        given | {"form": written([*thin(), rare])},
        {"entry": entry(beyond=rare[0], not_after_ms=rare[1], addressees=rare[2], thread=rare[3])},
    )
    yield (
        "thin-whole-name",
        "a feed named by its whole id",
        given | {"form": written(thin(seen=[[0, THEIRS, 3]]))},
        {"entry": entry()},
    )
    yield (
        "thin-longer-name",
        "two feeds begin alike: the name is as long as it must be",
        alike | {"form": written(thin(seen=[[0, THEIRS[:6], 3]]))},
        {"entry": entry()},
    )


def bad_thin_forms() -> Iterator[Case]:
    given, alike = thin_givens()
    bare = given | {"salt": None, "body": None}
    for name, about, form, has, code in (
        ("alike", "a name that two feeds have", thin(seen=[[0, THEIRS[:5], 3]]), alike, "thin-unbuildable"),
        ("name", "a name of one byte", thin(seen=[[0, THEIRS[:1], 3]]), given, "thin-unbuildable"),
        ("short", "the kind is missing", thin()[:4] + thin()[5:], given, "thin-unbuildable"),
        ("long", "an eighth item that is no map", [*thin(), 1], given, "thin-unbuildable"),
        ("map", "a map in the form's place", {0: 1}, given, "thin-unbuildable"),
        ("root", "seen at a size whose root is not held", thin(seen=[[0, THEIRS[:2], 4]]), given, "thin-unbuildable"),
        ("feed", "seen of a feed that is not held", thin(seen=[[0, FEED, 3]]), given, "thin-unbuildable"),
        (
            "party",
            "seen of a party that the line does not have",
            thin(seen=[[2, THEIRS[:2], 3]]),
            given,
            "thin-unbuildable",
        ),
        ("size", "seen at size 0", thin(seen=[[0, THEIRS[:2], 0]]), given, "thin-unbuildable"),
        ("sizes", "more seen than an entry may have", thin(seen=[[0, THEIRS, 3]] * 41), given, "thin-unbuildable"),
        ("truth", "seen at size true", thin(seen=[[0, THEIRS[:2], True]]), given, "thin-unbuildable"),
        ("own", "seen of the author's own", thin(seen=[[1, FEED, 3]]), given, "thin-unbuildable"),
        ("body", "a body is said to come with it and does not", thin(), bare, "thin-unbuildable"),
        ("content", "a commitment of 31 bytes", thin(content=bytes(31)), given, "entry-malformed"),
        ("clock", "the clock is text", thin(clock_ms="now"), given, "entry-malformed"),
        ("scale", "class and precedence below zero", thin(scale=-1), given, "entry-malformed"),
    ):
        yield f"thin-bad-{name}", about, has | {"form": written(form)}, {"refused": code}


def plain(item: Any) -> Any:  # noqa: ANN401
    """Bytes as hexadecimal, all the way down."""
    if isinstance(item, bytes):
        return item.hex()
    if isinstance(item, dict):
        return {key: plain(value) for key, value in item.items()}
    return [plain(value) for value in item] if isinstance(item, list | tuple) else item


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for name, about, given, expect in [*frames(), *thin_forms(), *bad_thin_forms()]:
        case = {"about": about, "given": plain(given), "expect": plain(expect)}
        (FOLDER / f"{name}.json").write_text(json.dumps(case, indent=1) + "\n")


if __name__ == "__main__":
    main()
