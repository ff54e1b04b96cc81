"""A line of two nodes under an agreement of their own, and what is done with it over days."""

from __future__ import annotations

import re
from typing import Any

from parley.desk.agreement import parse
from parley.node.desk import Desk
from parley.node.effects import Answer
from parley.node.events import AgreementSigned
from parley.seal.digest import sha256
from parley.wire.signed import catalogue_here
from parley.words.instants import DAY_MS
from sim.workload import PARTIES
from tests.desk.agreements import TEXT
from tests.node.talk import Side, Talk

KEPT = TEXT + "\n[retention]\nbodies_days = 30\n"
NO_PROTEST = (
    TEXT
    + "\n[in_force]\n"
    + "".join(
        f'{template} = ["USA", "RUS"]\n'
        for template in ("plain-statement", "query", "reply", "holding-reply", "exercise", "hazard")
    )
)


HERE = catalogue_here(parse(TEXT.encode()))
"""The hash of the catalogue that this version has for it."""


def naming(catalogue: str, *, unreviewed: str = "true") -> str:
    """The agreement with a catalogue named."""
    put = f'takes_unreviewed = {unreviewed}\ncatalogue = "{catalogue}"'
    return re.sub("^takes_unreviewed = .*$", put, TEXT, flags=re.MULTILINE)


REVIEWED = 'reviewed = ["query", "reply", "holding-reply", "plain-statement"]'
STRICT = naming(HERE, unreviewed=f"false\n{REVIEWED}")
"""Queries and plain words are reviewed, by what the parties sign; nothing else is taken."""


def sooner(text: str = TEXT) -> str:
    """The agreement with FLASH answered sooner."""
    return re.sub("^FLASH = 15", "FLASH = 10", text, flags=re.MULTILINE)


def terms(text: str) -> dict[str, Any]:
    """What a node's configuration has of an agreement."""
    data = text.encode()
    return {"agreement_hash": sha256(data), "desk": Desk(PARTIES, parse(data))}


def under(text: str) -> Talk:
    """Give a line founded on an agreement, on which both have heard each other."""
    talk = Talk(usa=terms(text), rus=terms(text))
    talk.connects()
    return talk


def starts(side: Side, text: str) -> None:
    """Start a node anew and let it hear the other."""
    side.changes = terms(text)
    side.starts()
    side.opens_way()
    side.peer.opens_way()
    side.talk.passes(40_000)


def signs(side: Side, text: str, **fields: Any) -> Answer:  # noqa: ANN401  any field of the event
    side.tokens += 1
    done = side.round(AgreementSigned(token=side.tokens, file=text.encode(), **fields))
    return next(effect for effect in done if isinstance(effect, Answer))


def days_pass(talk: Talk, days: float) -> None:
    """Let days pass in which nobody says anything, and both nodes speak at their end."""
    talk.ms += int(days * DAY_MS)
    talk.passes(3_700_000)
