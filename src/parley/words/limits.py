"""Every number that bytes from outside must stay within, with its reason.

What paces our own work (rounds, windows, patience) stands beside what it paces; tests/tidy knows which is which.
"""

from __future__ import annotations

from typing import Final

DEPTH_MAX: Final = 16
"""Arrays and maps inside each other, so that no peer exhausts the stack; the deepest item of ours is half of it."""

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

PLACE_MAX: Final = (1 << 64) - 1
"""A head signs its size in 64 bits, so no entry stands at this place."""

ENTRIES_PER_PACKET_MAX: Final = 1024
"""Bounds the work that one opened packet can cause."""

PATH_HASHES_MAX: Final = 64
"""Hashes of one path: a tree of 2^64 entries is as deep."""

TRANSFERS_MAX: Final = 32
"""Unfinished transfers of one peer; the one that waited longest gives way."""

TRANSFERS_BYTES_MAX: Final = 2 << 20
"""What they may take together: a packet of the largest size in frames of 200 bytes, and a third as much beside."""

TRANSFER_PART_BYTES: Final = 100
"""What a part costs beside its bytes: of a million frames of one byte each the quota holds few."""

TRANSFERS_FINISHED_MAX: Final = 256
"""Finished transfers remembered, so that late frames of them open no new ones."""

RELAYED_MAX: Final = 1_024
"""Packets of others that wait in one round; what is over it is dropped, since its sender sends it again."""

STRANGERS_MAX: Final = 64
"""Connections that have shown no pinned certificate yet. A peer needs some milliseconds for it."""

HANDSHAKE_S_MAX: Final = 5.0
"""So long a connection may take to show one."""

CONNECTIONS_PER_PEER_MAX: Final = 4
"""One each way, and two that died without a word."""

DROP_LOOKS_MAX: Final = 256
DROP_LOOK_BYTES_MAX: Final = 4 << 20
"""Files opened and bytes delivered in one turn of the file drop; the next turn goes on from there."""

REQUEST_BYTES_MAX: Final = 1 << 18
"""One line at the socket of a home: a statement's body in hex, twice over."""

FORM_CHARS_MAX: Final = BODY_BYTES_MAX
"""What a form may hold, all its fields together: a statement holds no more."""

CALLERS_MAX: Final = 32
"""Commands that talk to a node at once: more than a watch has hands."""

CALLER_IDLE_S_MAX: Final = 60.0
"""A caller that asks nothing for so long, or reads no answer, is hung up on."""

SEAT_CHARS_MAX: Final = 64
"""The name of a seat, as it stands in the log."""

HTTP_HEADER_BYTES_MAX: Final = 8_192
"""A request for the figures; no browser's is longer."""

HTTP_REQUEST_S_MAX: Final = 5.0
"""So long it may take, from its first byte to the last of its answer."""

KEY_FILE_BYTES_MAX: Final = 65_536
"""A key file of the larger suite has some 8,000 bytes."""

KEY_FILE_MEMORY_KIB_MAX: Final = 262_144
KEY_FILE_PASSES_MAX: Final = 10
KEY_FILE_LANES_MAX: Final = 16
"""What a key file may ask of the machine that opens it: 256 MiB and some seconds, never more."""

OBSERVED_BYTES_MAX: Final = 1 << 20
"""The file in which a desk says what it counted."""

ALARMS_BYTES_MAX: Final = 1 << 16
"""The file that says who is called outside the console."""

ALARM_TARGETS_MAX: Final = 64
"""Targets in it: more than a watch calls."""

ALARMS_WAITING_MAX: Final = 10
"""Incoming statements that call somebody outside in ten minutes: whoever is called so often comes; more are a flood."""

OBSERVED_COUNT_MAX: Final = 1_000_000
"""One of its counts: more than anybody counts in a month."""

CARD_BYTES_MAX: Final = 32_768
"""A card of the larger suite with all its officers is about 24,000 bytes."""

OFFICERS_MAX: Final = 5
"""Officers whose keys a card lists: a change of keys that all of them sign stays below a body in the larger suite."""

ORDERS_WAITING_MAX: Final = 8
"""Changes of keys of one party that came before the one that they follow."""

RECORD_FILES_MAX: Final = 100_000
"""Files of an export that are looked at: 4 for each feed, 16 parties with a start a day for four years."""

RECORD_BYTES_MAX: Final = 1 << 31
"""What an export may take of memory while it is verified; 100,000 entries with bodies take 50 MB."""

AGREEMENT_BYTES_MAX: Final = 262_144
"""An agreement is written and read by people."""

AMENDED_BYTES_MAX: Final = BODY_BYTES_MAX - 64
"""A later agreement stands in a body, beside the hash of the one before."""

AGREEMENT_DOTS_MAX: Final = 32
"""Full stops in one line: a key of many parts takes the reader of TOML memory in the square of them, 64 GB a file."""

AGREEMENT_ITEMS_MAX: Final = 64
"""Roles, pairings or steps of one agreement: each is a line that a person signs knowingly."""

THREAD_STATEMENTS_MAX: Final = 1_000
"""A thread is folded anew from its beginning at each statement, so its length is bounded."""

WIRE_LINES_MAX: Final = 200
"""Lines of the orderwire that a node keeps in memory, its own and its peers': two screens, gone with the run."""

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

TRACKS_MAX: Final = 64
"""Tracks named in a summary of flights: a month of them fits one body and one screen."""

AZIMUTH_DEG_MAX: Final = 359
"""Whole degrees from north."""

SEPARATION_MIN_MAX: Final = 1_440
"""Minutes between two forces in one place: a day, above which they no longer meet."""

OFFICERS_TO_RELEASE_MAX: Final = 2
"""Officers who release one statement: a third has never been asked for, and would keep an alarm waiting."""

BODIES_DAYS_MIN: Final = 1
BODIES_DAYS_MAX: Final = 36_525
"""When bodies are erased, in days after they were stored: at most a hundred years; never is said by no term."""

BORDER_POINTS_MAX: Final = 4_096
"""Points of one declared border: 100 KB of a file that may have 256; a longer line is declared by reference."""

BORDER_ERROR_M_MAX: Final = 100_000
"""How far off a party may say that its declared border is: beyond it no distance to it says anything."""

BORDER_FILE_BYTES_MAX: Final = 1 << 28
"""A file of a border: a country at ten metres has some 20 MB, and all is read at once."""

CORNERS_MAX: Final = 4_096
"""Corners of one declared area: as many as of a border in the agreement."""

VOLUMES_FILE_BYTES_MAX: Final = 1 << 28
"""A file of volumes: 100,000 take some 50 MB."""

DRILL_MIN_MAX: Final = 24 * 60
"""How long a drill may last, in minutes: a day, longer than any watch."""

SCENARIO_ITEMS_MAX: Final = 100
"""Steps, or expectations, or deeds that meet one, of a scenario: more than anybody follows."""

SLOT_KEY_MAX: Final = 63
"""Slots of one kind, named by an acknowledgement."""

ASSERTION_PART_BYTES_MAX: Final = 1_024
"""One part of a hardware key's answer: they take 300 bytes together, more where a browser adds extensions."""

HOST_CHARS_MAX: Final = 64
"""The name of the host at which a console is opened."""

TOUCH_S_MAX: Final = 120.0
"""So long a person has to find the hardware key, touch it and type the PIN."""

TOUCH_BYTES_MAX: Final = 16 * ASSERTION_PART_BYTES_MAX
"""What a browser may give of a key, as JSON."""

CLOCK_APART_MIN_MAX: Final = 2
"""So many minutes the clock that an officer reads may be from the node's: it is read to the minute."""

FORM_BYTES_MAX: Final = 256 * 1024
"""What one form of a page may send: a draft in two languages takes 20 KB."""

SESSION_IDLE_S_MAX: Final = 900.0
"""So long a seat may be idle before its page locks."""

SESSION_S_MAX: Final = 14 * 3_600.0
"""So long one sign-in holds: a watch of twelve hours and its hand-over."""

LINK_S_MAX: Final = 3_600.0
"""So long a one-time link holds: it is given from hand to hand."""

LINKS_MAX: Final = 100
"""Links that wait: more than there are seats."""

SIGN_IN_TRIES_MAX: Final = 10
"""Tries to sign in from one address within a minute: a person makes three."""

SIGN_IN_TRIES_IN_ALL_MAX: Final = 60
"""Tries from all addresses within a minute: a recovery code costs a tenth of a second of one core."""

CHALLENGES_MAX: Final = 1_000
"""Challenges to keys that wait for their answer; the oldest give way."""
TRACK_LINE_BYTES_MAX: Final = 1 << 16
"""A line of an archive of tracks: a hundred times what any form needs for a fix."""

TRACK_JSON_BYTES_MAX: Final = 64 << 20
"""A document of an archive: all aircraft of a large network at once take 15 MB, a day's trace of one 2 MB."""

TRACK_NAME_MAX: Final = 64
"""The name of a craft: an ICAO address has 6 characters, an identifier of a TAK server 36."""

TRACK_CRAFTS_MAX: Final = 1_000_000
"""Crafts of one screening, 200 bytes each: a busy day of the world has 60,000, a forger any number."""

assert TEXT_CHARS_MAX * 4 < BODY_BYTES_MAX
assert BODY_BYTES_MAX + ENTRY_BYTES_MAX < PACKET_BYTES_MAX
assert SEEN_MAX * 60 < ENTRY_BYTES_MAX
assert PACKET_BYTES_MAX * (1 + TRANSFER_PART_BYTES / 200) < TRANSFERS_BYTES_MAX, "the largest packet must fit"

FOUND_TEXTS_MAX: Final = 10_000
"""Folded texts kept for finding: a month of a busy line, a few megabytes."""
