"""The agreement as an executable document: its terms, read and checked, held against themselves, and in plain words.

May import what the rest of the desk may.
"""

from parley.desk.agreement.leads import is_late, stored_by_ms
from parley.desk.agreement.reading import parse
from parley.desk.agreement.templates import ALWAYS_IN_FORCE, NOTICE_KINDS, TEMPLATES, template_of
from parley.desk.agreement.terms import (
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
    Terms,
    WatchException,
    WatchSchedule,
    officers_for,
    template_in_force,
    template_reviewed,
)

__all__ = [
    "ALWAYS_IN_FORCE",
    "NOTICE_KINDS",
    "TEMPLATES",
    "Agreement",
    "Border",
    "Channel",
    "ChannelSort",
    "Disclosure",
    "Hours",
    "Pairing",
    "Release",
    "Role",
    "Rung",
    "Separation",
    "Terms",
    "WatchException",
    "WatchSchedule",
    "is_late",
    "officers_for",
    "parse",
    "stored_by_ms",
    "template_in_force",
    "template_of",
    "template_reviewed",
]
