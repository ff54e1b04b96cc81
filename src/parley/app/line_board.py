"""The board of a line: 30 days of watch checks, carriers, what each side's node saw, and where a silence comes from."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import parley
from parley.app.home import Home
from parley.app.ledger import Ledger
from parley.app.reading import lamps_of
from parley.app.strip import link_of
from parley.app.telling import Teller
from parley.desk.obligations import Standing
from parley.desk.watch import scheduled
from parley.node.debts import debts
from parley.node.ledger import availability
from parley.node.watch_view import CHECKS, Check, Human, manned, watch_view
from parley.words.instants import DAY_MS, SECOND_MS, from_ms, iso, iso_or_none

DAYS: Final = 30
SPANS_TOLD: Final = 20


def line_board(
    teller: Teller, ledger: Ledger, home: Home, carriers: Sequence[Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """Tell it as the line stands now; `carriers` are the running node's own, None where it does not run."""
    reading = teller.reading
    exposed, number = teller.exposed()
    return {
        "language": teller.language,
        "time_zones": teller.agreement.time_zones,
        "party": teller.me,
        "parties": list(reading.parties),
        "as_of": iso(reading.now_ms),
        "days": list(_days(teller)),
        "watch": watch_view(reading).machine(),
        "machine": lamps_of(teller.shelf.reports),
        "nodes": availability(reading).machine(SPANS_TOLD),
        "silences": [_silence(teller, party, carriers) for party in reading.parties if party != teller.me],
        "keys": ledger.keys(),
        "exposure": {"statements": number, "oldest": iso_or_none(min((e.clock_ms for e in exposed), default=None))},
        "node": _node(teller, home),
    }


# ---------------------------------------------------------------- 30 days of checks


def _days(teller: Teller) -> Iterator[dict[str, Any]]:
    """Give each of the last days with its agreed checks, and those out of turn."""
    reading, schedule = teller.reading, teller.agreement.watch
    missed = {at_ms: (party, human) for at_ms, party, human in watch_view(reading).missed}
    sent: dict[int | None, list[Check]] = {}
    for check in reading.rows(CHECKS):
        sent.setdefault(check.scheduled_ms, []).append(check)
    first_ms = (reading.now_ms // DAY_MS - DAYS + 1) * DAY_MS
    agreed = [each for each in scheduled(schedule, reading.now_ms) if each[0] >= first_ms] if schedule else []
    for day in range(DAYS):
        begins_ms = first_ms + day * DAY_MS
        due = [each for each in agreed if begins_ms <= each[0] < begins_ms + DAY_MS]
        others = [check for check in sent.get(None, ()) if begins_ms <= check.sent_ms < begins_ms + DAY_MS]
        yield {
            "day": f"{from_ms(begins_ms):%Y-%m-%d}",
            "checks": [
                *(_told(at_ms, opener, sent.get(at_ms, ()), missed.get(at_ms)) for at_ms, opener in due),
                *(_told(check.sent_ms, "", [check], None) for check in others),
            ],
        }


def _told(at_ms: int, opener: str, sent: Sequence[Check], missed: tuple[str | None, Human] | None) -> dict[str, Any]:
    """Tell one check: answered after so many seconds, missed and by whom, or still open."""
    answered = [check for check in sent if check.good and check.answered_ms is not None]
    seconds = [(check.answered_ms or 0) - check.sent_ms for check in answered]
    state = "answered" if answered and missed is None else "open" if missed is None else str(missed[1])
    return {
        "at": iso(at_ms),
        "opened_by": opener or None,
        "state": state,
        "seconds": max(0, min(seconds)) // SECOND_MS if seconds else None,
        "missed_by": None if missed is None else missed[0],
        "entry": answered[0].entry.hex() if answered else sent[-1].entry.hex() if sent else None,
    }


# ---------------------------------------------------------------- fault or refusal?


def _silence(teller: Teller, party: str, carriers: Sequence[Mapping[str, Any]] | None) -> dict[str, Any]:
    """Say of a party whether its node is heard, its watch is there, and it answers: facts, and what they say."""
    reading = teller.reading
    up = None if carriers is None else bool(link_of(party, carriers, {})["up"])
    checks = watch_view(reading)
    silent = checks.human is Human.SILENT and checks.failed_by == party
    human = None if checks.human in {Human.NOT_DUE, Human.NOT_KNOWN} else not silent
    owed = [debt for debt in debts(reading) if debt.debtor == party]
    late = [debt for debt in owed if debt.standing is Standing.UNANSWERED]
    unknown = [debt for debt in owed if debt.standing is Standing.NOT_KNOWN]
    said = manned(reading, party)
    return {
        "party": party,
        "node_up": up,
        "node_last": iso_or_none(teller.shelf.latest_clock_ms(party)),
        "watch_there": human,
        "watch_last": iso_or_none(checks.last_good_ms),
        "watch_said": iso_or_none(None if said is None else said.at_ms),
        "unanswered": len(late),
        "not_known": len(unknown),
        "says": _says(up, human, late=bool(late)),
    }


def _says(up: bool | None, human: bool | None, *, late: bool) -> str:  # noqa: FBT001  a fact each
    """Name what the facts say together."""
    if up is None:
        return "nothing known"
    if not up:
        return "line fault"
    if human is False:
        return "node up, nobody there"
    return "watch present, no answer" if late else "answers"


# ---------------------------------------------------------------- own node


def _node(teller: Teller, home: Home) -> dict[str, Any]:
    usage = shutil.disk_usage(home.folder)
    return {
        "version": parley.__version__,
        "entries": len(teller.shelf.record),
        "disk_free_mb": usage.free // 1_000_000,
        "disk_free_percent": 100 * usage.free // usage.total,
        "drill": home.demo,
    }
