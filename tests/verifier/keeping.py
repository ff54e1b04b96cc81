"""Records with amendments, and with bodies that are said to be erased by agreement, rightly or not."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from tests.verifier.writer import AGREEMENT, START_MS, Feed, Record, Value, cbor, pair

DAY_MS = 86_400_000
DAYS = 30
KEPT = b"[retention]\nbodies_days = 30\n"
SHORTER = b"[retention]\nbodies_days = 3\n"
FOR_EVER = b"[retention]\n"
BODY = b"Flight of two from 0900."


def signs(feed: Feed, file: bytes, previous: bytes, **other: Value) -> int:
    """Sign an amendment, having seen all that the other side said."""
    others = [each.named() for each in feed.record.feeds if each.party is not feed.party]
    return feed.say(cbor([1, sha256(previous).digest(), file]), 10, seen=others, **other)


def founded(agreement: bytes = KEPT) -> tuple[Record, Feed, Feed]:
    record = Record(pair(), agreement=agreement)
    alfa, bravo = record.parties
    a, b = record.feed(alfa, "a"), record.feed(bravo, "b")
    a.add(2, content=record.founding())
    b.add(2, content=record.founding(), seen=[a.named()])
    return record, a, b


def later(record: Record, days: float = DAYS) -> None:
    """Let both parties write once more when so many days have passed since the last entry."""
    a, b = record.feeds
    record.clock_ms += int(days * DAY_MS)
    a.add(seen=[b.named()])
    b.add(seen=[a.named()])


def amended() -> Iterator[tuple[str, str, Record, list[tuple[bytes, Feed, int]]]]:
    """Amendments: which of them hold, and behind which entry."""
    record, a, b = founded()
    signs(a, SHORTER, KEPT)
    at = signs(b, SHORTER, KEPT)
    yield "amended", "Both sign an amendment.", record, [(SHORTER, b, at)]

    record, a, b = founded()
    signs(a, SHORTER, KEPT)
    at = signs(b, SHORTER, KEPT)
    signs(b, KEPT, SHORTER)
    again = signs(a, KEPT, SHORTER)
    yield "amended-back", "Both sign one, and then the former again.", record, [(SHORTER, b, at), (KEPT, a, again)]

    record, a, b = founded()
    signs(a, SHORTER, KEPT)
    yield "amended-by-one", "Only ALFA signs.", record, []

    record, a, b = founded()
    signs(a, SHORTER, KEPT)
    signs(b, FOR_EVER, KEPT)
    yield "amended-apart", "Each signs another one.", record, []

    record, a, b = founded()
    signs(a, SHORTER, KEPT)
    signs(a, FOR_EVER, KEPT)
    signs(b, SHORTER, KEPT)
    yield "amended-withdrawn", "ALFA signs another one before BRAVO signs its first.", record, []

    record, a, b = founded()
    signs(a, SHORTER, AGREEMENT)
    signs(b, SHORTER, AGREEMENT)
    yield "amended-elsewhere", "Both sign what is to follow another agreement.", record, []

    record, a, b = founded()
    signs(a, SHORTER, KEPT)
    signs(b, SHORTER, KEPT, absent=True)
    yield "amended-absent", "The body of BRAVO's signature is not here.", record, []

    record, a, b = founded()
    signs(a, SHORTER, KEPT)
    b.say(cbor([1, sha256(KEPT).digest(), SHORTER, 0]), 10, seen=[a.named()])
    b.say(cbor([True, sha256(KEPT).digest(), SHORTER]), 10)
    b.say(cbor([1, sha256(KEPT).digest(), SHORTER]), 32)
    yield "amended-misformed", "BRAVO's bodies are none, or stand in another kind.", record, []


def erased() -> Iterator[tuple[str, str, Record, int]]:
    """Bodies erased as was agreed, with their number."""
    record, a, b = founded()
    a.say(BODY, seen=[b.named()], erased=True)
    b.add(seen=[a.named()])
    later(record)
    yield "erased", "A body erased after thirty days.", record, 1

    record, a, b = founded(FOR_EVER)
    signs(a, SHORTER, FOR_EVER)
    signs(b, SHORTER, FOR_EVER)
    a.say(BODY, seen=[b.named()], erased=True)
    b.add(seen=[a.named()])
    later(record, 3)
    yield "erased-amended", "A body erased after the three days of an amendment.", record, 1

    record, a, b = founded()
    a.say(BODY, 99, seen=[b.named()], erased=True)
    single = a.say(BODY, erased=True)
    b.add(beyond=[["ALFA", a.id, single, a.ids[-1]]], seen=[])
    b.add(seen=[a.named()])
    later(record)
    yield "erased-unreadable", "A body of a kind not known here, and one that was receipted singly first.", record, 2


def early() -> Iterator[tuple[str, str, Record, Feed, int]]:
    """Bodies said to be erased that may not be, each with its place."""

    def said(agreement: bytes = KEPT) -> tuple[Record, Feed, Feed, int]:
        record, a, b = founded(agreement)
        return record, a, b, a.say(BODY, seen=[b.named()], erased=True)

    record, a, b, at = said()
    b.add(seen=[a.named()])
    record.clock_ms -= 2001  # what comes last is a millisecond short of thirty days
    later(record)
    yield "early-by-a-ms", "Erased a millisecond before its age.", record, a, at

    for name, agreement in (
        ("no-term", FOR_EVER),
        ("text", b'retention = "30 days"\n'),
        ("no-toml", b"[retention]\nbodies_days = 30\nbodies_days = 30\n"),
        ("fraction", b"[retention]\nbodies_days = 30.0\n"),
        ("true", b"[retention]\nbodies_days = true\n"),
        ("zero", b"[retention]\nbodies_days = 0\n"),
        ("beyond", b"[retention]\nbodies_days = 36526\n"),
        ("dots", KEPT + b"# " + b"." * 33 + b"\n"),
        ("not-utf8", KEPT + b"# \xff\n"),
    ):
        record, a, b, at = said(agreement)
        b.add(seen=[a.named()])
        later(record, 40_000)
        yield f"early-{name}", "Erased, and the agreement has no such term.", record, a, at

    record, a, b, at = said()
    record.clock_ms += DAYS * DAY_MS * 2
    b.add(seen=[])
    yield "early-not-receipted", "Erased, and nobody has receipted it.", record, a, at

    record, a, b, at = said()
    b.add(seen=[a.named()])
    a.add(seen=[b.named()], clock_ms=START_MS + DAYS * DAY_MS * 10)
    yield "early-by-one-clock", "The clock of one party alone has passed the age.", record, a, at

    record, a, b, at = said()
    b.add(seen=[a.named()])
    signs(a, SHORTER, KEPT)
    signs(b, SHORTER, KEPT)
    later(record, 3)
    yield "early-amended-later", "Erased by terms that hold only for what came later.", record, a, at

    record, a, b = founded(SHORTER)
    signs(a, KEPT, SHORTER)
    at = signs(b, KEPT, SHORTER, erased=True)
    later(record)
    yield "early-amendment", "The body of an amendment is never erased.", record, b, at

    record, a, b = founded()
    later(record)
    lost = record.feed(record.parties[1], "lost")
    a.add(seen=[lost.named()])
    at = a.say(BODY, erased=True)
    b.add(seen=[])
    record.feeds.remove(lost)
    yield "early-without-place", "Erased, and its past is not here.", record, a, at
