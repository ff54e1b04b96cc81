"""The pace of a demonstration that people follow at its consoles: two small files beside the homes.

`pace.json` is written by whoever presses a button at either console, `scene.json` by the demonstration.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from parley.app.story import Event
from parley.store.files import put

PACE: Final = "pace.json"
SCENE: Final = "scene.json"
WAITS_S: Final = (1, 2, 4, 8, 16)
"""So long a scene stands, at each speed."""
LOOK_S: Final = 0.1


class Pace(NamedTuple):
    """Whether it plays, how long each scene stands, and how many single steps were asked for."""

    playing: bool = False
    wait_s: int = 4
    steps: int = 0

    def after(self, press: str) -> Pace:
        """Give the pace after a button; an unknown one changes nothing."""
        place = WAITS_S.index(self.wait_s)
        match press:
            case "play" | "pause":
                return self._replace(playing=press == "play")
            case "step":
                return self._replace(playing=False, steps=self.steps + 1)
            case "slower":
                return self._replace(wait_s=WAITS_S[min(place + 1, len(WAITS_S) - 1)])
            case "faster":
                return self._replace(wait_s=WAITS_S[max(place - 1, 0)])
            case _:
                return self


def read_pace(folder: Path) -> Pace:
    """Read the pace; a demonstration begins in rest."""
    found = _read(folder / PACE)
    return Pace(**found) if found else Pace()


def press(folder: Path, button: str) -> None:
    """Press a button."""
    put(folder / PACE, json.dumps(read_pace(folder).after(button)._asdict()).encode())


def told(folder: Path) -> dict[str, Any]:
    """Tell the pace and the scene, for the consoles."""
    scene = _read(folder / SCENE) or {"at": 0, "of": 0, "next": {}}
    return {**read_pace(folder)._asdict(), **scene}


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_text())
    except FileNotFoundError:
        return None
    return found


class Pacer:
    """Holds a demonstration before each scene until it is that scene's turn; `second` lets one pass at both nodes."""

    def __init__(self, folder: Path, scenes: int, second: Callable[[], None]) -> None:
        self._folder, self._scenes, self._second = folder, scenes, second
        self._at = self._taken = 0

    def wait(self, event: Event) -> None:
        """Wait until a scene may be shown."""
        self._show(event.tell)
        stood_s = 0
        while True:
            pace = read_pace(self._folder)
            if pace.steps > self._taken:
                self._taken += 1
                break
            if pace.playing and stood_s >= pace.wait_s:
                break
            if pace.playing:
                self._second()
                stood_s += 1
            else:
                time.sleep(LOOK_S)
        self._at += 1

    def end(self) -> None:
        """Say that the story is over."""
        self._show({})

    def _show(self, following: Mapping[str, str]) -> None:
        scene = {"at": self._at, "of": self._scenes, "next": dict(following)}
        put(self._folder / SCENE, json.dumps(scene, ensure_ascii=False).encode())
