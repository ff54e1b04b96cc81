"""Every machine of the desk by its title: the pages and the tests go by this list."""

from __future__ import annotations

from typing import Final

from parley.desk import (
    accidents,
    acknowledgements,
    calls,
    contacts,
    deferrals,
    doubts,
    escalation,
    incidents,
    launches,
    meetings,
    notices,
    passing,
    presence,
    protests,
    queries,
    setups,
    suspensions,
    validity,
    watch,
)
from parley.desk.machine import Machine

_MODULES: Final = (
    notices, launches, validity, accidents, incidents, queries, meetings, protests, calls, setups, contacts, watch,
    presence, suspensions, acknowledgements, passing, doubts, deferrals, escalation,
)  # fmt: skip
MACHINES: Final[dict[str, Machine]] = {
    module.__name__.rpartition(".")[2].capitalize(): module.MACHINE for module in _MODULES
}
