"""The clocks of this machine, with what the kernel knows of their error."""

from __future__ import annotations

import ctypes
import struct
import time
from functools import cache

from parley.words.instants import Now

_STA_UNSYNC = 0x0040
_TIMEX = struct.Struct("@Illlli")
"""The beginning of `struct timex` (Linux, adjtimex(2)): modes, offset, freq, maxerror in us, esterror, status."""
_TIMEX_BYTES = 512
"""More than the whole of it."""


def read() -> Now:
    """Read both clocks; the uncertainty is unknown where no time service keeps the kernel's clock."""
    return Now(time.time_ns() // 1_000_000, time.monotonic_ns() // 1_000_000, _uncertainty_ms())


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None)


def _uncertainty_ms() -> int | None:
    timex = ctypes.create_string_buffer(_TIMEX_BYTES)
    try:
        state = _libc().adjtimex(timex)
    except (AttributeError, OSError, TypeError):  # no Linux
        return None
    _, _, _, error_us, _, status = _TIMEX.unpack_from(timex)
    if state < 0 or status & _STA_UNSYNC:
        return None
    return int(error_us) // 1000 + 1
