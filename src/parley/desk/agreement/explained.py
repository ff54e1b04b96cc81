"""An agreement in plain words, for whoever is to sign it: one sentence a term, in English or Russian."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from parley.desk.agreement.sentences import SENTENCES
from parley.desk.agreement.templates import TEMPLATES
from parley.desk.agreement.terms import DAY_MIN, Agreement, Hours, Rung, officers_for
from parley.desk.fields import MICRO
from parley.words.instants import DAY_MS, dtg, from_ms
from parley.words.terms import Precedence

LANGUAGES: Final = tuple(SENTENCES)
HOUR_MIN: Final = 60

Say = Callable[..., str]
"""Gives the sentence with this name, with what it names put in."""


def explained(agreement: Agreement, language: str) -> tuple[str, ...]:
    """Give every term as a sentence in the file's order; in English where the language has no sentences here."""
    known = language if language in SENTENCES else "en"
    texts = known if known in agreement.languages.values() else min(agreement.languages.values())
    say = partial(said, known)
    return tuple(sentence for section in _SECTIONS for sentence in section(agreement, say, texts))


def said(language: str, name: str, *named: object) -> str:
    """Give one sentence with what it names put in; in English where the language has no sentences here."""
    return SENTENCES.get(language, SENTENCES["en"])[name].format(*named)


def clock_said(agreement: Agreement, language: str, clause: str) -> str:
    """Give the sentence of one clock: `call_answer_within_h`, or `reply_within_min.FLASH` and its like."""
    say = partial(said, language)
    term, _, precedence = clause.partition(".")
    match term:
        case "reply_within_min":
            return say("reply", precedence, _span(say, agreement.reply_within_min[Precedence[precedence]]))
        case "acknowledge_within_min":
            return say("acknowledge", precedence, _span(say, agreement.acknowledge_within_min[Precedence[precedence]]))
        case _:
            return say("call", _span(say, agreement.call_answer_within_h * HOUR_MIN))


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}Z"


def _span(say: Say, minutes: int) -> str:
    if minutes and minutes % DAY_MIN == 0:
        return say("days", minutes // DAY_MIN)
    return say("hours", minutes // HOUR_MIN) if minutes % HOUR_MIN == 0 else say("minutes", minutes)


def _day(instant_ms: int) -> str:
    return f"{from_ms(instant_ms):%Y-%m-%d}"


def _parties(agreement: Agreement, say: Say, texts: str) -> Iterator[str]:
    yield say("founded", ", ".join(sorted(agreement.languages)), dtg(agreement.founded_ms))
    for party, language in sorted(agreement.languages.items()):
        yield say("language", party, language)
        if party in agreement.time_zones:
            yield say("time-zone", party, agreement.time_zones[party])
    for role in agreement.roles.values():
        yield say("role", role.name[texts], role.authority[texts])
        for party, style in role.address.items():
            yield say("address", role.name[texts], party, style[texts])
    for pairing in agreement.pairings.values():
        sides = ", ".join(f"{party}: {agreement.roles[role].name[texts]}" for party, role in pairing.roles.items())
        yield say("pairing", pairing.name[texts], sides)
        if pairing.authority:
            yield say("pairing-authority", pairing.name[texts], pairing.authority[texts])
        for party, roles in pairing.alternates.items():
            named = ", ".join(agreement.roles[role].name[texts] for role in roles)
            yield say("pairing-alternates", pairing.name[texts], party, named)


def _watch(agreement: Agreement, say: Say, texts: str) -> Iterator[str]:
    for party in sorted(agreement.languages):
        hours = agreement.hours.get(party)
        if hours is None or hours.round_the_clock:
            yield say("watch-always", party)
        else:
            yield from _hours(agreement, say, texts, party, hours)
    schedule = agreement.watch
    if schedule is None:
        yield say("no-checks")
        return
    times = ", ".join(map(_clock, schedule.times_min))
    yield say(
        "checks",
        times,
        dtg(schedule.first_ms),
        ", ".join(dict.fromkeys(schedule.opened_by)),
        schedule.answer_within_min,
    )
    for each in schedule.exceptions:
        days = f"{_day(each.from_ms)}/{_day(each.until_ms - DAY_MS)}"
        if each.times_min:
            yield say("checks-other", days, ", ".join(map(_clock, each.times_min)))
        else:
            yield say("checks-none", days)


def _hours(agreement: Agreement, say: Say, texts: str, party: str, hours: Hours) -> Iterator[str]:
    days = ", ".join(say(f"day-{day}") for day in hours.days)
    yield say("watch-hours", party, _clock(hours.from_min), _clock(hours.until_min), days)
    if hours.called is not None and hours.within_min is not None:
        yield say("called", party, agreement.roles[hours.called].name[texts], hours.within_min)


def _clocks(agreement: Agreement, say: Say, texts: str) -> Iterator[str]:
    for precedence in sorted(Precedence, reverse=True):
        if precedence in agreement.reply_within_min:
            yield say("reply", precedence.name, _span(say, agreement.reply_within_min[precedence]))
        if precedence in agreement.acknowledge_within_min:
            yield say("acknowledge", precedence.name, _span(say, agreement.acknowledge_within_min[precedence]))
    yield say("call", _span(say, agreement.call_answer_within_h * HOUR_MIN))
    if agreement.calls_by_token:
        yield say("calls-by-token")
    for channel in agreement.channels.values():
        yield say(f"channel-{channel.sort}", channel.name[texts], channel.party or "—")
    yield from _rungs(agreement, say, texts, agreement.escalation)
    for precedence, rungs in agreement.escalation_by.items():
        yield say("ladder-of", precedence.name)
        yield from _rungs(agreement, say, texts, rungs)
    for pairing, following in agreement.next_pairing.items():
        yield say("next-pairing", agreement.pairings[pairing].name[texts], agreement.pairings[following].name[texts])


def _rungs(agreement: Agreement, say: Say, texts: str, rungs: Sequence[Rung]) -> Iterator[str]:
    for rung in rungs:
        roles = ", ".join(agreement.roles[role].name[texts] for role in (rung.role, *rung.alternates))
        after = _span(say, rung.after_min)
        if rung.channel is None:
            yield say("rung" if rung.after_min else "rung-at-once", after, roles)
        else:
            yield say("rung-by", after, roles, agreement.channels[rung.channel].name[texts])


def _templates(agreement: Agreement, say: Say, _texts: str) -> Iterator[str]:
    if agreement.in_force is None:
        yield say("all-in-force")
    else:
        for template, senders in agreement.in_force.items():
            yield say("in-force", template, ", ".join(senders))
        closed = [template for template in TEMPLATES if template not in agreement.in_force]
        yield say("not-in-force", len(closed))
    for template, days in agreement.notify_ahead_days.items():
        yield say("ahead-days", template, days)
    for template, minutes in agreement.notify_ahead_min.items():
        yield say("ahead", template, _span(say, minutes))
    yield say("takes-unreviewed" if agreement.takes_unreviewed else "takes-reviewed")
    if agreement.reviewed or not agreement.takes_unreviewed:
        yield say("reviewed", ", ".join(agreement.reviewed) or "—")
    yield say("catalogue", agreement.catalogue) if agreement.catalogue else say("no-catalogue")


def _distances(agreement: Agreement, say: Say, _texts: str) -> Iterator[str]:
    apart = agreement.separation
    for name, distance in (("lateral", apart.lateral_m), ("vertical", apart.vertical_m), ("time", apart.time_min)):
        if distance is not None:
            yield say(name, distance)
    for border in agreement.borders:
        if border.reference is not None:
            yield say("border-reference", border.declared_by, border.name, border.reference)
        else:
            first = ", ".join(f"{each / MICRO:.4f}" for each in border.points[0])
            yield say("border-points", border.declared_by, border.name, len(border.points), first)
        yield say("border-error", border.error_m) if border.error_m is not None else say("border-no-error")
    for template, distance_m in agreement.border_min_m.items():
        yield say("border-min", template, distance_m)


def _release(agreement: Agreement, say: Say, texts: str) -> Iterator[str]:
    yield say("release", agreement.release.officers)
    for template in agreement.release.by_template:
        yield say("release-template", template, officers_for(agreement, template))
    if agreement.release.roles:
        yield say("release-roles", ", ".join(agreement.roles[role].name[texts] for role in agreement.release.roles))
    if agreement.release.evidence:
        yield say("release-evidence")


def _keeping(agreement: Agreement, say: Say, _texts: str) -> Iterator[str]:
    if agreement.bodies_days is None:
        yield say("kept")
    else:
        yield say("erased", agreement.bodies_days)
    disclosure = agreement.disclosure
    yield say(f"publicity-{disclosure.publicity.name.lower()}", disclosure.embargo_h)
    if not disclosure.opened:
        yield say("opened-inside")
    if disclosure.reached:
        yield say("reached-told")


_SECTIONS: Final = (_parties, _watch, _clocks, _templates, _distances, _release, _keeping)
