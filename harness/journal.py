"""What was asked of the nodes and what they showed, one JSON object a line, written by the harness alone."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

Value = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """One line: `ok` was shown as done, `fail` as refused; of `info` nobody knows whether it was done.

    `at_s` is the harness's monotonic clock; a process is whoever asks, and ends with the node's own.
    """

    at_s: float
    process: str
    node: str
    type: str
    f: str
    value: Value


@dataclass(slots=True)
class Journal:
    """The journal of a run; each line is flushed, and begins to count then."""

    stream: TextIO
    events: list[Event] = field(default_factory=list)

    def write(self, process: str, node: str, kind: str, f: str, **value: Any) -> None:  # noqa: ANN401  JSON
        """Write a line."""
        event = Event(time.monotonic(), process, node, kind, f, value)
        self.events.append(event)
        line = {"t": event.at_s, "process": process, "node": node, "type": kind, "f": f, "value": value}
        self.stream.write(json.dumps(line) + "\n")
        self.stream.flush()


@contextmanager
def journal(path: Path) -> Iterator[Journal]:
    """Open a journal."""
    with path.open("w") as stream:
        yield Journal(stream)
