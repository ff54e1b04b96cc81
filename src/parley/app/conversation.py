"""One thread as a screen shows it: each statement in every language of the line, its course, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from parley.app import released
from parley.app.telling import Teller
from parley.desk import messages as m
from parley.desk import queries
from parley.desk.escalation import State as RungState
from parley.desk.people import Act, People, may
from parley.node.debts import Debt
from parley.node.desk import SILENT, Statement
from parley.node.escalation_view import Matter, matters
from parley.node.ladder import Rung, ladder
from parley.words.instants import iso, iso_or_none
from parley.words.terms import Precedence

_ASKS: Final = (m.Query, m.Question)
_UNANSWERED: Final = {queries.State.OPEN, queries.State.HOLDING}
LOG_LINES_READ: Final = 5_000
"""Of the log of releases so many of the latest lines are looked through: more than a month of a crisis."""


def conversation(teller: Teller, folder: Path, people: People, ref: str, seat: str) -> dict[str, Any]:
    """Tell a thread; `seat` is who reads. Raises OurFault of references."""
    statements = teller.thread(ref)
    opener = next((each for each in statements if each.id == each.thread), statements[0])
    told = teller.shelf.model.told.get(opener.thread)
    owed = sorted(
        (debt for each in statements for debt in teller.owed.get(each.id, ())),
        key=lambda debt: (debt.due_ms is None, debt.due_ms or 0),
    )
    releases = released_of(folder, {each.id.hex() for each in statements})
    own_role = _role(teller, people, seat)
    return {
        **teller.bilingual(opener),
        "statements": [
            {
                **teller.told(each),
                **teller.bilingual(each),
                "own": each.author == teller.me,
                "by": releases.get(each.id.hex()),
                "acts": _acknowledging(teller, each) if own_role and may(people, seat, Act.ANSWER) else [],
                "translations": _translations(statements, each),
            }
            for each in statements
        ],
        "thread": opener.thread.hex(),
        "party": teller.me,
        "others": [party for party in sorted(teller.agreement.languages) if party != teller.me],
        "opener": teller.told(opener)["kind"],
        "precedence": Precedence(opener.precedence).name,
        "state": "" if told is None or told.thread.state is None else str(told.thread.state),
        "owed": [debt.machine() for debt in owed],
        "acts": [*_answering(teller, opener), *_climbing(teller, opener)],
        "role": own_role,
        "next": list(_next(teller, owed, opener)),
    }


def released_of(folder: Path, entries: set[str]) -> dict[str, dict[str, str]]:
    """Tell which seats released these entries, by the log of releases."""
    found: dict[str, dict[str, str]] = {}
    for line in released.latest(folder, LOG_LINES_READ, "released"):
        if line.get("id") in entries:
            found[str(line["id"])] = {key: str(line.get(key, "")) for key in ("at", "seat", "second")}
    return found


def _role(teller: Teller, people: People, seat: str) -> str | None:
    """Give the role of the agreement under which a seat acknowledges, None where it has none."""
    declared = people.seats.get(seat)
    role = declared.speaks_as if declared is not None and declared.speaks_as else seat
    return role if role in teller.agreement.roles else None


def _acknowledging(teller: Teller, statement: Statement) -> list[str]:
    """Name the levels of acknowledgement that this side has not given yet to a statement of the other."""
    if statement.author == teller.me or isinstance(statement.message, SILENT) or not _counts(teller, statement):
        return []
    thread = teller.shelf.model.told.get(statement.thread)
    said = {each.rung for each in ladder(statement.id, teller.me, None, thread.statements if thread else ())}
    acts = [] if said & {Rung.OPENED, Rung.READ, Rung.UNDERSTOOD, Rung.NOT_UNDERSTOOD} else ["opened"]
    if not teller.agreement.disclosure.opened:
        acts = []
    if not said & {Rung.READ, Rung.UNDERSTOOD, Rung.NOT_UNDERSTOOD}:
        acts.append("read")
    if Rung.UNDERSTOOD not in said:
        acts += ["understood", "not-understood"]
    return acts


def _counts(teller: Teller, statement: Statement) -> bool:
    thread = teller.shelf.model.told.get(statement.thread)
    return thread is not None and any(each.id == statement.id for each in thread.statements)


def _answering(teller: Teller, opener: Statement) -> list[str]:
    """Name what answers a query or a question that this side was asked."""
    told = teller.shelf.model.told.get(opener.thread)
    if told is None or opener.author == teller.me or not isinstance(opener.message, _ASKS):
        return []
    if told.thread.state not in _UNANSWERED:
        return []
    answers = ["yes", "no"] if isinstance(opener.message, m.Question) else ["reply"]
    return [*answers, "holding", "cannot"]


def _matters(teller: Teller, opener: Statement) -> Iterator[Matter]:
    for each in matters(teller.reading):
        if each.entry is not None and each.entry.thread == opener.thread:
            yield each


def _climbing(teller: Teller, opener: Statement) -> list[str]:
    """Name the taking of a rung where one is reached that this side is to take and has not."""
    ours = (each for each in _matters(teller, opener) if each.climber == teller.me)
    reached = any(rung.state is RungState.REACHED and rung.taken is None for each in ours for rung in each.rungs)
    return ["escalate"] if reached else []


def _next(teller: Teller, owed: Sequence[Debt], opener: Statement) -> Iterator[dict[str, Any]]:
    """Tell what comes if nothing happens: deadlines that pass, and rungs of the ladder that are reached."""
    now_ms = teller.reading.now_ms
    found: list[tuple[int, dict[str, Any]]] = [
        (debt.due_ms, {"what": str(debt.what), "debtor": debt.debtor, "role": None})
        for debt in owed
        if debt.due_ms is not None and debt.due_ms > now_ms
    ]
    for matter in _matters(teller, opener):
        for rung in matter.rungs:
            if rung.step.at_ms > now_ms:
                role = teller.named(rung.step.to)
                found.append((rung.step.at_ms, {"what": matter.lacks.name, "debtor": matter.debtor, "role": role}))
    for at_ms, each in sorted(found, key=lambda one: one[0]):
        yield {"at": iso(at_ms), **each}


def _translations(statements: Sequence[Statement], of: Statement) -> list[dict[str, str]]:
    """Tell the translations of a statement that stand in its thread, the latest last."""
    return [
        {
            "by": each.author,
            "language": each.message.language,
            "grade": each.message.grade.name.lower(),
            "text": each.message.text,
            "at": str(iso_or_none(each.clock_ms)),
        }
        for each in statements
        if isinstance(each.message, m.Translation) and each.message.of == of.id
    ]
