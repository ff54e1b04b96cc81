"""Who of this side may do what: posts (seats) with roles, and a total table of role and act. Never a person's name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from parley.words.faults import OurFault


class Role(StrEnum):
    """What a seat is there for."""

    WATCH_OFFICER = "watch-officer"
    RELEASING_OFFICER = "releasing-officer"
    INTERPRETER = "interpreter"
    NOTE_TAKER = "note-taker"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Act(StrEnum):
    """What a seat can do."""

    READ = "read drafts"
    DRAFT = "draft and edit"
    REVIEW = "review a draft"
    RELEASE = "release a draft, sign an agreement"
    ANSWER = "acknowledge, send and answer watch checks"
    BREAK_GLASS = "release an emergency alone"
    STOP = "stop what is held"
    KEEP_WATCH = "take, hand over and leave the watch"
    TELL = "acknowledge what was disseminated, tick off a checklist"
    ORDER = "order silence"
    APPOINT = "declare seats, lists and keys"


_ROWS: Final[Mapping[Act, str]] = {
    #               watch releasing interpreter note-taker supervisor auditor administrator
    Act.READ:        "x x x x x x -",
    Act.DRAFT:       "x x x - x - -",
    Act.REVIEW:      "x x x - x - -",
    Act.RELEASE:     "- x - - - - -",
    Act.ANSWER:      "x x - - - - -",
    Act.BREAK_GLASS: "x x - - - - -",
    Act.STOP:        "x x x x x - -",
    Act.KEEP_WATCH:  "x - - - - - -",
    Act.TELL:        "x x x x x - -",
    Act.ORDER:       "- x - - x - -",
    Act.APPOINT:     "- - - - - - x",
}  # fmt: skip
MAY: Final[Mapping[tuple[Role, Act], bool]] = {
    (role, act): mark == "x" for act, row in _ROWS.items() for role, mark in zip(Role, row.split(), strict=True)
}
"""Whether a role may do an act."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A post: its roles here, and the role of the agreement for which it speaks, where that has another name."""

    roles: frozenset[Role]
    speaks_as: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """The seats of this side by name; a home that declares none lets every label do everything.

    `lists` names, by template, the seats that are told of a notice on the day when its window opens.
    """

    seats: Mapping[str, Seat] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def declared(self) -> bool:
        return bool(self.seats)


def may(people: People, seat: str, act: Act) -> bool:
    """Say whether a seat may do an act."""
    if not people.declared:
        return True
    found = people.seats.get(seat)
    return found is not None and any(MAY[role, act] for role in found.roles)


def refuse_act(people: People, seat: str, act: Act) -> None:
    """Refuse an act without its role. Raises OurFault `seat-not-declared`, `role-needed`."""
    if may(people, seat, act):
        return
    if seat not in people.seats:
        raise OurFault("seat-not-declared", f"This home has no seat {seat!r}.")
    needed = " or ".join(role for role in Role if MAY[role, act])
    raise OurFault("role-needed", f"{seat} may not do this ({act}); it takes the role of {needed}.")


def refuse_people(people: People) -> None:
    """Refuse seats under which nobody could declare any more. Raises OurFault `people-unusable`."""
    if people.declared and not any(may(people, seat, Act.APPOINT) for seat in people.seats):
        raise OurFault("people-unusable", "No seat would have the role of administrator.")
    if any(name not in people.seats for name in _listed(people.lists.values())):
        raise OurFault("people-unusable", "A list would name a seat that is not declared.")


def _listed(lists: Iterable[tuple[str, ...]]) -> Iterable[str]:
    return (name for each in lists for name in each)


def table() -> str:
    """Write the table of roles and acts as Markdown."""
    lines = [f"| act | {' | '.join(Role)} |", "|---" * (len(Role) + 1) + "|"]
    lines += [f"| {act} | {' | '.join('yes' if MAY[role, act] else '' for role in Role)} |" for act in Act]
    return "\n".join(lines)
