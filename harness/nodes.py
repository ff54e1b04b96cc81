"""A node as it is served, in a process of its own, on a small disk of its own, under a clock that can be moved."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from parley.app.home import Home
from parley.runtime.control import NAME
from parley.words.limits import REQUEST_BYTES_MAX
from tools.set_up import ROOT

FAKETIME: Final = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
DISK_BYTES: Final = 256 << 20
ANSWER_S_MAX: Final = 20.0
FILL_TRIES: Final = 20
MOUNT: Final = ("mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs")

Json = dict[str, Any]


class EndedByItself(Exception):
    """A node ended although nobody had ended it."""


@dataclass(slots=True)
class Disk:
    """A file system in memory whose room can be taken away; an ordinary folder where nobody may mount one."""

    folder: Path
    mounted: bool = False

    @classmethod
    def made(cls, folder: Path) -> Disk:
        """Mount it."""
        folder.mkdir()
        mounted = os.geteuid() == 0 and subprocess.run([*MOUNT, folder], check=False).returncode == 0
        return cls(folder, mounted)

    def fill(self) -> None:
        """Take all room that is free, whatever the node takes of it in between."""
        for _ in range(FILL_TRIES):
            state = os.statvfs(self.folder)
            if self._sized((state.f_blocks - state.f_bfree) * state.f_frsize):
                return
        raise OSError(f"{self.folder} could not be filled: it grew between looking and mounting {FILL_TRIES} times")

    def free(self) -> None:
        """Give the room back."""
        if not self._sized(DISK_BYTES):
            raise OSError(f"the room of {self.folder} could not be given back")

    def _sized(self, size: int) -> bool:
        return subprocess.run(["mount", "-o", f"remount,size={size}", self.folder], check=False).returncode == 0

    def gone(self) -> None:
        """Unmount it."""
        if self.mounted:
            subprocess.run(["umount", "-l", self.folder], check=True)


@dataclass(slots=True)
class Node:
    """One party's node."""

    home: Home
    disk: Disk
    log: Path
    command: tuple[str, ...]
    counts: Counter[str] = field(default_factory=Counter)
    run: int = 0
    full_until_s: float = 0.0
    """Until then a lack of room may have ended it."""
    _child: subprocess.Popen[bytes] | None = None
    clock_s: int = 0

    @property
    def party(self) -> str:
        """Whose it is."""
        return self.home.party

    @property
    def _clock(self) -> Path:
        return self.log.with_suffix(".clock")

    def start(self) -> None:
        """Start its process, unless it runs."""
        if self._child is not None and self._child.poll() is None:
            return
        self.run += 1
        self.counts["starts"] += 1
        self.set_clock(self.clock_s)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}
        if FAKETIME:
            environment |= {
                "LD_PRELOAD": str(FAKETIME[0]),
                "FAKETIME_TIMESTAMP_FILE": str(self._clock),
                "FAKETIME_CACHE_DURATION": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                "NO_FAKE_STAT": "1",
            }
        with self.log.open("ab") as log:
            command = [sys.executable, *self.command, "serve", str(self.home.folder)]
            self._child = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log, stdout=log)

    def set_clock(self, ahead_s: int) -> None:
        """Have its wall clock go so many seconds ahead of this machine's."""
        part = self._clock.with_suffix(".part")
        part.write_text(f"{ahead_s:+d}\n")
        part.replace(self._clock)
        self.clock_s = ahead_s

    def look(self) -> None:
        """Start it again if it ended for want of room. Raises EndedByItself where it had no reason."""
        if self._child is None or self._child.poll() is None:
            return
        if time.monotonic() > self.full_until_s:
            raise EndedByItself(f"{self.party} ended with {self._child.returncode}: {self.said()}")
        self.counts["ended for want of room"] += 1
        self.start()

    def said(self) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-600:]

    def kill(self) -> None:
        """Kill it with -9, wherever it is."""
        self._signal(signal.SIGKILL)
        if self._child is not None:
            self._child.wait()
            self._child = None
        self.run += 1

    def pause(self) -> None:
        """Have it stand still."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._child is not None and self._child.poll() is None:
            self._child.send_signal(number)

    def end(self) -> None:
        """End it in order."""
        self._signal(signal.SIGTERM)
        if self._child is not None:
            try:
                self._child.wait(timeout=ANSWER_S_MAX)
            except subprocess.TimeoutExpired:
                self.kill()
            self._child = None

    async def ask(self, request: Json) -> Json | None:
        """Ask it by the socket in its home; None where it did not answer."""
        try:
            async with asyncio.timeout(ANSWER_S_MAX):
                path = str(self.home.folder / NAME)
                reader, writer = await asyncio.open_unix_connection(path, limit=REQUEST_BYTES_MAX << 8)
                try:
                    writer.write(json.dumps(request).encode() + b"\n")
                    found: Json = json.loads(await reader.readline())
                finally:
                    writer.close()
        except (OSError, TimeoutError, ValueError):
            return None
        return found
