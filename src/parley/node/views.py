"""What the boards show, from the record alone: a newcomer's questions, each answered by one view.

`machine()` gives the JSON form: instants as ISO 8601 in UTC, entries by their id in hex.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from parley.node.call_views import PairingView, pairing_views
from parley.node.counts import CountsView, Observed, counts_view
from parley.node.debts import Debt, debts, owes
from parley.node.held_views import CallView, ContactView, call_views, contact_views
from parley.node.ledger import Refused, refusals
from parley.node.nearness import CLAIMED, FLIGHTS, Nearness, nearness
from parley.node.notice_views import DECLARATIONS, FLIGHT_DAYS, NoticeView, notice_views
from parley.node.reading import Reading, Views
from parley.node.statistics import KEPT
from parley.node.watch_view import CHECKS, MANNED, WatchView, watch_view

ROWS_TOLD: Final = 200
"""So many rows of a list are told where everything was asked for: more than a person reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofView:
    """What was said and what is kept: statements and receipted ones of each party, and what does not count.

    `unreadable` is held and of a kind newer than this catalogue; `refusals` are what each node answered by itself.
    """

    statements: Mapping[str, int]
    receipted: Mapping[str, int]
    refused: tuple[tuple[bytes, str], ...]
    unreadable: tuple[bytes, ...]
    refusals: tuple[Refused, ...]

    def machine(self, most: int = ROWS_TOLD) -> dict[str, Any]:
        """Write it for JSON, of each list the last so many."""
        return {
            "statements": dict(self.statements),
            "receipted": dict(self.receipted),
            "refused": [{"entry": entry.hex(), "code": code} for entry, code in self.refused[-most:]],
            "unreadable": [entry.hex() for entry in self.unreadable[-most:]],
            "refusals": [refusal.machine() for refusal in self.refusals[-most:]],
        }


def proof_view(reading: Reading) -> ProofView:
    """Count statements, and those that every other party's node has receipted."""
    source = reading.source
    said = {party: source.count(party) for party in reading.parties}
    return ProofView(
        statements=said,
        receipted={party: number - len(source.unconfirmed(party)) for party, number in said.items()},
        refused=tuple(source.codes()),
        unreadable=tuple(source.unreadable),
        refusals=refusals(reading),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The answers to all questions that these kinds can answer."""

    parties: tuple[str, ...]
    watch: WatchView
    pairings: tuple[PairingView, ...]
    debts: tuple[Debt, ...]
    nearness: Nearness
    notices: tuple[NoticeView, ...]
    calls: tuple[CallView, ...]
    contacts: tuple[ContactView, ...]
    counts: CountsView | None
    proof: ProofView

    def machine(self, most: int = ROWS_TOLD) -> dict[str, Any]:
        """Write them for JSON, of long lists so many: flights the nearest, notices, calls and contacts the latest."""
        lists: dict[str, tuple[NoticeView | CallView | ContactView, ...]] = {
            "notices": self.notices,
            "calls": self.calls,
            "contacts": self.contacts,
        }
        more = {name: len(found) - most for name, found in lists.items() if len(found) > most}
        return {
            "watch": self.watch.machine(),
            "pairings": [pairing.machine() for pairing in self.pairings],
            "debts": {
                party: [debt.machine() for debt in self.debts if debt.debtor == party][:most] for party in self.parties
            },
            "nearness": self.nearness.machine(most),
            **{name: [each.machine() for each in found[-most:]] for name, found in lists.items()},
            "more": more or None,
            "counts": None if self.counts is None else self.counts.machine(),
            "proof": self.proof.machine(most),
        }


def answers(reading: Reading, since_ms: int, observed: Observed | None = None) -> Answers:
    """Answer all questions; calls are counted since an instant. `observed` is what the own desk counted, if it did."""
    return Answers(
        parties=tuple(sorted(reading.agreement.languages)),
        watch=watch_view(reading),
        pairings=pairing_views(reading, since_ms),
        debts=debts(reading),
        nearness=nearness(reading),
        notices=notice_views(reading),
        calls=call_views(reading),
        contacts=contact_views(reading),
        counts=None if observed is None else counts_view(reading, observed),
        proof=proof_view(reading),
    )


VIEWS: Final = Views(rows=(DECLARATIONS, FLIGHTS, CLAIMED, CHECKS, MANNED), counts=(FLIGHT_DAYS, KEPT), owes=owes)
"""What a model keeps of settled threads."""
