"""The fault catalogue: what can go wrong, and which counter of the simulator, or which other test, shows it."""

from __future__ import annotations

from typing import Final, NamedTuple

from parley.wire.kinds import BY_TYPE


class Fault(NamedTuple):
    """One fault: the counters that it raises, hostile acts among them, and where else it is tried."""

    name: str
    counters: tuple[str, ...] = ()
    elsewhere: str = ""


CATALOGUE: Final[dict[str, tuple[Fault, ...]]] = {
    "network, each bearer and direction": (
        Fault("lost", ("lost", "frame-lost")),
        Fault("lost in bursts", ("burst-lost",)),
        Fault("doubled", ("doubled", "frame-doubled")),
        Fault("reordered", ("reordered",)),
        Fault("held back, then all at once", ("clogged",)),
        Fault("one direction slower than the other", ("uneven-link",)),
        Fault("replayed, also by another bearer, also weeks later", ("replayed", "courier-late")),
        Fault("cut short, extended, a bit flipped, spliced", ("cut-short", "extended", "flipped", "spliced")),
        Fault("frames of two packets mixed", ("frame-mixed",)),
        Fault("cut one way, both ways, a member cut off", ("cut-one-way", "cut-both")),
        Fault("all bearers down for hours", ("outage-of-hours",)),
        Fault("less room than before", ("shrunk",)),
        Fault("takes and drops everything", ("hole", "taken-and-dropped")),
        Fault("no room, never ready again, up and down", ("no-room", "carrier-stuck", "flapped")),
        Fault("a stick lost, doubled, late, carried back", ("stick-lost", "stick-doubled", "stick-carried-back")),
    ),
    "disk": (
        Fault("a slow write", ("slow-write",)),
        Fault("a failing write, kept or not", ("write-failed-kept-nothing", "write-failed-kept-all")),
        Fault("a failing read", ("crash-read-failed",)),
        Fault("full, or read-only, for a while", ("disk-full",)),
        Fault("a write torn by a crash", ("torn-kept-nothing", "torn-kept-secrets", "torn-kept-all")),
        Fault("an old backup, once or twice", ("restored", "restored-with-secrets"), "`python -m sim.restores`"),
        Fault("the other party's copy restored", ("restored-other-sides", "wrong-store-refused")),
        Fault("a database of another line", (), "`tests/contracts/test_sqlite_store.py`"),
        Fault("pages torn, unlinks undone, the WAL gone", (), "`tests/contracts/test_sqlite_crash.py`"),
        Fault("rot of a cold row, a write to the wrong place", (), "not tried: no row has a checksum of its own"),
    ),
    "process": (
        Fault("killed, also both at once", ("crash-killed", "crash-killed-both"), "`tools/kill9`"),
        Fault("a crash before, in and after each write", ("crash-before-write", "crash-in-write", "crash-before-kept")),
        Fault("a crash between two effects", ("crash-in-effects",)),
        Fault("a crash during a start", ("crash-at-start",)),
        Fault("stopped, and going on minutes later", ("paused",)),
        Fault("two processes on one home", (), "`tests/contracts/test_sqlite_store.py`: the second is refused"),
        Fault("a copy of a running node that goes on in its feed", (), "`tests/node/test_entries.py`: the node halts"),
    ),
    "clock": (
        Fault("steps forward and back, to years", ("clock-step",)),
        Fault("runs fast or slow by 500 ppm", ("drift",)),
        Fault("stands still", ("wall-stuck",)),
        Fault("wrong from the start; monotonic from anywhere after each start", (), "every seed may draw it"),
    ),
    "operator": (
        Fault("a statement handed in twice", ("double-click",)),
        Fault("the wrong file restored, the wrong stick carried", ("wrong-store-refused", "stick-carried-back")),
        Fault("coerced or mistaken officers, two consoles", (), "comes with the console"),
        Fault("agreements signed by one after the other, or not by all", ("amended", "amended-anew", "signed-by-some")),
        Fault("bodies erased at the agreed age, on some disks earlier than on others", ("erased", "all-erased")),
        Fault("old backups that have such bodies, rows that come without", ("erased-came-back", "came-without-body")),
        Fault("every kind is said, where it may be and where not", tuple(f"said-{k.number}" for k in BY_TYPE.values())),
    ),
}


def table() -> str:
    """Write the catalogue as a table for docs/testing.md."""
    lines = ["| | what goes wrong | counted as, or tried by |", "|---|---|---|"]
    for section, faults in CATALOGUE.items():
        for fault in faults:
            shown = ", ".join([*(f"`{name}`" for name in fault.counters), *filter(None, [fault.elsewhere])])
            lines.append(f"| {section} | {fault.name} | {shown} |")
    return "\n".join(lines)
