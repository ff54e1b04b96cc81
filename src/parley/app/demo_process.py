"""The nodes of a demonstration as processes, seen from the demonstration that holds their pipes and clocks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import parley
from parley.app.home import Home
from parley.words.faults import OurFault
from parley.words.instants import SECOND_MS

STEP_MS: Final = 30 * SECOND_MS
"""What a jump adds to monotonic time: more than the beat, less than what turns a lamp off."""
END_S_MAX: Final = 5.0


@dataclass(slots=True)
class Clock:
    """The clocks of both nodes, in ms."""

    wall_ms: int
    mono_ms: int = 0

    def jump(self, wall_ms: int) -> None:
        """Go on to an instant; back it never goes."""
        self.wall_ms = max(self.wall_ms, wall_ms)
        self.mono_ms += STEP_MS

    def machine(self) -> dict[str, int]:
        """Give what goes with each command."""
        return {"now_ms": self.wall_ms, "mono_ms": self.mono_ms}


class NodeProcess:
    """One node as a process: commands go to its pipe, and what its screen shows is kept in `shown`, by entry."""

    def __init__(self, home: Home, line: str, clock: Clock, console: int = 0) -> None:
        """Start it; `console` is the port of its pages, if it serves any."""
        self.home, self._line, self._clock, self._console = home, line, clock, console
        self.link = ""
        """The one-time link to its pages that it gave out last."""
        self.shown: dict[str, str] = {}
        self._log = (home.folder / "node.log").open("ab")
        self._start()

    def _start(self) -> None:
        command = [sys.executable, "-m", "parley.app.demo_node", str(self.home.folder), self._line, str(self._console)]
        paths = [str(Path(parley.__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
        # A session of its own: Ctrl-C is for the demonstration, which then closes the pipe.
        self._child = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            start_new_session=True,
        )
        self.tell("time")

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._child.pid

    def tell(self, do: str, **more: object) -> None:
        """Send a command with the time."""
        assert self._child.stdin is not None
        with suppress(BrokenPipeError):  # what it said last tells why
            self._child.stdin.write(json.dumps({"do": do, **self._clock.machine(), **more}).encode() + b"\n")
            self._child.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """Wait for the answer to the oldest command. Raises OurFault: what ended the node."""
        assert self._child.stdout is not None
        for line in self._child.stdout:
            answer: dict[str, Any] = json.loads(line)
            if "shown" in answer:
                self.shown[answer["shown"]] = answer["text"]
            elif "fault" in answer:
                raise OurFault(answer["fault"], answer["message"])
            elif "alarm" not in answer:
                self.link = answer.get("link", self.link)
                return answer
        last = Path(self._log.name).read_text(errors="replace").strip().rpartition("\n")[2]
        raise OurFault("demo-node", f"The node of {self.home.party} ended: {last}")

    def ask(self, do: str, **more: object) -> dict[str, Any]:
        """Send a command and wait for its answer."""
        self.tell(do, **more)
        return self.hear()

    def kill(self) -> None:
        """End it as a power cut would."""
        self._child.kill()
        self._close()

    def again(self) -> None:
        """Start it again."""
        self._start()
        self.hear()

    def stop(self) -> None:
        """End it in order, or after five seconds without."""
        assert self._child.stdin is not None
        try:
            self._child.stdin.close()
            self._child.wait(END_S_MAX)
        except (subprocess.TimeoutExpired, BrokenPipeError):
            self._child.kill()
        self._close()
        self._log.close()

    def _close(self) -> None:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.wait()
        self._child.stdout.close()
        with suppress(BrokenPipeError):
            self._child.stdin.close()
