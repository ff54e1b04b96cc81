"""What an agreement says, as the program uses it. Names of parties, roles, pairings and templates are its file's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from parley.desk.agreement.templates import ALWAYS_IN_FORCE
from parley.desk.values import Publicity
from parley.words.instants import DAY_MS, MINUTE_MS
from parley.words.terms import Precedence

_EPOCH_ORDINAL: Final = date(1970, 1, 1).toordinal()
DAY_MIN: Final = 24 * 60
THURSDAY: Final = 3
"""The day of the week (from Monday 0) with which 1970 began."""
Texts = Mapping[str, str]
"""A text in the language of every party, by language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """Who is addressed, never a person: its name and what it may decide; `address` is its style at each party."""

    name: Texts
    authority: Texts
    address: Mapping[str, Texts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Principals who may speak to each other: a role for each party, and what they may settle where it is stated.

    `alternates` are the roles that may stand in at a party, the first before the next.
    """

    name: Texts
    roles: Mapping[str, str]
    authority: Texts = field(default_factory=dict)
    alternates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def covers(self, party: str, role: str) -> bool:
        """Say whether the authority of a role of a party reaches to this pairing."""
        return role == self.roles.get(party) or role in self.alternates.get(party, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchException:
    """Days on which the schedule is another: from one midnight (UTC) up to another, checks at these times or none."""

    from_ms: int
    until_ms: int
    times_min: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSchedule:
    """When watch checks are due (minutes of the day, UTC), from which instant on, and who opens them in turn."""

    first_ms: int
    times_min: tuple[int, ...]
    opened_by: tuple[str, ...]
    answer_within_min: int
    exceptions: tuple[WatchException, ...] = ()

    def times_on(self, day_ms: int) -> tuple[int, ...]:
        """The times of the day that begins at this instant."""
        for each in self.exceptions:
            if each.from_ms <= day_ms < each.until_ms:
                return each.times_min
        return self.times_min


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A step of a ladder: minutes after something was due, and the role that takes it up at each party.

    `alternates` are called beside it; with a channel it is told by that one, and not on this line alone.
    """

    after_min: int
    role: str
    alternates: tuple[str, ...] = ()
    channel: str | None = None


class ChannelSort(StrEnum):
    """What a channel beside this line is."""

    LINE = "line"
    TELEPHONE = "telephone"
    RELAY = "relay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Another way to the other side that all have named; a relay may be a party of this line, else it is an office."""

    sort: ChannelSort
    name: Texts
    party: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Separation:
    """How far apart forces of two parties keep; what is None is not agreed."""

    lateral_m: int | None = None
    vertical_m: int | None = None
    time_min: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """A line as one party declares it: by reference to a document, or by points (millionths of a degree, WGS 84)."""

    name: str
    declared_by: str
    reference: str | None
    points: tuple[tuple[int, int], ...]
    error_m: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """How many officers release a statement, for some templates another number, and the roles that may; none: any.

    With `evidence` a statement counts only under as many hardware keys of officers, whose seats it shows.
    """

    officers: int = 1
    by_template: Mapping[str, int] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    evidence: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When a party's watch is there (minutes of the day, UTC; days from Monday 0), and who is called outside it."""

    from_min: int
    until_min: int
    days: tuple[int, ...]
    called: str | None
    within_min: int | None

    @property
    def round_the_clock(self) -> bool:
        return len(self.days) == 7 and self.until_min - self.from_min == DAY_MIN

    def covers(self, day: int, minute: int) -> bool:
        """Say whether the watch is there on this day of the week at this minute."""
        return day in self.days and self.from_min <= minute < self.until_min

    def counts_from_ms(self, instant_ms: int) -> int:
        """Give when silence at an instant begins to count: at once, when the watch comes, or who is called; ms."""
        day_ms = instant_ms - instant_ms % DAY_MS
        weekday = date.fromordinal(_EPOCH_ORDINAL + day_ms // DAY_MS).weekday()
        if self.covers(weekday, (instant_ms - day_ms) // MINUTE_MS):
            return instant_ms
        starts = (
            day_ms + day * DAY_MS + self.from_min * MINUTE_MS for day in range(8) if (weekday + day) % 7 in self.days
        )
        watch_ms = next(start_ms for start_ms in starts if start_ms > instant_ms)
        return watch_ms if self.within_min is None else min(watch_ms, instant_ms + self.within_min * MINUTE_MS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """What of the line may be told to others, how long an embargo lasts, and what of its desk a side shows the other.

    `opened`: that an entry stands open on a screen; `reached`: that word reached the last of those who had to know.
    """

    publicity: Publicity = Publicity.PRIVATE
    embargo_h: int | None = None
    opened: bool = True
    reached: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What the parties have signed. Clocks run from the storing time at the side that owes.

    `languages` maps parties to languages. A precedence that `acknowledge_within_min` lacks has no such clock, and a
    kind of notice that `notify_ahead_days` and `notify_ahead_min` lack may be given at any time; days are those
    between two dates in UTC. `in_force` maps templates to the parties that may send them; None: every one, both ways.
    """

    founded_ms: int
    languages: Mapping[str, str]
    roles: Mapping[str, Role]
    pairings: Mapping[str, Pairing]
    watch: WatchSchedule | None
    reply_within_min: Mapping[Precedence, int]
    acknowledge_within_min: Mapping[Precedence, int]
    call_answer_within_h: int
    calls_by_token: bool = False
    """Whether a call counts as held only if it was set up by a token that both watches read back."""
    notify_ahead_days: Mapping[str, int] = field(default_factory=dict)
    notify_ahead_min: Mapping[str, int] = field(default_factory=dict)
    escalation: tuple[Rung, ...]
    escalation_by: Mapping[Precedence, tuple[Rung, ...]] = field(default_factory=dict)
    """Ladders of their own for some precedences."""
    channels: Mapping[str, Channel] = field(default_factory=dict)
    next_pairing: Mapping[str, str] = field(default_factory=dict)
    """Which pairing is asked where a call of the first is declined or not answered."""
    in_force: Mapping[str, tuple[str, ...]] | None = None
    separation: Separation = Separation()
    border_min_m: Mapping[str, int] = field(default_factory=dict)
    borders: tuple[Border, ...] = ()
    release: Release = Release()
    bodies_days: int | None = None
    """After so many days from the storing time bodies and salts are erased; None: never."""
    hours: Mapping[str, Hours] = field(default_factory=dict)
    """Parties that are not there at all hours."""
    disclosure: Disclosure = Disclosure()
    catalogue: str = ""
    """SHA-256 of the catalogue of sentences that the parties signed, in hex; empty: none."""
    takes_unreviewed: bool = True
    """Whether a template is in force although nobody has reviewed its translations."""
    reviewed: tuple[str, ...] = ()
    """The templates of which the parties sign that a linguist has passed them in every language of the line."""
    time_zones: Mapping[str, str] = field(default_factory=dict)
    """By party the zone (IANA name) whose local time stands beside UTC for people; nothing is counted by it."""


class Terms:
    """The agreement as it was founded and amended: which terms hold for an entry is decided by its joint place.

    Each amendment comes with a function that gives the position behind which it holds, since positions may move.
    """

    __slots__ = ("_amended", "_founded")

    def __init__(self, founded: Agreement, amended: Sequence[tuple[Callable[[], int], Agreement]] = ()) -> None:
        self._founded, self._amended = founded, tuple(amended)

    @property
    def latest(self) -> Agreement:
        """The terms that hold for what is said next."""
        return self._amended[-1][1] if self._amended else self._founded

    @property
    def bodies_days_least(self) -> int | None:
        """The shortest age that was ever agreed for bodies; None where none was."""
        every = [self._founded, *[agreement for _, agreement in self._amended]]
        return min([each.bodies_days for each in every if each.bodies_days is not None], default=None)

    def at(self, position: int | None) -> Agreement:
        """The terms for the entry at a position of the joint order; None: for one that has none yet."""
        if position is None:
            return self.latest
        held = (agreement for since, agreement in reversed(self._amended) if position > since())
        return next(held, self._founded)


def template_in_force(agreement: Agreement, template: str, author: str) -> bool:
    """Say whether a party may send a template."""
    if agreement.in_force is None or template in ALWAYS_IN_FORCE:
        return True
    return author in agreement.in_force.get(template, ())


def template_reviewed(agreement: Agreement, template: str) -> bool:
    """Say whether a template needs no review, or has one by what the parties signed: no release of a node decides it.

    What no agreement can close needs none: without it nothing could be tested, acknowledged or put right.
    """
    return agreement.takes_unreviewed or template in ALWAYS_IN_FORCE or template in agreement.reviewed


def officers_for(agreement: Agreement, template: str) -> int:
    """Give how many officers release a statement of a template."""
    return agreement.release.by_template.get(template, agreement.release.officers)
