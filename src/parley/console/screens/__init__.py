"""The screens, one module each, and the acts that their forms ask for.

May import what the console may; no screen imports another.
"""

from __future__ import annotations

from typing import Final

from parley.console.screens import (
    admin,
    agreement,
    alerts,
    calls,
    compose,
    desk,
    drafts,
    drill,
    handover,
    line,
    palette,
    printing,
    published,
    record,
    welcome,
)
from parley.console.screens.kinds import Act, Screen

_ALL: Final = (
    desk, compose, calls, record, line, agreement, handover, drill, drafts, admin,
    printing, published, welcome, alerts, palette,
)  # fmt: skip
SCREENS: Final[tuple[Screen, ...]] = tuple(screen for each in _ALL for screen in each.SCREENS)
ACTS: Final[tuple[Act, ...]] = tuple(act for each in _ALL for act in each.ACTS)

__all__ = ["ACTS", "SCREENS", "Act", "Screen"]
