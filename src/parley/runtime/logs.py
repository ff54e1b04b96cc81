"""The runtime's log: one JSON object a line. Codes, counts and ids; never a secret, never a body."""

from __future__ import annotations

import json
import time
from typing import TextIO


class Log:
    """Writes events to a stream; with no stream it writes nothing."""

    def __init__(self, stream: TextIO | None, **always: str) -> None:
        self._stream = stream
        self._always = always

    def write(self, event: str, **fields: str | int | bool | None) -> None:
        """Write one event with its fields."""
        if self._stream is None:
            return
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        self._stream.write(json.dumps({"at": moment, "event": event, **self._always, **fields}) + "\n")
        self._stream.flush()
