"""Values on a command line: one that is none ends with exit code 2, and says how it is written."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TypeVar

from parley.wire import typed

T = TypeVar("T")


def argument(read: Callable[[str], T]) -> Callable[[str], T]:
    """Read a value as argparse has it read."""

    def argued(text: str) -> T:
        try:
            return read(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return argued


instant = argument(typed.instant)
