"""The record as a screen asks for it: its proof state, its entries by search, one entry with hashes and proof."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from parley.app.ledger import Ledger
from parley.app.telling import Teller
from parley.node.desk import Statement
from parley.record.joint import Record
from parley.seal.digest import sha256
from parley.wire.render import sentence_name
from parley.words.faults import OurFault
from parley.words.instants import DAY_MS, iso, iso_or_none
from parley.words.limits import SHORT_TEXT_CHARS_MAX

ROWS_TOLD: Final = 50
LOOKED_THROUGH: Final = 1_000
"""So many statements are looked through for one request; whoever wants more goes on from there."""
Request = Mapping[str, Any]


def digits_of(record: Record, size: int | None = None) -> str:
    """Give how far a record is numbered, and ten digits of it, to be compared by voice: 1204:93412-00713."""
    size = record.joint_tree.size if size is None else size
    digits = f"{int.from_bytes(sha256(b'parley/digits/v1' + record.joint_tree.root(size))) % 10**10:010}"
    return f"{size}:{digits[:5]}-{digits[5:]}"


def state(teller: Teller, ledger: Ledger) -> dict[str, Any]:
    """How the record stands: numbers, heads, what both have signed, and what shows that two histories are told."""
    record = teller.shelf.record
    exposed, number = teller.exposed()
    feeds = [feed for feed in record.feeds.values() if feed.size]
    differing = {(each["party"], each["feed"]) for each in ledger.differing()}
    return {
        "language": teller.language,
        "time_zones": teller.agreement.time_zones,
        "as_of": iso(teller.reading.now_ms),
        "parties": list(record.parties),
        "line": record.line.hex(),
        "entries": len(record),
        "numbered": record.numbered,
        "root": record.joint_tree.root().hex(),
        "digits": digits_of(record),
        "statements": {party: teller.shelf.count(party) for party in record.parties},
        "exposure": {"statements": number, "oldest": iso_or_none(min((e.clock_ms for e in exposed), default=None))},
        "feeds": [
            {
                "party": feed.party,
                "feed": feed.id.hex(),
                "size": feed.size,
                "root": feed.tree.root().hex(),
                "sealed": feed.size if feed.party == teller.me else ledger.sealed(feed),
                "receipted": {party: upto for party, upto in sorted(feed.receipted.items()) if party != feed.party},
                "last": iso(feed.clocks[feed.size - 1]),
                "differs": (feed.party, feed.id.hex()) in differing,
            }
            for feed in sorted(feeds, key=lambda feed: (feed.party, -feed.clocks[feed.size - 1]))
        ],
        "unsealed": sum(feed.size - ledger.sealed(feed) for feed in feeds if feed.party != teller.me),
        "differing": ledger.differing(),
        "false_seen": len(record.false_seen),
    }


# ---------------------------------------------------------------- entries by search


def entries(teller: Teller, request: Request) -> dict[str, Any]:
    """The statements that a search means, the latest first, from `before` (a position) on.

    `text` is looked for in every language of the line; `by`, `kind`, `from_ms` and `until_ms` bound it. Raises
    OurFault `request-malformed`.
    """
    text, by, kind = (_text(request, name) for name in ("text", "by", "kind"))
    from_ms, until_ms = (_number(request, name) for name in ("from_ms", "until_ms"))
    before = _number(request, "before")
    meant = _meant(teller, text)
    if meant is not None:
        return {**_round(teller), "rows": [_row(teller, meant)], "looked": 1, "next": None}
    parties = {by.upper()} & set(teller.agreement.languages) if by else set(teller.agreement.languages)
    rows: list[dict[str, Any]] = []
    looked, more = 0, None
    for statement in teller.shelf.latest(parties):
        position = teller.shelf.position(statement.id)
        if before is not None and position >= before:
            continue
        if looked == LOOKED_THROUGH or len(rows) == ROWS_TOLD:
            more = position + 1
            break
        looked += 1
        day_fits = (from_ms is None or statement.clock_ms >= from_ms) and (
            until_ms is None or statement.clock_ms < until_ms + DAY_MS
        )
        if day_fits and kind.lower() in sentence_name(type(statement.message)) and _says(teller, statement, text):
            rows.append(_row(teller, statement))
    return {**_round(teller), "rows": rows, "looked": looked, "next": more}


def _round(teller: Teller) -> dict[str, Any]:
    return {"language": teller.language, "time_zones": teller.agreement.time_zones}


def _meant(teller: Teller, text: str) -> Statement | None:
    """Give the one statement that a text names by number or id, None where it names none."""
    try:
        return teller.find(text) if text else None
    except OurFault:
        return None


def _says(teller: Teller, statement: Statement, text: str) -> bool:
    """Say whether every word of a search stands in what was said, in one of the line's languages."""
    if not text:
        return True
    found = " ".join(teller.texts(statement).values()).casefold()
    return all(word in found for word in text.casefold().split())


def _row(teller: Teller, statement: Statement) -> dict[str, Any]:
    told = teller.told(statement)
    opener = teller.shelf.statement(statement.thread) or statement
    about = teller.told(opener)
    place = teller.shelf.place(statement.id)
    return {
        "id": told["id"],
        "number": told["number"],
        "author_number": told["author_number"],
        "thread": told["thread"],
        "thread_number": about["author_number"],
        "clock": told["clock"],
        "author": told["author"],
        "kind": told["kind"],
        "class": told["class"],
        "precedence": told["precedence"],
        "subject": about["subject"] or told["text"],
        "receipted": {party: at is not None for party, at in told["stored"].items()},
        "sealed": not told["pq_pending"],
        "refused": told["refused"],
        "position": place.feed.positions[place.index],
    }


# ---------------------------------------------------------------- one entry


def entry(teller: Teller, ledger: Ledger, request: Request) -> dict[str, Any]:
    """One entry with what proves it: its hash, the one before it, its path to its feed's root, its first receipts."""
    ref = _text(request, "ref")
    statement = teller.find(ref)
    place = teller.shelf.place(statement.id)
    feed, index = place
    reach = feed.size if feed.party == teller.me else max(ledger.sealed(feed), index + 1)
    record = teller.shelf.record
    receipts = {
        party: record.first_receipt(feed, index, party) for party in record.parties if party != statement.author
    }
    return {
        **teller.told(statement),
        "texts": teller.texts(statement),
        "feed": feed.id.hex(),
        "index": index,
        "previous": feed.tree.leaf(index - 1).hex() if index else None,
        "path": [step.hex() for step in feed.tree.inclusion(index, reach)],
        "root": feed.tree.root(reach).hex(),
        "root_size": reach,
        "receipts": {
            party: None if by is None else by.feed.tree.leaf(by.index).hex() for party, by in receipts.items()
        },
    }


def _text(request: Request, name: str) -> str:
    value = request.get(name) or ""
    if not isinstance(value, str) or len(value) > SHORT_TEXT_CHARS_MAX:
        raise OurFault("request-malformed", f"{name} is no short text.")
    return value.strip()


def _number(request: Request, name: str) -> int | None:
    value = request.get(name)
    if value is not None and (type(value) is not int or value < 0):
        raise OurFault("request-malformed", f"{name} is no number.")
    return value
