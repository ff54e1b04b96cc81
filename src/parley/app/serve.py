"""Running every line of a home in one process, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import TextIO

from parley.app.assemble import parts_of
from parley.app.home import Home, read_line
from parley.node.effects import Effect
from parley.runtime.logs import Log
from parley.runtime.loop import Runtime, together
from parley.words.faults import OurFault


def serve(home: Home, stream: TextIO) -> None:
    """Run until SIGTERM or SIGINT. Raises OurFault `demo-home`, `home-locked`, `port-busy` and what homes raise."""
    if home.demo:
        raise OurFault("demo-home")
    if not home.lines():
        raise OurFault("line-unknown", f"{home.folder} has no line yet.")
    with suppress(asyncio.CancelledError):
        asyncio.run(_serve(home, stream))
    Log(stream).write("stopped")


async def _serve(home: Home, stream: TextIO) -> None:
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    runtimes = [_runtime(home, name, Log(stream, line=name)) for name in home.lines()]
    await together(*(runtime.run() for runtime in runtimes))


def _runtime(home: Home, name: str, log: Log) -> Runtime:
    runtime = Runtime(parts_of(home, name, log=log), _nobody_watches)
    log.write("serving", party=home.party, listen=read_line(home, name, secrets=False).places.listen)
    return runtime


def _nobody_watches(effect: Effect) -> None:
    """Statements wait in the record for whoever opens a desk; the log has the codes of alarms."""
