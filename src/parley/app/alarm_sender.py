"""Sending one alarm by a short process beside this one: no round of a node waits for it, and it is killed in time."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from typing import Final

SEND_S_MAX: Final = 30.0
"""So long a mail server or a gateway may take."""
LOOK_S: Final = 0.05


async def send(url: str, text: str) -> bool:
    """Say whether an alarm has left; what is said of why not is not kept: it may hold the URL."""
    command = [sys.executable, "-P", "-m", "parley.app.alarm_child"]
    try:
        child = subprocess.Popen(  # noqa: ASYNC220, S603  a start waits for nobody; our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except OSError:
        return False
    with child:
        assert child.stdin is not None  # it is a pipe
        try:
            child.stdin.write(json.dumps({"url": url, "text": text}).encode())
            child.stdin.close()
            end_s = time.monotonic() + SEND_S_MAX
            while child.poll() is None and time.monotonic() < end_s:  # noqa: ASYNC110  it is no event of this loop
                await asyncio.sleep(LOOK_S)
            return child.poll() == 0
        except BrokenPipeError:
            return False
        finally:
            child.kill()
