"""The seats of a home: `people.toml`, private to this side, and what changes of it leave in the own log.

[seats.<post>]         roles = ["watch-officer", ...], speaks_as = "<a role of the agreement>"
[lists]                <template> = ["<post>", ...]: who is told when the window of such a notice opens
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from parley.app import own_log
from parley.desk.agreement import TEMPLATES
from parley.desk.people import Act, People, Role, Seat, refuse_act, refuse_people
from parley.store.files import put
from parley.words.faults import OurFault
from parley.words.terms import SEAT

FILE: Final = "people.toml"


def read_people(home: Path) -> People:
    """Read the seats in a home's folder; none where nobody has declared any. Raises OurFault `home-malformed`."""
    path = home / FILE
    try:
        found = tomllib.loads(path.read_text())
    except FileNotFoundError:
        return People()
    except (OSError, ValueError) as error:
        raise OurFault("home-malformed", f"{path} cannot be read: {error}") from error
    try:
        people = _people(found)
        refuse_people(people)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise OurFault("home-malformed", f"{path} does not say which seats there are: {error}.") from error
    return people


def people_of_line(folder: Path) -> People:
    """Read the seats of the home to which a line's folder belongs. Raises OurFault `home-malformed`."""
    return read_people(folder.parent.parent)


def _people(found: Mapping[str, Any]) -> People:
    """Read the tables of the file. Raises ValueError and its like."""
    if set(found) - {"seats", "lists"}:
        raise ValueError("it has another table than seats and lists")
    seats = {
        name: Seat(frozenset(map(Role, each["roles"])), each.get("speaks_as", ""))
        for name, each in found.get("seats", {}).items()
    }
    lists = {template: tuple(map(str, each)) for template, each in found.get("lists", {}).items()}
    if not all(map(SEAT.fullmatch, seats)) or not set(lists) <= set(TEMPLATES):
        raise ValueError("a seat's name or a template is none")
    return People(seats, lists)


def declare_seat(home: Path, now_ms: int, by: str, name: str, seat: Seat | None) -> People:
    """Declare a seat, or take it out (None).

    Raises OurFault `seat-not-declared`, `role-needed`, `people-unusable`, `home-unwritable`, `home-malformed`.
    """
    if not SEAT.fullmatch(name):
        raise OurFault("people-unusable", f"{name!r} is not a seat's name: small letters, digits and hyphens.")
    people = read_people(home)
    seats = {key: each for key, each in people.seats.items() if key != name}
    lists = people.lists
    if seat is not None:
        seats[name] = seat
    elif name not in people.seats:
        raise OurFault("seat-not-declared", f"This home has no seat {name!r}.")
    facts: dict[str, own_log.Fact] = {"name": name, "roles": sorted(seat.roles) if seat else []}
    return _put(home, now_ms, by, people, replace(people, seats=seats, lists=lists), facts)


def declare_list(home: Path, now_ms: int, by: str, template: str, names: tuple[str, ...]) -> People:
    """Declare who is told on the day of such a notice; nobody takes the list out. Raises as `declare_seat`."""
    people = read_people(home)
    lists = {key: each for key, each in people.lists.items() if key != template}
    if names:
        lists[template] = names
    return _put(home, now_ms, by, people, replace(people, lists=lists), {"list": template, "names": list(names)})


def _put(home: Path, now_ms: int, by: str, old: People, new: People, facts: Mapping[str, own_log.Fact]) -> People:
    refuse_act(old, by, Act.APPOINT)
    refuse_people(new)
    try:
        put(home / FILE, _written(new).encode())
    except OSError as error:
        raise OurFault("home-unwritable", f"{home} cannot be written: {error.strerror}.") from error
    own_log.note(home, now_ms, by, "people-changed", **facts)
    return new


def _written(people: People) -> str:
    lines: list[str] = []
    for name, seat in sorted(people.seats.items()):
        lines += [f"[seats.{name}]", f"roles = {json.dumps(sorted(seat.roles))}"]
        lines += [f"speaks_as = {json.dumps(seat.speaks_as)}"] if seat.speaks_as else []
    if people.lists:
        lines += [
            "[lists]",
            *(f"{json.dumps(key)} = {json.dumps(names)}" for key, names in sorted(people.lists.items())),
        ]
    return "\n".join(lines) + "\n"
