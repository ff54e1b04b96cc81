"""The agreements of the simulator's lines: one founds a line, others may follow it; they differ in what can be told."""

from __future__ import annotations

from functools import cache
from typing import Final

from parley.desk.agreement import Agreement, parse

ROLES: Final = ("watch", "watch-officer", "chief-of-staff", "minister-of-defence")
FOUNDING: Final = 0


@cache
def agreement_file(parties: tuple[str, ...], number: int = FOUNDING, bodies_days: int | None = None) -> bytes:
    """Write the agreement of a number, without watch and without deadlines that matter."""
    named = 'name = { en = "n", ru = "n" }\nauthority = { en = "a", ru = "a" }'
    sides = ", ".join(f'{party} = "watch"' for party in parties)
    lines = [
        "format = 1",
        "founded = 1970-01-01T00:00:00Z",
        f"call_answer_within_h = {1 + number}",
        "escalation = []",
        "[parties]",
        *(f'{party} = "{"ru" if party == "RUS" else "en"}"' for party in parties),
        "[reply_within_min]",
        *(f"{speed} = 60" for speed in ("ROUTINE", "PRIORITY", "IMMEDIATE", "FLASH")),
        "[acknowledge_within_min]",
        *(f"[roles.{role}]\n{named}" for role in ROLES),
        f'[pairings.heads]\nname = {{ en = "n", ru = "n" }}\nroles = {{ {sides} }}',
        *([f"[retention]\nbodies_days = {bodies_days}"] if bodies_days is not None else []),
    ]
    return "\n".join(lines).encode()


@cache
def agreement(parties: tuple[str, ...], number: int = FOUNDING, bodies_days: int | None = None) -> Agreement:
    """Give the terms of an agreement's file."""
    return parse(agreement_file(parties, number, bodies_days))
