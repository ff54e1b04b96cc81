"""What a node's views say of a desk, in the form of the slow reading (`slow_ladder`)."""

from __future__ import annotations

from typing import Any, Final

from parley.desk import messages as m
from parley.desk import setups
from parley.desk.notices import NOTICES
from parley.node.call_story import call_story
from parley.node.call_views import Asked, pairing_views
from parley.node.calling import setup_of
from parley.node.debts import debts
from parley.node.escalation_view import Matter, matters
from parley.node.held_views import CallView, call_views
from parley.node.ledger import availability, refusals
from parley.node.nearness import nearness
from parley.node.notice_views import notice_of
from parley.node.reading import Reading
from parley.node.reports import Span
from parley.node.shelf import Shelf
from parley.node.statistics import statistics
from parley.node.watch_view import watch_view
from parley.words.instants import DAY_MS
from tests.desk.slow_words import span_order

NOTICE_FIELDS: Final = (
    "kind", "author", "notice", "state", "begins_ms", "ends_ms", "stored_ms", "ahead_days", "owed_days", "owed_min",
    "late",
)  # fmt: skip


def shown(shelf: Shelf, now_ms: int) -> dict[str, Any]:
    """What the node's views say, in the slow reading's form."""
    reading = shelf.model.reading(now_ms)
    watch = watch_view(reading)
    near = nearness(reading)
    found = availability(reading)
    notices = [view for told in shelf.model.told.values() if isinstance(told.opener.message, NOTICES)
               for view in notice_of(reading, told)]  # fmt: skip
    return {
        "said": [[each.id, each.author] for each in list(shelf.latest(reading.parties))[::-1]],
        "codes": [list(each) for each in shelf.codes()],
        "states": {name: str(told.thread.state) for name, told in shelf.model.told.items() if told.thread.state},
        "unread": {name: sorted(told.thread.unread) for name, told in shelf.model.told.items() if told.thread.unread},
        "unreadable": shelf.unreadable,
        "refusals": [[each.by, each.refusal.entry, each.refusal.code] for each in refusals(reading)],
        "debts": [
            [each.debtor, each.what, each.entry, each.due_ms, str(each.standing), [list(rung) for rung in each.rungs]]
            for each in debts(reading)
        ],
        "ladders": [_ladder(each) for each in matters(reading)],
        "notices": [
            [getattr(view, name) for name in NOTICE_FIELDS]
            for view in sorted(notices, key=lambda view: (view.begins_ms, view.notice))
        ],
        "statistics": {each.party: _figures(each) for each in statistics(reading, watch)},
        "watch": [watch.answered, [[at_ms, party, str(human)] for at_ms, party, human in watch.missed]],
        "boards": [_board(reading, since_ms) for since_ms in (0, now_ms - 3 * DAY_MS)],
        "outcomes": {each.request: _outcome(reading, each) for each in call_views(reading)},
        "crossed": dict(sorted((name, told.thread.one_with) for name, told in shelf.model.told.items()
                               if told.thread.one_with is not None)),
        "setups": {name: str(setup_of(told.thread)) for name, told in shelf.model.told.items()
                   if setup_of(told.thread) is not setups.State.NOT_SET_UP},
        "flights": sorted([f.notice, f.ahead_min, sorted(claim.entry for claim in f.claims)] for f in near.flights),
        "claimed": sorted([each.claim.entry, str(each.standing)] for each in near.claimed),
        "spans": sorted(map(_span, (span for spans in found.spans.values() for span in spans)), key=span_order),
    }  # fmt: skip


def _ladder(matter: Matter) -> list[Any]:
    rungs = [
        [r.step.number, r.step.at_ms, r.step.to, r.step.channel, str(r.state), None if r.taken is None else r.taken.id]
        for r in matter.rungs
    ]
    entry = b"" if matter.entry is None else matter.entry.id
    return [int(matter.lacks), matter.debtor, matter.climber, entry, matter.since_ms, rungs]


def _span(span: Span) -> list[Any]:
    return [span.observer, span.peer, span.bearer, span.up, span.from_ms, span.until_ms]


def _figures(party: Any) -> dict[str, int]:  # noqa: ANN401  one party's statistics
    figures = {
        f"{about}/{what}/{verdict}": number
        for about, found in (("lead", party.lead_times), ("asked", party.asked))
        for what, verdicts in found.items()
        for verdict, number in verdicts.items()
    }
    plain = {"statements": party.statements, "unconfirmed": party.unconfirmed}
    return figures | {name: number for name, number in plain.items() if number}


def _board(reading: Reading, since_ms: int) -> list[Any]:
    return [
        [each.pairing, each.held_ms, each.agreed_ms, {party: _asked(each.by[party]) for party in each.by},
         each.none_attempted_days]
        for each in pairing_views(reading, since_ms)
    ]  # fmt: skip


def _asked(asked: Asked) -> list[Any]:
    counts = {
        "accepted": asked.accepted, "declined": asked.declined, "other time": asked.other_time,
        "other level": asked.other_level, "deferred": asked.deferred, "withdrawn": asked.withdrawn,
        "one with another": asked.crossed, "unanswered": asked.no_answer, "not known, line down": asked.not_known,
        "waiting": asked.waiting,
    }  # fmt: skip
    assert asked.asked == sum(counts.values())
    reasons = sorted(reason for reason, number in asked.reasons.items() for _ in range(number))
    return [sorted(word for word, number in counts.items() for _ in range(number)), reasons, asked.held]


def _outcome(reading: Reading, view: CallView) -> list[Any]:
    story = call_story(reading, reading.model.told[view.request])["held"]
    held = [(each, each.held) for each in view.accounts]
    return [
        view.outcome,
        [[by.author, by.entry, it.from_ms, it.until_ms, list(it.points) or None, it.effective_ms, it.next_ms]
         for by, it in held],
        [[each.author, each.answer.of, int(each.answer.verdict)] for each in view.answers],
        int(m.Publicity[story["publicity"]]),
        [[each["by"], bytes.fromhex(each["entry"]), each["may_be_told"]] for each in story["readouts"]],
    ]  # fmt: skip
