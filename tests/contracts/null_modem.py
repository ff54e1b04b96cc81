"""Two serial devices joined by a line of a given speed: pseudo-terminals have none of their own."""

from __future__ import annotations

import contextlib
import os
import select
import threading
import time
import tty
from collections.abc import Callable
from pathlib import Path

Spoil = Callable[[bytes], bytes]


class NullModem:
    """A thread passes bytes on, ten bit times each; `spoil` may alter, lose or add some."""

    def __init__(self, bits_per_s: int, spoil: Spoil = lambda data: data) -> None:
        self.spoil = spoil
        self.passed = 0
        self._byte_s = 10 / bits_per_s
        self._masters: list[int] = []
        self._slaves: list[int] = []
        for _ in range(2):
            master, slave = os.openpty()
            tty.setraw(slave)
            os.set_blocking(master, False)
            self._masters.append(master)
            self._slaves.append(slave)  # kept open, so that a device that nobody uses does not hang up
        self.devices = [Path(os.ttyname(slave)) for slave in self._slaves]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._pass, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        for handle in [*self._masters, *self._slaves]:
            os.close(handle)

    def _pass(self) -> None:
        waiting = [b"", b""]
        then_s = [time.monotonic()] * 2
        while not self._over.is_set():
            readable, _, _ = select.select(self._masters, [], [], 0.002)
            for handle in readable:
                with contextlib.suppress(BlockingIOError):
                    side = self._masters.index(handle)
                    if not waiting[side]:
                        then_s[side] = time.monotonic()
                    waiting[side] += os.read(handle, 4096)
            for side in (0, 1):
                ripe = int((time.monotonic() - then_s[side]) / self._byte_s)
                if waiting[side] and ripe:
                    data, waiting[side] = waiting[side][:ripe], waiting[side][ripe:]
                    then_s[side] += len(data) * self._byte_s
                    self.passed += len(data)
                    os.write(self._masters[1 - side], self.spoil(data))
