"""The clocks of this machine, with what the kernel knows of their error."""

from __future__ import annotations

import ctypes
import time
from functools import cache

from parley.words.instants import Now

_STA_UNSYNC = 0x0040


class _Timex(ctypes.Structure):
    """The beginning of `struct timex` (Linux, adjtimex(2)); the rest is padding that the kernel may write."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 512),
    )


def read() -> Now:
    """Read both clocks; the uncertainty is unknown where no time service keeps the kernel's clock."""
    return Now(time.time_ns() // 1_000_000, time.monotonic_ns() // 1_000_000, _uncertainty_ms())


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None)


def _uncertainty_ms() -> int | None:
    timex = _Timex()
    try:
        state = _libc().adjtimex(ctypes.byref(timex))
    except (AttributeError, OSError, TypeError):  # no Linux
        return None
    if state < 0 or timex.status & _STA_UNSYNC:
        return None
    return int(timex.maxerror) // 1000 + 1
