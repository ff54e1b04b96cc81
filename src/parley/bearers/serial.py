"""The serial bearer: frames over a slow line of bytes, a modem's or a bare wire's, one at a time.

The kernel takes a frame at once whatever the line's speed, so the time that its bits take is counted here: the node
is told `ready` when the line is free again, and until then keeps the order of what waits in its own hands.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import termios
import tty
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from parley.bearers.stuffing import Cobs, Stuffing, Unstuffer
from parley.words.faults import OurFault
from parley.words.instants import SECOND_MS

FRAME_BYTES_MAX: Final = 220
"""What fits the Reed-Solomon block of FX.25 with an AX.25 header; also a fair share of a noisy line."""
REOPEN_S: Final = 1.0
_READ_BYTES: Final = 4_096
_BITS_A_BYTE: Final = 10
"""Start, eight, stop."""
Received = Callable[[str, bytes], None]
Changed = Callable[[str, bool], None]
Ready = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Line:
    """A device and how it is spoken to.

    `bits_per_s` is what really goes over the air or the wire, and `lead_s` what each frame costs besides (a
    transmitter's key-up); `baud` is the device's own setting, and None where it has none.
    """

    device: Path
    bits_per_s: int
    baud: int | None = None
    lead_s: float = 0.0
    stuffing: Stuffing = Cobs()  # noqa: RUF009  it has no state


class SerialBearer:
    """One party's end of a line that leads to `peers`. Whoever sent a frame is not known: its peer is ''."""

    wide = False
    packet_bytes_max = FRAME_BYTES_MAX

    def __init__(self, line: Line, peers: Iterable[str], name: str = "serial") -> None:
        self.name = name
        self.round_trip_ms = max(SECOND_MS, int(8_000 * self._air_s(line, FRAME_BYTES_MAX)))
        self._line, self._peers = line, tuple(peers)
        self._handle: int | None = None
        self._queue: deque[tuple[str, bytes]] = deque()
        self._rest = b""
        self._free_s = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._unstuffer = Unstuffer(line.stuffing, FRAME_BYTES_MAX)
        self._lost: asyncio.Future[None]
        self._received: Received
        self._ready: Ready

    @property
    def noise(self) -> int:
        """How much came that was no frame."""
        return self._unstuffer.noise

    def send(self, peer: str, packet: bytes) -> bool:
        """Hand a frame over; False while one to this peer waits; raises OurFault (packet-oversize)."""
        if len(packet) > self.packet_bytes_max:
            raise OurFault("packet-oversize", f"The frame has {len(packet)} bytes.")
        if self._handle is None or peer not in self._peers or any(peer == waiting for waiting, _ in self._queue):
            return False
        self._queue.append((peer, packet))
        if len(self._queue) == 1:
            self._begin()
        return True

    def hold(self, *, on: bool) -> None:
        """Do nothing: a small carrier brings less than any node takes."""

    async def run(self, received: Received, changed: Changed, ready: Ready) -> None:
        """Carry until cancelled, or until a callback raises; a device that is away is looked for each second.

        Raises OurFault (port-busy, serial-unusable).
        """
        self._received, self._ready = received, ready
        loop = asyncio.get_running_loop()
        while True:
            self._handle = _open(self._line)
            if self._handle is None:
                await asyncio.sleep(REOPEN_S)
                continue
            self._lost = loop.create_future()
            self._unstuffer = Unstuffer(self._line.stuffing, FRAME_BYTES_MAX)
            loop.add_reader(self._handle, self._read)
            try:
                for peer in self._peers:
                    changed(peer, True)  # noqa: FBT003
                await self._lost
            finally:
                self._close(loop)
            for peer in self._peers:
                changed(peer, False)  # noqa: FBT003

    # ---- while it is open

    def _close(self, loop: asyncio.AbstractEventLoop) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            loop.remove_reader(handle)
            loop.remove_writer(handle)
            os.close(handle)
        if self._timer is not None:
            self._timer.cancel()
        self._queue.clear()
        self._rest = b""

    def _read(self) -> None:
        if self._handle is None:
            return
        try:
            data = os.read(self._handle, _READ_BYTES)
            if not data:
                raise OSError  # noqa: TRY301  it hung up
        except BlockingIOError:
            return
        except OSError:
            self._lose(None)
            return
        try:
            for frame in self._unstuffer.take(data):
                self._received("", frame)
        except Exception as error:  # noqa: BLE001  whatever the receiver raises ends the run
            self._lose(error)

    def _lose(self, error: Exception | None) -> None:
        if self._lost.done():
            return
        if error is None:
            self._lost.set_result(None)
        else:
            self._lost.set_exception(error)

    def _begin(self) -> None:
        """Put the first frame that waits on the line."""
        frame = self._line.stuffing.wrap(self._queue[0][1])
        now_s = asyncio.get_running_loop().time()
        self._free_s = max(self._free_s, now_s) + self._air_s(self._line, len(frame))
        self._rest = frame
        self._write()

    def _write(self) -> None:
        if self._handle is None:
            return
        loop = asyncio.get_running_loop()
        loop.remove_writer(self._handle)
        try:
            self._rest = self._rest[os.write(self._handle, self._rest) :]
        except BlockingIOError:
            pass
        except OSError:
            self._lose(None)
            return
        if self._rest:
            loop.add_writer(self._handle, self._write)
        else:
            self._timer = loop.call_at(self._free_s, self._drained)

    def _drained(self) -> None:
        peer, _ = self._queue.popleft()
        if self._queue:
            self._begin()
        self._ready(peer)

    @staticmethod
    def _air_s(line: Line, size: int) -> float:
        return line.lead_s + size * _BITS_A_BYTE / line.bits_per_s


def _open(line: Line) -> int | None:
    """Open a device raw and alone; None while it is not there. Raises OurFault (port-busy, serial-unusable)."""
    try:
        handle = os.open(line.device, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if isinstance(error, PermissionError):
            raise OurFault("serial-unusable", f"{line.device} may not be opened.") from error
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        tty.setraw(handle)
        settings = termios.tcgetattr(handle)
        settings[2] |= termios.CLOCAL | termios.CREAD
        if line.baud is not None:
            settings[4] = settings[5] = getattr(termios, f"B{line.baud}")
        termios.tcsetattr(handle, termios.TCSANOW, settings)
    except BlockingIOError as error:
        os.close(handle)
        raise OurFault("port-busy", f"Another process uses {line.device}.") from error
    except (termios.error, AttributeError) as error:
        os.close(handle)
        raise OurFault("serial-unusable", f"{line.device} is no line of this speed.") from error
    return handle
