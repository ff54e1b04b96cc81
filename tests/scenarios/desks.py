"""Two real nodes with an agreement between them, told step by step; what each then shows from its own record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from parley.desk import messages as m
from parley.desk.agreement import Agreement, Release
from parley.node.beside import DOUBTS
from parley.node.debts import Debt, debts
from parley.node.desk import Desk, Statement, Thread
from parley.node.reading import Reading
from parley.node.rows import statement_at
from parley.node.threads import Of
from parley.wire.context import Context
from parley.wire.render import render
from parley.words.instants import DAY_MS, HOUR_MS, MINUTE_MS
from parley.words.terms import Precedence
from tests.desk.agreements import AGREEMENT
from tests.node.talk import WALL_MS, Side, Talk

PARTIES = ("RUS", "USA")
NOW_MS = WALL_MS
TERMS: Agreement = replace(
    AGREEMENT,
    notify_ahead_min={"flight": 15},
    release=Release(officers=1, by_template={"accident-report": 2}),
    watch=None,
)


def at_desks(agreement: Agreement = TERMS) -> Talk:
    """Give a line on which both have founded and heard each other."""
    talk = Talk(usa={"desk": Desk(PARTIES, agreement)}, rus={"desk": Desk(PARTIES, agreement)})
    talk.connects()
    return talk


def said(side: Side, message: m.Message, **fields: Any) -> bytes:  # noqa: ANN401  any field of the event
    """Release a statement and let it arrive; give its id."""
    answer = side.says(message, **fields)
    assert answer.id is not None, answer.code
    side.talk.passes(2_000)
    return answer.id


def statements(side: Side) -> list[Statement]:
    """What a side's record holds, in joint order."""
    state = side.node.state
    places = sorted(
        (feed.positions[index], feed, index) for feed, index in state.places.values() if index < feed.placed
    )
    return [statement_at(state, feed, index) for _, feed, index in places]


def reading(side: Side) -> Reading:
    """What a side's node shows now."""
    return side.node.state.shelf.model.reading(side.now().wall_ms)


def owed(side: Side, what: str) -> Debt:
    """The one thing of this sort that is owed, as this side's record shows it."""
    (debt,) = [debt for debt in debts(reading(side)) if debt.what == what]
    return debt


def thread(side: Side, entry: bytes) -> Thread:
    """Where a thread stands at a side."""
    found = side.node.state.config.desk.thread(entry)
    assert found is not None
    return found


def doubt(side: Side, opener: bytes, of: bytes, party: str, track: int | None = None) -> str:
    """How a doubt stands at a side."""
    return str(thread(side, opener).beside[Of(DOUBTS, of, party, track=track)])


def shown(side: Side, entry: bytes, language: str) -> str:
    """An entry's sentences in a language, as a side's desk shows it."""
    (statement,) = [each for each in statements(side) if each.id == entry]
    return render(statement.message, language, Context(author=statement.author, addressee=side.party))


__all__ = [
    "DAY_MS",
    "HOUR_MS",
    "MINUTE_MS",
    "NOW_MS",
    "TERMS",
    "Precedence",
    "at_desks",
    "doubt",
    "owed",
    "reading",
    "said",
    "shown",
    "statements",
    "thread",
]
