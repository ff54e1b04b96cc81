"""How well each party keeps its times: lead times of notices, replies, call answers, acknowledgements, watch checks."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from parley.desk.notices import NOTICES
from parley.desk.obligations import Standing
from parley.node.debts import obligations
from parley.node.notice_views import notice_of
from parley.node.reading import Reading, Told, View
from parley.node.watch_view import Human, WatchView

LEAD: Final = "lead time"
CLOCK: Final = "clock"
VERDICTS: Final[Mapping[Standing, str]] = {
    Standing.ANSWERED: "in_time",
    Standing.ANSWERED_LATE: "late",
    Standing.UNANSWERED: "overdue",
    Standing.NOT_KNOWN: "not_known",
    Standing.RUNNING: "running",
    Standing.NOT_STORED: "not_stored",
}


def _kept(reading: Reading, told: Told) -> Iterator[Hashable]:
    """Count a thread's lead time and each of its obligations, each under the party whose it is."""
    opener = told.opener
    if isinstance(opener.message, NOTICES):
        (notice,) = notice_of(reading, told)
        verdict = {None: "not_stored", True: "late", False: "kept"}[notice.late] if notice.has_term else "no_term"
        yield LEAD, opener.author, notice.kind, verdict
    for each in obligations(reading, told):
        standing = reading.standing(each.debtor, each.due_ms, each.answered_ms)
        yield CLOCK, each.debtor, each.what, VERDICTS[standing]


KEPT: Final[View[Hashable]] = View(_kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyStatistics:
    """One party: by kind of notice how its lead times were; by what was asked of it how it answered."""

    party: str
    statements: int
    unconfirmed: int
    lead_times: Mapping[str, Mapping[str, int]]
    asked: Mapping[str, Mapping[str, int]]
    checks_missed: int
    checks_not_known: int

    def machine(self) -> dict[str, Any]:
        return {
            "party": self.party,
            "statements": self.statements,
            "unconfirmed": self.unconfirmed,
            "lead_times": {kind: dict(sorted(found.items())) for kind, found in sorted(self.lead_times.items())},
            "asked": {what: dict(sorted(found.items())) for what, found in sorted(self.asked.items())},
            "watch_checks": {"missed": self.checks_missed, "not_known": self.checks_not_known},
        }


def statistics(reading: Reading, watch: WatchView) -> tuple[PartyStatistics, ...]:
    """Count for each party what it kept, what it gave late and what is overdue, of the whole record."""
    lead: dict[str, dict[str, dict[str, int]]] = {party: {} for party in reading.parties}
    asked: dict[str, dict[str, dict[str, int]]] = {party: {} for party in reading.parties}
    for each, number in reading.counted().items():
        match each:
            case ("lead time" | "clock" as about, str(party), str(what), str(verdict)):
                found = (lead if about == LEAD else asked)[party].setdefault(what, {})
                found[verdict] = found.get(verdict, 0) + number
            case _:
                pass
    return tuple(
        PartyStatistics(
            party=party,
            statements=reading.source.count(party),
            unconfirmed=len(reading.source.unconfirmed(party)),
            lead_times=lead[party],
            asked=asked[party],
            checks_missed=sum(by == party and human is Human.SILENT for _, by, human in watch.missed),
            checks_not_known=sum(by == party and human is Human.NOT_KNOWN for _, by, human in watch.missed),
        )
        for party in reading.parties
    )
