"""The agreement that founds a line, read from its TOML file and checked; nothing in it is trusted before."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from parley.desk.fields import Fields, malformed
from parley.words import limits
from parley.words.terms import Precedence

NOTICE_KINDS: Final = ("flight", "exercise", "movement", "hazard")
"""Kinds of notices, as the agreement's file and the views name them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """Who is addressed, never a person: its name and what it may decide, each in the language of every party."""

    name: Mapping[str, str]
    authority: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Principals who may speak to each other: a name in each language, a role for each party."""

    name: Mapping[str, str]
    roles: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSchedule:
    """When watch checks are due (minutes of the day, UTC), from which instant on, and who opens them in turn."""

    first_ms: int
    times_min: tuple[int, ...]
    opened_by: tuple[str, ...]
    answer_within_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A step of the escalation ladder: minutes after a reply was due, and the role that takes it up at each party."""

    after_min: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What the parties have signed. Clocks run from the storing time at the side that owes.

    `languages` maps parties to languages. A precedence that `acknowledge_within_min` lacks has no such clock, and a
    kind of notice that `notify_ahead_days` lacks may be given at any time; days are those between two dates in UTC.
    """

    founded_ms: int
    languages: Mapping[str, str]
    roles: Mapping[str, Role]
    pairings: Mapping[str, Pairing]
    watch: WatchSchedule | None
    reply_within_min: Mapping[Precedence, int]
    acknowledge_within_min: Mapping[Precedence, int]
    call_answer_within_h: int
    notify_ahead_days: Mapping[str, int] = field(default_factory=dict)
    escalation: tuple[Rung, ...]


def parse(data: bytes) -> Agreement:
    """Read and check an agreement. Raises PeerFault `agreement-malformed`, which names the line or the field."""
    if len(data) > limits.AGREEMENT_BYTES_MAX:
        raise malformed("The file", f"has more than {limits.AGREEMENT_BYTES_MAX} bytes")
    if any(line.count(b".") > limits.AGREEMENT_DOTS_MAX for line in data.split(b"\n")):
        raise malformed("The file", f"has a line with more than {limits.AGREEMENT_DOTS_MAX} full stops")
    try:
        document: dict[str, Any] = tomllib.loads(data.decode())
    except RecursionError:
        raise malformed("The file", "is nested too deeply") from None
    except ValueError as fault:  # what tomllib says names the line; or bytes that are not UTF-8
        raise malformed("The file", f"is no TOML: {str(fault)[:200]}") from None
    fields = Fields("", document)
    fields.integer("format", 1, 1)
    languages = _languages(fields.table("parties"))
    roles = _roles(fields.table("roles"), languages)
    agreement = Agreement(
        founded_ms=fields.instant("founded"),
        languages=languages,
        roles=roles,
        pairings=_pairings(fields.table("pairings"), languages, roles),
        watch=_watch(fields.table("watch"), languages) if "watch" in document else None,
        reply_within_min=_clocks(fields.table("reply_within_min"), needed=True),
        acknowledge_within_min=_clocks(fields.table("acknowledge_within_min"), needed=False),
        call_answer_within_h=fields.integer("call_answer_within_h", 1, limits.WITHIN_MIN_MAX // 60),
        notify_ahead_days=_ahead(fields.table("notify_ahead_days")) if "notify_ahead_days" in document else {},
        escalation=_escalation(fields.tables("escalation"), roles),
    )
    fields.close()
    return agreement


def _languages(fields: Fields) -> Mapping[str, str]:
    parties = fields.party_codes()
    if not 2 <= len(parties) <= limits.PARTIES_MAX:
        raise malformed("parties", f"names not 2 to {limits.PARTIES_MAX} parties")
    languages = {party: fields.language(party) for party in parties}
    fields.close()
    return languages


def _roles(fields: Fields, languages: Mapping[str, str]) -> Mapping[str, Role]:
    roles = {}
    for name in fields.names():
        inner = fields.table(name)
        roles[name] = Role(
            name=_in_each(inner.table("name"), languages),
            authority=_in_each(inner.table("authority"), languages),
        )
        inner.close()
    fields.close()
    return roles


def _pairings(fields: Fields, languages: Mapping[str, str], roles: Mapping[str, Role]) -> Mapping[str, Pairing]:
    pairings = {}
    for name in fields.names():
        inner = fields.table(name)
        sides = inner.table("roles")
        pairings[name] = Pairing(
            name=_in_each(inner.table("name"), languages),
            roles={party: sides.one_of(party, roles) for party in languages},
        )
        sides.close()
        inner.close()
    fields.close()
    return pairings


def _in_each(fields: Fields, languages: Mapping[str, str]) -> Mapping[str, str]:
    """Read a text in the language of every party."""
    texts = {language: fields.text(language) for language in sorted(set(languages.values()))}
    fields.close()
    return texts


def _watch(fields: Fields, languages: Mapping[str, str]) -> WatchSchedule:
    schedule = WatchSchedule(
        first_ms=fields.instant("first"),
        times_min=fields.times_of_day("times"),
        opened_by=fields.list_of("opened_by", languages),
        answer_within_min=fields.integer("answer_within_min", 1, limits.WITHIN_MIN_MAX),
    )
    fields.close()
    return schedule


def _clocks(fields: Fields, *, needed: bool) -> Mapping[Precedence, int]:
    """Read minutes for each precedence, or for those that are there."""
    clocks = {
        precedence: fields.integer(precedence.name, 1, limits.WITHIN_MIN_MAX)
        for precedence in Precedence
        if needed or fields.has(precedence.name)
    }
    fields.close()
    return clocks


def _ahead(fields: Fields) -> Mapping[str, int]:
    """Read how many days ahead each kind of notice is to be given, for those that are there."""
    days = {kind: fields.integer(kind, 1, limits.AHEAD_DAYS_MAX) for kind in NOTICE_KINDS if fields.has(kind)}
    fields.close()
    return days


def _escalation(steps: list[Fields], roles: Mapping[str, Role]) -> tuple[Rung, ...]:
    rungs: list[Rung] = []
    for fields in steps:
        least = rungs[-1].after_min if rungs else 0
        after_min = fields.integer("after_min", least, limits.WITHIN_MIN_MAX)
        rungs.append(Rung(after_min=after_min, role=fields.one_of("role", roles)))
        fields.close()
    return tuple(rungs)
