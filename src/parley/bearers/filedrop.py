"""The file drop: folders that people carry by hand; one sealed packet a file, receipts come back the same way.

What a peer is to get is written into its outgoing folder, from where a courier takes it; what couriers bring is put
into the incoming folder, in whatever order and however late. A file may be half-copied, cut, foreign, doubled or
renamed: what is whole is delivered, what is not is looked at again. The disk is touched in a thread of its own, since
a stick may take seconds, and the other bearers must not wait for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import stat
import time
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from parley.bearers.dropfiles import SUFFIX, UNFINISHED, Verdict, read_file, sync_folder, write_file
from parley.words.faults import OurFault
from parley.words.instants import DAY_MS
from parley.words.limits import DROP_LOOK_BYTES_MAX, DROP_LOOKS_MAX, PACKET_BYTES_MAX

MARK: Final = "PARLEY.TXT"
"""Stands in an outgoing folder: without it a stick is not there, and only the empty place where it was mounted is."""
DONE: Final = "DONE"
BROKEN: Final = "BROKEN"
WAITING_BYTES_MAX: Final = 48 << 20
"""All that the node hands over at once to a courier, and what waits in memory while a stick is away or full."""
OUT_FILES_MAX: Final = 4096
"""So many files that no courier took: beyond them the way is closed, and the disk does not fill."""
DONE_FILES_MAX: Final = 64
"""Of what was taken the newest stay, for a restored home that lacks it; the record has the content."""
POLL_S: Final = 5.0
BROKEN_AFTER_S: Final = 3_600.0
"""A file that has not changed for so long is not being copied any more."""
SETTLED_S: Final = 60.0
"""So long a file is read again although neither size nor time changed: FAT counts in two seconds."""
_PAUSE_S: Final = 0.05
_STOP_S: Final = 10.0


def mark_folder(folder: Path) -> None:
    """Make a folder, or a stick, an outgoing one. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("Carry every .PLY file from here to the other side's incoming folder.\r\n")
    sync_folder(folder)


@dataclass(slots=True)
class _Looked:
    """What was seen of a file: size and time, since when (monotonic s), and what it is."""

    stamp: tuple[int, int]
    since_s: float
    verdict: Verdict


@dataclass(slots=True)
class _Turn:
    """What a turn in the thread brought."""

    up: dict[str, bool] = field(default_factory=dict)
    unwritten: list[tuple[str, bytes]] = field(default_factory=list)
    packets: list[bytes] = field(default_factory=list)
    more: bool = False
    counts: Counter[str] = field(default_factory=Counter)


class FileDrop:
    """One party's end of the carrier. `counts` tells by code what lies in the incoming folder and is no packet.

    Making one raises OurFault (drop-same).
    """

    name = "drop"
    wide = True
    packet_bytes_max = PACKET_BYTES_MAX
    round_trip_ms = DAY_MS

    def __init__(self, incoming: Path, outgoing: Mapping[str, Path], poll_s: float = POLL_S) -> None:
        if incoming.resolve() in {folder.resolve() for folder in outgoing.values()}:
            raise OurFault("drop-same")
        self._incoming, self._outgoing, self._poll_s = incoming, dict(outgoing), poll_s
        self._queue: deque[tuple[str, bytes]] = deque()
        self._waiting_bytes = 0
        self._up: set[str] = set()
        self._news = asyncio.Event()
        self._name_ms = 0
        self._cleaned: set[str] = set()
        self._looked: dict[str, _Looked] = {}
        self._taken: list[str] = []
        self._from = ""
        self._set_aside = 0
        self.counts: Counter[str] = Counter()

    def send(self, peer: str, packet: bytes) -> bool:
        """Hand a packet over; False when there is no way or 48 MiB wait; raises OurFault (packet-oversize)."""
        if len(packet) > self.packet_bytes_max:
            raise OurFault("packet-oversize", f"The packet has {len(packet)} bytes.")
        if peer not in self._up or self._waiting_bytes + len(packet) > WAITING_BYTES_MAX:
            return False
        self._queue.append((peer, packet))
        self._waiting_bytes += len(packet)
        self._news.set()
        return True

    def hold(self, *, on: bool) -> None:
        """Do nothing: a folder brings no more than somebody carried."""

    async def run(
        self, received: Callable[[str, bytes], None], changed: Callable[[str, bool], None], ready: Callable[[str], None]
    ) -> None:
        """Carry until cancelled, or until a callback raises. Whoever brought a packet is not known: its peer is ''."""
        del ready  # only small carriers tell it
        self._news = asyncio.Event()
        try:
            while True:
                self._news.clear()
                turn = await self._in_thread()
                for peer, up in turn.up.items():
                    if up != (peer in self._up):
                        (self._up.add if up else self._up.discard)(peer)
                        changed(peer, up)
                self.counts = turn.counts
                for packet in turn.packets:
                    received("", packet)
                with contextlib.suppress(TimeoutError):
                    # After a turn that found much the node gets time to keep it.
                    async with asyncio.timeout(_PAUSE_S if turn.more else self._poll_s):
                        await self._news.wait()
        finally:
            self._up.clear()

    async def _in_thread(self) -> _Turn:
        """Do a turn in a thread; when cancelled, wait for it, so that nothing is written after the end."""
        batch = list(self._queue)
        work = asyncio.ensure_future(asyncio.to_thread(self._turn, batch))
        try:
            turn = await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.wait([work], timeout=_STOP_S)
            raise
        for _ in batch:
            self._queue.popleft()
        self._queue.extendleft(reversed(turn.unwritten))
        self._waiting_bytes = sum(len(packet) for _, packet in self._queue)
        return turn

    # ---- in the thread

    def _turn(self, batch: list[tuple[str, bytes]]) -> _Turn:
        turn = _Turn()
        for peer, folder in self._outgoing.items():
            waiting = deque(packet for to, packet in batch if to == peer)
            turn.up[peer] = self._write(peer, folder, waiting)
            turn.unwritten += [(peer, packet) for packet in waiting]
        with contextlib.suppress(OSError):  # the stick is away: what it holds is there when it is back
            self._put_aside()
            self._scan(turn)
        turn.counts = Counter(known.verdict.value for known in self._looked.values())
        turn.counts["drop-set-aside"] = self._set_aside
        return turn

    def _write(self, peer: str, folder: Path, waiting: deque[bytes]) -> bool:
        """Write what waits, and take it off; say whether the folder is there and took all of it."""
        written = False
        try:
            if not (folder / MARK).is_file():
                return False
            names = _names(folder)
            if peer not in self._cleaned:
                for name in names:
                    if name.endswith(UNFINISHED):
                        (folder / name).unlink()
                self._cleaned.add(peer)
            room = OUT_FILES_MAX - sum(name.upper().endswith(SUFFIX) for name in names)
            while waiting and room > 0:
                self._name_ms = write_file(folder, max(self._name_ms + 1, time.time_ns() // 1_000_000), waiting[0])
                waiting.popleft()
                written, room = True, room - 1
        except OSError:
            return False
        finally:
            if written:
                with contextlib.suppress(OSError):
                    sync_folder(folder)
        return not waiting

    def _put_aside(self) -> None:
        """Move what was delivered in the last turn: by now the node has kept it, or it asks for it again."""
        taken, self._taken = self._taken, []
        if not taken:
            return
        done = self._incoming / DONE
        with contextlib.suppress(OSError):  # on what can only be read it stays
            done.mkdir(exist_ok=True)
            for name in taken:
                (self._incoming / name).replace(done / name)
            for name in sorted(_names(done))[:-DONE_FILES_MAX]:
                (done / name).unlink()

    def _scan(self, turn: _Turn) -> None:
        names = sorted(name for name in _names(self._incoming) if not _is_ours(name.upper()))
        self._looked = {name: self._looked[name] for name in names if name in self._looked}
        at = bisect_right(names, self._from)
        looks = size = 0
        for name in names[at:] + names[:at]:
            if looks >= DROP_LOOKS_MAX or size >= DROP_LOOK_BYTES_MAX:
                turn.more = bool(turn.packets)
                return
            self._from = name
            with contextlib.suppress(OSError):  # gone again, or not to be read now
                packet = self._look(name)
                looks += packet is not None
                size += len(packet or b"")
                if packet:
                    turn.packets.append(packet)
        self._from = ""

    def _look(self, name: str) -> bytes | None:
        """Look at a file; give its packet, nothing (b'') if it has none, None if it needs no look. Raises OSError."""
        path, now_s = self._incoming / name, time.monotonic()
        found = path.lstat()
        stamp = found.st_size, found.st_mtime_ns
        known = self._looked.get(name)
        same = known is not None and known.stamp == stamp
        if known is not None and same:
            if known.verdict is Verdict.WHOLE:
                self._taken.append(name)  # it could not be moved: tried again
                return None
            if now_s - known.since_s > SETTLED_S:
                self._give_up(path, known, now_s)
                return None
        verdict, packet = read_file(path) if stat.S_ISREG(found.st_mode) else (Verdict.FOREIGN, b"")
        self._looked[name] = _Looked(stamp, known.since_s if known is not None and same else now_s, verdict)
        if verdict is Verdict.WHOLE:
            self._taken.append(name)
        return packet

    def _give_up(self, path: Path, known: _Looked, now_s: float) -> None:
        """Move a file aside that is ours and has been broken for long; what is foreign or newer stays."""
        if known.verdict in {Verdict.CUT, Verdict.DAMAGED} and now_s - known.since_s > BROKEN_AFTER_S:
            (self._incoming / BROKEN).mkdir(exist_ok=True)
            path.replace(self._incoming / BROKEN / path.name)
            self._set_aside += 1


def _is_ours(name: str) -> bool:
    """Say whether a name in an incoming folder is no courier's: our own folders and mark, and what is being written."""
    return name in {DONE, BROKEN, MARK} or name.endswith(UNFINISHED)


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]
