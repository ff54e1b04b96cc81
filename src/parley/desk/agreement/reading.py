"""The agreement that founds a line, read from its TOML file and checked; nothing in it is trusted before.

Format 1 has had more and more tables; a file without one means what its default says, so every agreement that was ever
signed still opens, and a version that does not know a table refuses it rather than leave a term out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from parley.desk.agreement.templates import ALWAYS_IN_FORCE, NOTICE_KINDS, TEMPLATES
from parley.desk.agreement.terms import (
    DAY_MIN,
    Agreement,
    Border,
    Channel,
    ChannelSort,
    Disclosure,
    Hours,
    Pairing,
    Release,
    Role,
    Rung,
    Separation,
    Texts,
    WatchException,
    WatchSchedule,
)
from parley.desk.fields import QUOTED_CHARS, WEEK, Fields, malformed
from parley.desk.values import Publicity
from parley.words import limits
from parley.words.instants import DAY_MS
from parley.words.terms import Precedence
from parley.words.toml import toml_of

LISTED: Final = tuple(template for template in TEMPLATES if template not in ALWAYS_IN_FORCE)
"""The templates that an agreement may open, close or call reviewed."""
PUBLICITY: Final = {each.name.lower().replace("_", "-"): each for each in Publicity}


def parse(data: bytes) -> Agreement:
    """Read and check an agreement. Raises PeerFault `agreement-malformed`, which names the line or the field."""
    try:
        document = toml_of(data)
    except ValueError as fault:
        raise malformed("The file", f"{fault}{_line_of(data, str(fault))}") from None
    return agreement_of(Fields("", document))


def _line_of(data: bytes, fault: str) -> str:
    """Quote the line that a fault of the form names, cut and with hidden characters shown; nothing if it names none."""
    named = re.search(r"\(at line (\d+), column \d+\)$", fault)
    number = 0 if named is None else int(named[1])  # a key of the file may read like this too
    lines = data.decode(errors="replace").split("\n")[max(0, number - 1) : number]
    return "".join(f"; this line is {line.strip()[:QUOTED_CHARS]!r}" for line in lines)


def agreement_of(fields: Fields) -> Agreement:
    """Read the terms of a file's tables. Raises PeerFault `agreement-malformed`."""
    fields.integer("format", 1, 1)
    languages = _languages(fields.table("parties"))
    roles = _roles(fields.table("roles"), languages)
    pairings = _pairings(fields.table("pairings"), languages, roles)
    channels = _channels(fields.table("channels"), languages) if fields.has("channels") else {}
    catalogue = fields.digest("catalogue") if fields.has("catalogue") else ""
    agreement = Agreement(
        founded_ms=fields.instant("founded"),
        languages=languages,
        roles=roles,
        pairings=pairings,
        watch=_watch(fields.table("watch"), languages) if fields.has("watch") else None,
        reply_within_min=_clocks(fields.table("reply_within_min"), needed=True),
        acknowledge_within_min=_clocks(fields.table("acknowledge_within_min"), needed=False),
        call_answer_within_h=fields.integer("call_answer_within_h", 1, limits.WITHIN_MIN_MAX // 60),
        calls_by_token=fields.boolean("calls_by_token") if fields.has("calls_by_token") else False,
        notify_ahead_days=_by_template(fields, "notify_ahead_days", NOTICE_KINDS, limits.AHEAD_DAYS_MAX),
        notify_ahead_min=_by_template(fields, "notify_ahead_min", NOTICE_KINDS, limits.WITHIN_MIN_MAX),
        escalation=_escalation(fields.tables("escalation"), roles, channels),
        escalation_by=_ladders(fields.table("escalation_by"), roles, channels) if fields.has("escalation_by") else {},
        channels=channels,
        next_pairing=_next_pairing(fields.table("next_pairing"), pairings) if fields.has("next_pairing") else {},
        in_force=_in_force(fields.table("in_force"), languages) if fields.has("in_force") else None,
        separation=_separation(fields.table("separation")) if fields.has("separation") else Separation(),
        border_min_m=_by_template(fields, "border_min_m", NOTICE_KINDS, limits.DISTANCE_M_MAX),
        borders=_borders(fields.tables("borders"), languages) if fields.has("borders") else (),
        release=_release(fields.table("release"), roles) if fields.has("release") else Release(),
        bodies_days=_bodies_days(fields.table("retention")) if fields.has("retention") else None,
        hours=_hours(fields.table("hours"), languages, roles) if fields.has("hours") else {},
        disclosure=_disclosure(fields.table("disclosure")) if fields.has("disclosure") else Disclosure(),
        catalogue=catalogue,
        takes_unreviewed=fields.boolean("takes_unreviewed") if fields.has("takes_unreviewed") else not catalogue,
        reviewed=fields.list_of("reviewed", LISTED) if fields.has("reviewed") else (),
        time_zones=_time_zones(fields.table("time_zones"), languages) if fields.has("time_zones") else {},
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


def _time_zones(fields: Fields, languages: Mapping[str, str]) -> Mapping[str, str]:
    zones = {party: fields.zone(party) for party in sorted(languages) if fields.has(party)}
    fields.close()
    return zones


def _roles(fields: Fields, languages: Mapping[str, str]) -> Mapping[str, Role]:
    roles = {}
    for name in fields.names():
        inner = fields.table(name)
        roles[name] = Role(
            name=_in_each(inner.table("name"), languages),
            authority=_in_each(inner.table("authority"), languages),
            address=_address(inner.table("address"), languages) if inner.has("address") else {},
        )
        inner.close()
    fields.close()
    return roles


def _address(fields: Fields, languages: Mapping[str, str]) -> Mapping[str, Texts]:
    """Read how the holder of a role is addressed, at the parties that say so."""
    styles = {party: _in_each(fields.table(party), languages) for party in sorted(languages) if fields.has(party)}
    fields.close()
    return styles


def _pairings(fields: Fields, languages: Mapping[str, str], roles: Mapping[str, Role]) -> Mapping[str, Pairing]:
    pairings = {}
    for name in fields.names():
        inner = fields.table(name)
        sides = inner.table("roles")
        pairings[name] = Pairing(
            name=_in_each(inner.table("name"), languages),
            roles={party: sides.one_of(party, roles) for party in languages},
            authority=_in_each(inner.table("authority"), languages) if inner.has("authority") else {},
            alternates=_alternates(inner.table("alternates"), languages, roles) if inner.has("alternates") else {},
        )
        sides.close()
        inner.close()
    fields.close()
    return pairings


def _alternates(
    fields: Fields, languages: Mapping[str, str], roles: Mapping[str, Role]
) -> Mapping[str, tuple[str, ...]]:
    found = {party: fields.list_of(party, roles) for party in sorted(languages) if fields.has(party)}
    fields.close()
    return found


def _in_each(fields: Fields, languages: Mapping[str, str]) -> Texts:
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
        exceptions=tuple(map(_exception, fields.tables("exceptions"))) if fields.has("exceptions") else (),
    )
    fields.close()
    return schedule


def _exception(fields: Fields) -> WatchException:
    """Read days, the last one included, on which checks are at other times or not at all."""
    from_ms = fields.day("from")
    until_ms = fields.day("until") if fields.has("until") else from_ms
    times_min = fields.times_of_day("times") if fields.has("times") else ()
    fields.close()
    if until_ms < from_ms:
        raise malformed("watch.exceptions", "has an end before its beginning")
    return WatchException(from_ms=from_ms, until_ms=until_ms + DAY_MS, times_min=times_min)


def _clocks(fields: Fields, *, needed: bool) -> Mapping[Precedence, int]:
    """Read minutes for each precedence, or for those that are there."""
    clocks = {
        precedence: fields.integer(precedence.name, 1, limits.WITHIN_MIN_MAX)
        for precedence in Precedence
        if needed or fields.has(precedence.name)
    }
    fields.close()
    return clocks


def _by_template(parent: Fields, key: str, known: Collection[str], most: int) -> Mapping[str, int]:
    """Read a table of numbers for those templates that are there; without the table there are none."""
    if not parent.has(key):
        return {}
    fields = parent.table(key)
    numbers = {template: fields.integer(template, 1, most) for template in known if fields.has(template)}
    fields.close()
    return numbers


def _in_force(fields: Fields, languages: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """Read which parties may send each template."""
    senders = {template: fields.list_of(template, languages) for template in LISTED if fields.has(template)}
    fields.close()
    return senders


def _separation(fields: Fields) -> Separation:
    most = {
        "lateral_m": limits.DISTANCE_M_MAX,
        "vertical_m": limits.FLIGHT_LEVEL_MAX * 31,
        "time_min": limits.SEPARATION_MIN_MAX,
    }
    agreed = {name: fields.integer(name, 1, most[name]) for name in most if fields.has(name)}
    fields.close()
    return Separation(**agreed)


def _borders(tables: list[Fields], languages: Mapping[str, str]) -> tuple[Border, ...]:
    borders: list[Border] = []
    for fields in tables:
        border = Border(
            name=fields.text("name"),
            declared_by=fields.one_of("declared_by", languages),
            reference=fields.text("reference") if fields.has("reference") else None,
            points=fields.points("points") if fields.has("points") else (),
            error_m=fields.integer("error_m", 0, limits.BORDER_ERROR_M_MAX) if fields.has("error_m") else None,
        )
        fields.close()
        if (border.reference is None) == (not border.points):
            raise malformed(f"borders[{len(borders)}]", "has not one of reference and points")
        if any((each.name, each.declared_by) == (border.name, border.declared_by) for each in borders):
            raise malformed(f"borders[{len(borders)}].name", "is given twice by one party")
        borders.append(border)
    return tuple(borders)


def _release(fields: Fields, roles: Mapping[str, Role]) -> Release:
    release = Release(
        officers=fields.integer("officers", 1, limits.OFFICERS_TO_RELEASE_MAX),
        by_template=_by_template(fields, "by_template", TEMPLATES, limits.OFFICERS_TO_RELEASE_MAX),
        roles=fields.list_of("roles", roles) if fields.has("roles") else (),
        evidence=fields.boolean("evidence") if fields.has("evidence") else False,
    )
    fields.close()
    return release


def _bodies_days(fields: Fields) -> int:
    days = fields.integer("bodies_days", limits.BODIES_DAYS_MIN, limits.BODIES_DAYS_MAX)
    fields.close()
    return days


def _hours(fields: Fields, languages: Mapping[str, str], roles: Mapping[str, Role]) -> Mapping[str, Hours]:
    hours = {}
    for party in sorted(languages):
        if fields.has(party):
            inner = fields.table(party)
            hours[party] = Hours(
                from_min=inner.time_of_day("from", midnight=0),
                until_min=inner.time_of_day("until", midnight=DAY_MIN),
                days=inner.days_of_week("days") if inner.has("days") else tuple(range(len(WEEK))),
                called=inner.one_of("called", roles) if inner.has("called") else None,
                within_min=inner.integer("within_min", 1, limits.WITHIN_MIN_MAX) if inner.has("within_min") else None,
            )
            inner.close()
            if hours[party].until_min <= hours[party].from_min:
                raise malformed(f"hours.{party}.until", "is not later than from")
    fields.close()
    return hours


def _disclosure(fields: Fields) -> Disclosure:
    disclosure = Disclosure(
        publicity=PUBLICITY[fields.one_of("publicity", PUBLICITY)],
        embargo_h=fields.integer("embargo_h", 1, limits.WITHIN_MIN_MAX // 60) if fields.has("embargo_h") else None,
        opened=fields.boolean("opened") if fields.has("opened") else True,
        reached=fields.boolean("reached") if fields.has("reached") else False,
    )
    fields.close()
    return disclosure


def _channels(fields: Fields, languages: Mapping[str, str]) -> Mapping[str, Channel]:
    channels = {}
    for name in fields.names():
        inner = fields.table(name)
        sort = ChannelSort(inner.one_of("sort", tuple(ChannelSort)))
        relays = sort is ChannelSort.RELAY and inner.has("party")
        channels[name] = Channel(
            sort=sort,
            name=_in_each(inner.table("name"), languages),
            party=inner.one_of("party", languages) if relays else None,
        )
        inner.close()
    fields.close()
    return channels


def _ladders(
    fields: Fields, roles: Mapping[str, Role], channels: Mapping[str, Channel]
) -> Mapping[Precedence, tuple[Rung, ...]]:
    """Read the ladders of those precedences that have one of their own."""
    ladders = {
        precedence: _escalation(fields.tables(precedence.name), roles, channels)
        for precedence in Precedence
        if fields.has(precedence.name)
    }
    fields.close()
    return ladders


def _next_pairing(fields: Fields, pairings: Mapping[str, Pairing]) -> Mapping[str, str]:
    following = {pairing: fields.one_of(pairing, pairings) for pairing in pairings if fields.has(pairing)}
    fields.close()
    return following


def _escalation(steps: list[Fields], roles: Mapping[str, Role], channels: Mapping[str, Channel]) -> tuple[Rung, ...]:
    rungs: list[Rung] = []
    for fields in steps:
        rung = Rung(
            after_min=fields.integer("after_min", rungs[-1].after_min if rungs else 0, limits.WITHIN_MIN_MAX),
            role=fields.one_of("role", roles),
            alternates=fields.list_of("alternates", roles) if fields.has("alternates") else (),
            channel=fields.one_of("channel", channels) if fields.has("channel") else None,
        )
        rungs.append(rung)
        fields.close()
    return tuple(rungs)
