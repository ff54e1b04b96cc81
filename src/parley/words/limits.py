"""Every number that bytes from outside must stay within, with its reason."""

from __future__ import annotations

from typing import Final

ENTRY_BYTES_MAX: Final = 4096
"""An entry is signed metadata; its text stands beside it. Fits the u16 length of an export."""

BODY_BYTES_MAX: Final = 65_536
"""A page of text in any script, several times over; bounds what one statement costs a narrow line."""

PACKET_BYTES_MAX: Final = 1 << 20
"""What a wide bearer takes at once; bounds the memory that one unopened packet can claim."""

PARTIES_MAX: Final = 16
"""120 pairs fit the seven bits of the packet header."""

SEEN_MAX: Final = 40
"""Items of one `seen`: 40 of 51 bytes stay well below an entry; what does not fit waits for the next."""

FEEDS_PER_PARTY_MAX: Final = 4096
"""A start a day for eleven years. Above it a counterpart's new feeds are refused, as a flood."""

LISTED_MAX: Final = FEEDS_PER_PARTY_MAX * PARTIES_MAX
"""Feeds that a peer's list may name, in all its parts: every feed that a line can have."""

FIRST_NAMES_MAX: Final = 64
"""Older feeds named by a first entry: each costs 45 bytes, and more than a few tips mean a defect."""

ENTRIES_PER_PACKET_MAX: Final = 1024
"""Bounds the work that one opened packet can cause."""

CARD_BYTES_MAX: Final = 16_384
"""A card of the larger suite is about 13,000 bytes."""

RECORD_FILES_MAX: Final = 100_000
"""Files of an export that are looked at: 4 for each feed, 16 parties with a start a day for four years."""

RECORD_BYTES_MAX: Final = 1 << 31
"""What an export may take of memory while it is verified; 100,000 entries with bodies take 50 MB."""

AGREEMENT_BYTES_MAX: Final = 262_144
"""An agreement is written and read by people."""

AGREEMENT_ITEMS_MAX: Final = 64
"""Roles, pairings or steps of one agreement: each is a line that a person signs knowingly."""

THREAD_STATEMENTS_MAX: Final = 1_000
"""A thread is folded anew from its beginning at each statement, so its length is bounded."""

SINGLES_MAX: Final = 1024
"""Entries of one party held beyond a gap: each has cost its author a signature, and us a row."""

QUOTA_BYTES: Final = 1 << 30
"""Disk that one counterpart's entries may take unless the line's settings say otherwise: about two million of them."""

EVIDENCE_ROWS_MAX: Final = 10_000
"""Refused bytes kept as evidence; beyond it they are counted and dropped, so that no peer fills the disk."""

TEXT_CHARS_MAX: Final = 16_000
"""Free text of one statement; below a body in any script of up to four bytes a character."""

SHORT_TEXT_CHARS_MAX: Final = 500
"""A topic, an area, a type of aircraft: what must fit a board's line or two."""

AIRCRAFT_MAX: Final = 10_000
"""More than any air force has in the air."""

FLIGHT_LEVEL_MAX: Final = 1_000
"""Hundreds of feet: 30 km, above which nothing flies that files a notice."""

DISTANCE_M_MAX: Final = 20_040_000
"""Half the way round the earth: no two places are further apart."""

FORCES_MAX: Final = 10_000_000
"""Persons, ships or pieces of equipment: more than any state has under arms."""

POINTS_MAX: Final = 16
"""Points agreed in one call: what two principals can hold in mind."""

CALL_SLOTS_MAX: Final = 8
"""Times proposed for one call."""

WITHIN_MIN_MAX: Final = 525_600
"""A clock of the agreement, in minutes: a year."""

AHEAD_DAYS_MAX: Final = 366
"""How far ahead a notice can be owed: annual calendars are the longest in use."""

SLOT_KEY_MAX: Final = 63
"""Slots of one kind, named by an acknowledgement."""

assert TEXT_CHARS_MAX * 4 < BODY_BYTES_MAX
assert BODY_BYTES_MAX + ENTRY_BYTES_MAX < PACKET_BYTES_MAX
assert SEEN_MAX * 60 < ENTRY_BYTES_MAX
