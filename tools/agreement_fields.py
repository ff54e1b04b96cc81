"""Every field of an agreement's file for people who write one: docs/agreement.md is generated from this table."""

from __future__ import annotations

from typing import Final, NamedTuple

from parley.words import limits


class Term(NamedTuple):
    """A field: where it stands (capitals: a name that the file chooses), what it holds, what holds without it."""

    path: str
    holds: str
    default: str
    meaning: str


_MIN: Final = f"minutes, 1 to {limits.WITHIN_MIN_MAX}"
_TEXT: Final = f"text, at most {limits.SHORT_TEXT_CHARS_MAX} characters"
_NEEDED: Final = "needed"

TERMS: Final = (
    Term("format", "1", _NEEDED, "the form of this file"),
    Term("founded", "date and time with zone", _NEEDED, "when the line was founded"),
    Term("catalogue", "64 hexadecimal digits", "none", "SHA-256 of the catalogue of sentences that the parties sign"),
    Term(
        "takes_unreviewed",
        "true or false",
        "true where no catalogue is named",
        "translations that nobody reviewed are taken",
    ),
    Term("reviewed", "templates", "none", "a linguist has passed their sentences in every language of the line"),
    Term(
        "parties.PARTY", "code of a language, as en", _NEEDED, f"a party by its code, 2 to {limits.PARTIES_MAX} of them"
    ),
    Term(
        "time_zones.PARTY",
        "name of a time zone, as Europe/Paris",
        "UTC alone",
        "its local time stands beside UTC where people read",
    ),
    Term("roles.ROLE.name.LANGUAGE", _TEXT, _NEEDED, "who is addressed, in the language of every party"),
    Term("roles.ROLE.authority.LANGUAGE", _TEXT, _NEEDED, "what whoever holds the role may decide"),
    Term("roles.ROLE.address.PARTY.LANGUAGE", _TEXT, "none", "how the holder of the role at this party is addressed"),
    Term("pairings.PAIRING.name.LANGUAGE", _TEXT, _NEEDED, "principals who may speak to each other"),
    Term("pairings.PAIRING.roles.PARTY", "a role", _NEEDED, "who speaks for this party"),
    Term("pairings.PAIRING.authority.LANGUAGE", _TEXT, "none", "what the two may settle"),
    Term("pairings.PAIRING.alternates.PARTY", "roles", "none", "who may stand in for this party's role, in this order"),
    Term(
        "watch.first",
        "date and time with zone",
        _NEEDED,
        "from when on there are watch checks; without `watch` there are none",
    ),
    Term("watch.times", "times of day in UTC, as 05:00Z, ascending", _NEEDED, "when a check is due"),
    Term("watch.opened_by", "parties", _NEEDED, "who opens the checks, in turn"),
    Term("watch.answer_within_min", _MIN, _NEEDED, "a person answers a check within this time"),
    Term("watch.exceptions[].from", "date", _NEEDED, "first day with other checks, in UTC"),
    Term("watch.exceptions[].until", "date", "the same day", "last day of them"),
    Term(
        "watch.exceptions[].times", "times of day in UTC, ascending", "no checks", "when a check is due on these days"
    ),
    Term("reply_within_min.PRECEDENCE", _MIN, _NEEDED, "a query is answered within this time of its storing"),
    Term(
        "acknowledge_within_min.PRECEDENCE", _MIN, "no such clock", "an entry is read within this time of its storing"
    ),
    Term(
        "call_answer_within_h",
        f"hours, 1 to {limits.WITHIN_MIN_MAX // 60}",
        _NEEDED,
        "a call request is answered within this time",
    ),
    Term(
        "calls_by_token",
        "true or false",
        "false",
        "a call counts as held only if a one-time token was read back by both watches",
    ),
    Term(
        "escalation[].after_min",
        f"minutes, 0 to {limits.WITHIN_MIN_MAX}, ascending",
        _NEEDED,
        "a step of the ladder: so long after a reply was due",
    ),
    Term("escalation[].role", "a role", _NEEDED, "who takes it up then"),
    Term("escalation[].alternates", "roles", "none", "who is called beside it"),
    Term("escalation[].channel", "a channel", "this line alone", "by what else the other side is told"),
    Term(
        "escalation_by.PRECEDENCE[].after_min",
        f"minutes, 0 to {limits.WITHIN_MIN_MAX}, ascending",
        "the common ladder",
        "a step of a ladder that this precedence has of its own, no longer than the common one",
    ),
    Term("escalation_by.PRECEDENCE[].role", "a role", _NEEDED, "who takes it up then"),
    Term("escalation_by.PRECEDENCE[].alternates", "roles", "none", "who is called beside it"),
    Term("escalation_by.PRECEDENCE[].channel", "a channel", "this line alone", "by what else the other side is told"),
    Term("channels.CHANNEL.sort", "line, telephone, relay", _NEEDED, "a channel beside this line that all have named"),
    Term("channels.CHANNEL.name.LANGUAGE", _TEXT, _NEEDED, "its name: for a relay that of the party or office"),
    Term("channels.CHANNEL.party", "a party", "an office", "the party of this line that relays"),
    Term("next_pairing.PAIRING", "a pairing", "none", "which is asked where a call is declined or not answered"),
    Term(
        "in_force.TEMPLATE",
        "parties",
        "every template, both ways",
        "who may send this template; with the table, what it does not name is not in force",
    ),
    Term(
        "notify_ahead_days.NOTICE",
        f"days, 1 to {limits.AHEAD_DAYS_MAX}",
        "any time",
        "a notice is stored so many dates (UTC) before it begins",
    ),
    Term("notify_ahead_min.NOTICE", _MIN, "any time", "a notice is stored so long before it begins"),
    Term(
        "separation.lateral_m",
        f"metres, 1 to {limits.DISTANCE_M_MAX}",
        "not agreed",
        "forces of two parties keep so far apart from side to side",
    ),
    Term("separation.vertical_m", f"metres, 1 to {limits.FLIGHT_LEVEL_MAX * 31}", "not agreed", "and in height"),
    Term(
        "separation.time_min", f"minutes, 1 to {limits.SEPARATION_MIN_MAX}", "not agreed", "and in time, in one place"
    ),
    Term(
        "border_min_m.NOTICE",
        f"metres, 1 to {limits.DISTANCE_M_MAX}",
        "not agreed",
        "what such a notice tells of keeps so far from declared borders",
    ),
    Term("borders[].name", _TEXT, _NEEDED, "a border, once for each party that declares it"),
    Term("borders[].declared_by", "a party", _NEEDED, "whose border it is: two parties may declare two"),
    Term("borders[].reference", _TEXT, "either this or points", "the document that describes it"),
    Term(
        "borders[].points",
        f"2 to {limits.BORDER_POINTS_MAX} of [latitude, longitude]",
        "either this or reference",
        "the line, in degrees (WGS 84)",
    ),
    Term("borders[].error_m", f"metres, 0 to {limits.BORDER_ERROR_M_MAX}", "not said", "how far off the line may be"),
    Term("release.officers", f"1 to {limits.OFFICERS_TO_RELEASE_MAX}", "1", "how many officers release a statement"),
    Term(
        "release.by_template.TEMPLATE",
        f"1 to {limits.OFFICERS_TO_RELEASE_MAX}",
        "as above",
        "how many release this template",
    ),
    Term("release.roles", "roles", "any", "who may release"),
    Term(
        "release.evidence",
        "true or false",
        "false",
        "a statement counts only under hardware keys of as many officers, whose seats it then shows",
    ),
    Term(
        "retention.bodies_days",
        f"days, {limits.BODIES_DAYS_MIN} to {limits.BODIES_DAYS_MAX}",
        "never",
        "bodies and salts are erased so long after their storing",
    ),
    Term(
        "hours.PARTY.from",
        "time of day in UTC",
        _NEEDED,
        "from when on a watch is there; without `hours.PARTY` it is there at all hours",
    ),
    Term("hours.PARTY.until", "time of day in UTC, 00:00Z for midnight", _NEEDED, "until when"),
    Term("hours.PARTY.days", "mon, tue, wed, thu, fri, sat, sun", "every day", "on which days"),
    Term("hours.PARTY.called", "a role", "needed, but round the clock", "who is called at other hours"),
    Term("hours.PARTY.within_min", _MIN, "needed, but round the clock", "within which time that role is there"),
    Term(
        "disclosure.publicity",
        "private, reactive-only, embargo, separate-readouts, joint-readout",
        "private",
        "what may be told to others",
    ),
    Term(
        "disclosure.embargo_h",
        f"hours, 1 to {limits.WITHIN_MIN_MAX // 60}",
        "needed with embargo",
        "how long nothing is told",
    ),
    Term("disclosure.opened", "true or false", "true", "a side may tell that an entry stands open on its screen"),
    Term(
        "disclosure.reached",
        "true or false",
        "false",
        "a side may tell whether word of an entry reached all of its people who are to know it",
    ),
)
