"""The field's own scales: traffic class, precedence, and the codes that name parties."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Final


class TrafficClass(IntEnum):
    """Whether a statement is meant, tests the line, or belongs to a drill."""

    OPERATIONAL = 0
    TEST = 1
    DRILL = 2


class Precedence(IntEnum):
    """Speed of handling (ACP 121): not importance, not classification."""

    ROUTINE = 0
    PRIORITY = 1
    IMMEDIATE = 2
    FLASH = 3


SEAT: Final = re.compile(r"[a-z][a-z0-9-]{1,31}", re.ASCII)
PARTY_CODE: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,15}", re.ASCII)


def is_party_code(code: object) -> bool:
    """Say whether this names a party: a letter, then up to fifteen letters, digits or hyphens."""
    return isinstance(code, str) and PARTY_CODE.fullmatch(code) is not None
