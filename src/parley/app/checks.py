"""What a home needs of its machine before it is served: clock, disk, ports, rights, keys. Nothing is changed."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from parley.app import own_log, released
from parley.app.assemble import open_store_of, parts_of
from parley.app.devices import Drop, Serial
from parley.app.home import Home, LineFiles, open_home, read_line, refuse_blocked
from parley.app.places import address_of
from parley.bearers.filedrop import MARK
from parley.keys import files
from parley.runtime import clock
from parley.runtime.control import call
from parley.words.faults import Fault, OurFault
from parley.words.instants import iso

FREE_BYTES_MIN: Final = 64 << 20
"""Below it a node soon stops; a day of a busy line takes some 10 MB."""
FREE_BYTES_GOOD: Final = 1 << 30
FSYNC_MS_GOOD: Final = 100.0
UNCERTAINTY_MS_GOOD: Final = 1_000
TIME_SERVICES: Final = (
    ("systemd-timesyncd", "/run/systemd/timesync/synchronized"),
    ("chrony", "/run/chrony/chronyd.pid"),
    ("ntpd", "/run/ntpd.pid"),
)
"""Time services by the file that each leaves while it runs."""


class Standing(StrEnum):
    """How bad it is; only what is wrong keeps a node from being served."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    standing: Standing
    said: str

    def machine(self) -> dict[str, str]:
        return {"what": self.what, "standing": str(self.standing), "said": self.said}


def check_home(folder: Path, passphrase: str | None) -> list[Finding]:
    """Look at everything that serving a home depends on."""
    try:
        home = open_home(folder, passphrase)
    except Fault as fault:
        return [Finding("home", Standing.WRONG, _told(fault))]
    return [
        *_rights(home),
        _clock(),
        *_disk(home),
        _tried("node key", lambda: _node_key(home)),
        _tried(own_log.NAME, lambda: _own_log(home)),
        *(finding for name in home.lines() for finding in _line(home, name)),
        *_shared_ports(home),
        *([] if home.lines() else [Finding("lines", Standing.WRONG, "The home has no line: `parley line propose`.")]),
    ]


def _told(fault: Fault) -> str:
    return f"{fault.message} {fault.todo} [{fault.code}]"


def _tried(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, Standing.OK, look())
    except Fault as fault:
        return Finding(what, Standing.WRONG, _told(fault))


def _rights(home: Home) -> Iterator[Finding]:
    loose: list[str] = []
    foreign: list[str] = []
    for path in (home.folder, *home.folder.rglob("*.key"), *home.folder.rglob("*.db")):
        found = path.stat()
        if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            loose.append(str(path))
        if found.st_uid != os.geteuid():
            foreign.append(str(path))
    if loose:
        said = f"Others may open {', '.join(loose)}: chmod go= these."
        yield Finding("rights", Standing.WRONG, said)
    if foreign:
        yield Finding("owner", Standing.WRONG, f"Not this account's: {', '.join(foreign)}: chown them.")
    if not loose and not foreign:
        yield Finding("rights", Standing.OK, "Home, keys and stores are this account's alone.")
    if (home.folder / files.ROOT).exists():
        said = f"{home.folder / files.ROOT} lies here: take it off this machine and keep it apart."
        yield Finding("root key", Standing.WARNING, said)


def _clock() -> Finding:
    now = clock.read()
    service = next((name for name, path in TIME_SERVICES if Path(path).exists()), "no known time service")
    if now.uncertainty_ms is None:
        said = f"{iso(now.wall_ms)}, kept by nothing that the kernel knows of ({service}): run chrony or another."
        return Finding("clock", Standing.WARNING, said)
    good = now.uncertainty_ms <= UNCERTAINTY_MS_GOOD
    said = f"{iso(now.wall_ms)}, right within {now.uncertainty_ms} ms ({service})."
    return Finding("clock", Standing.OK if good else Standing.WARNING, said)


def _disk(home: Home) -> Iterator[Finding]:
    free = shutil.disk_usage(home.folder).free
    standing = Standing.OK if free >= FREE_BYTES_GOOD else Standing.WARNING
    standing = standing if free >= FREE_BYTES_MIN else Standing.WRONG
    yield Finding("disk space", standing, f"{free >> 20:,} MiB free.")
    began_s = time.monotonic()
    try:
        with tempfile.TemporaryFile(dir=home.folder) as file:
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        yield Finding("disk", Standing.WRONG, f"Nothing can be written and forced to disk: {error.strerror}.")
        return
    took_ms = (time.monotonic() - began_s) * 1000
    good = took_ms <= FSYNC_MS_GOOD
    yield Finding("disk", Standing.OK if good else Standing.WARNING, f"Written and forced to disk in {took_ms:.1f} ms.")


def _node_key(home: Home) -> str:
    home.node_key()
    return "Opens."


def _own_log(home: Home) -> str:
    return f"{own_log.check_own_log(home.folder):,} lines, each named by the next."


def _line(home: Home, name: str) -> Iterator[Finding]:
    yield _tried(f"{name}: keys", lambda: _keys(home, name))
    try:
        line = read_line(home, name, secrets=False)
    except Fault:
        return  # told above
    running = call(home.folder)
    if running is not None:
        running.close()
        yield Finding(f"{name}: store", Standing.OK, "A node runs and keeps it.")
    else:
        yield _tried(f"{name}: store", lambda: _store(line))
        if line.places.listen is not None:
            yield _tried(f"{name}: port", lambda: _port(line.places.listen or ""))
    listen, peers, drop, serial, off, _ = line.places
    if not (listen or peers or drop or serial):
        said = "It neither listens nor dials, and has no other bearer: set --listen or --peer, or `parley bearer add`."
        yield Finding(f"{name}: ways", Standing.WARNING, said)
    if off:
        said = f"Turned off: {', '.join(sorted(off))}; `parley bearer on` turns them on."
        yield Finding(f"{name}: bearers", Standing.WARNING, said)
    yield _tried(f"{name}: {released.NAME}", lambda: _released(line))
    yield _root_keys(f"{name}: root keys", line)
    if drop is not None:
        yield from _drop(name, drop)
    if serial is not None:
        yield _serial(f"{name}: serial", serial)
    for peer, place in sorted(line.places.peers.items()):
        yield _peer(f"{name}: {peer}", place)


def _keys(home: Home, name: str) -> str:
    parts_of(home, name)
    return "Agreement, cards, transport key and pair secrets are those of this line."


def _released(line: LineFiles) -> str:
    return f"{released.check_released(line.folder):,} releases, each line named by the next."


def _root_keys(what: str, line: LineFiles) -> Finding:
    try:
        refuse_blocked(line.folder)
    except OurFault as fault:
        return Finding(what, Standing.WARNING, _told(fault))
    return Finding(what, Standing.OK, "No other came in than those that the line was founded with.")


def _store(line: LineFiles) -> str:
    if not (line.folder / "record.db").exists():
        return "Not there yet: the first start makes it."
    with closing(open_store_of(line.folder, line.line)):
        return "Opens, and no other process keeps it."


def _port(place: str) -> str:
    host, port = address_of(place)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with closing(socket.create_server((host, port), family=family)):
            return f"{place} is free."
    except OSError as error:
        raise OurFault("port-busy", f"Nothing can listen on {place}: {error.strerror}.") from error


def _peer(what: str, place: str) -> Finding:
    host, _ = address_of(place)
    try:
        ip_address(host)
    except ValueError:
        said = f"{place} is a name: while nobody resolves it the line is down; an address depends on nobody."
        return Finding(what, Standing.WARNING, said)
    return Finding(what, Standing.OK, f"Dialled at {place}.")


def _drop(name: str, drop: Drop) -> Iterator[Finding]:
    """A folder that is away may be a stick on its journey; one that is there must be ours to write."""
    for what, folder, sign in [
        ("incoming", drop.incoming, drop.incoming),
        *((f"for {party}", folder, folder / MARK) for party, folder in sorted(drop.outgoing.items())),
    ]:
        if not sign.exists():
            said = f"{folder} is away, or not marked: nothing is carried until it is back."
            yield Finding(f"{name}: drop {what}", Standing.WARNING, said)
        elif not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            yield Finding(f"{name}: drop {what}", Standing.WRONG, f"{folder} is not this account's to write.")
        else:
            yield Finding(f"{name}: drop {what}", Standing.OK, f"{folder} is there.")


def _serial(what: str, serial: Serial) -> Finding:
    device = serial.device
    if not device.exists():
        return Finding(what, Standing.WARNING, f"{device} is not there: nothing is carried until it is.")
    if not device.is_char_device() or not os.access(device, os.R_OK | os.W_OK):
        return Finding(what, Standing.WRONG, f"{device} is no device that this account may open.")
    return Finding(what, Standing.OK, f"{device} is there.")


def _shared_ports(home: Home) -> Iterator[Finding]:
    """Two lines of one home can't listen at one place."""
    taken: dict[str, str] = {}
    for name in home.lines():
        try:
            place = read_line(home, name, secrets=False).places.listen
        except Fault:
            continue  # told with its line
        if place is not None and place in taken:
            yield Finding("ports", Standing.WRONG, f"{taken[place]} and {name} both listen at {place}.")
        elif place is not None:
            taken[place] = name
