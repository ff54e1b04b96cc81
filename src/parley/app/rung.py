"""What rang on a line since its node started: what was urgent, and alarms. It goes with the process."""

from __future__ import annotations

from collections import deque
from typing import Any, Final

from parley.node.effects import Alarm, Effect, Ring
from parley.words.instants import iso
from parley.words.terms import Precedence

KEPT_MAX: Final = 100


class Rung:
    """The latest that rang, numbered from 1."""

    def __init__(self) -> None:
        self._last = 0
        self._kept: deque[dict[str, Any]] = deque(maxlen=KEPT_MAX)

    def note(self, effect: Effect, now_ms: int) -> None:
        """Keep it if it rings, with the node's clock."""
        match effect:
            case Ring(party, precedence):
                what = f"{Precedence(precedence).name} from {party}"
            case Alarm(code):
                what = code
            case _:
                return
        self._last += 1
        self._kept.append({"number": self._last, "at": iso(now_ms), "what": what})

    def since(self, number: int) -> dict[str, Any]:
        """Give what rang after the one with this number, and the number of the last."""
        return {"last": self._last, "alarms": [each for each in self._kept if each["number"] > number]}
