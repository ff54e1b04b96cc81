"""Making what is large and stays: Python's collector of cycles would walk it again and again, for 0.4 s at a time."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def lasting(make: Callable[[], T]) -> T:
    """Make something with the collector off, and have it pass over all that is there then.

    What was made so before and is no longer in use is collected first; the last of them only at the next time.
    """
    gc.unfreeze()
    gc.collect()
    gc.disable()
    try:
        return make()
    finally:
        gc.freeze()
        gc.enable()
