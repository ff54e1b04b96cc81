"""Running every line of a home in one process, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from parley.app.assemble import parts_of
from parley.app.backups import backup_request
from parley.app.carriers import bearers_of
from parley.app.home import Home, read_line
from parley.app.ledger import LiveLedger
from parley.app.metrics import Metrics
from parley.app.records import export_of, write_folder
from parley.app.requests import Json, OpenLine, read, say
from parley.app.sites import copy_request
from parley.desk.agreement import parse
from parley.node.effects import Effect
from parley.runtime.control import listen
from parley.runtime.logs import Log
from parley.runtime.loop import Runtime, together
from parley.words.faults import OurFault


class ServedLine:
    """One line of a home while its node runs."""

    def __init__(self, home: Home, name: str, log: Log) -> None:
        """Open its store and make its node. Raises OurFault `home-locked` and what homes raise."""
        self.files = read_line(home, name, secrets=False)
        self.runtime = Runtime(parts_of(home, name, log=log), _nobody_watches)
        self.ledger = LiveLedger(home, parse(self.files.agreement), self.runtime)
        self.open = OpenLine(home, name, self.ledger)
        log.write("serving", party=home.party, listen=self.files.places.listen)


class Control:
    """Answers commands for the lines that this process serves."""

    def __init__(self, home: Home, lines: dict[str, ServedLine]) -> None:
        self._home, self._lines = home, lines

    async def obey(self, request: Json) -> Json:
        """Carry out one request. Raises OurFault with the code of what was wrong."""
        match request:
            case {"do": "lines"}:
                return {"lines": sorted(self._lines)}
            case {"do": "backup", "out": str(out)}:
                return backup_request(self._home, out, {name: line.runtime.store for name, line in self._lines.items()})
            case {"do": "site-copy", "out": str(out)}:
                return copy_request(self._home, out, {name: line.runtime.store for name, line in self._lines.items()})
            case _:
                return await self._of_line(self._line(request.get("line")), request)

    async def _of_line(self, line: ServedLine, request: Json) -> Json:
        match request:
            case {"do": "export", "out": str(out)}:
                return self._export(line, Path(out))
            case {"do": "say"}:
                return await say(line.files.folder, line.runtime.submit, request)
            case {"do": "bearer", "name": str(name), "on": bool(on)}:
                line.runtime.switch(name, on=on)
                return {"bearers": bearers_of(line.runtime)}
            case {"do": "bearers"}:
                return {"bearers": bearers_of(line.runtime)}
            case _:
                await line.ledger.catch_up()
                return read(line.open, request)

    def _export(self, line: ServedLine, out: Path) -> Json:
        if not out.is_absolute():
            raise OurFault("request-malformed", "An export goes to an absolute path.")
        files = export_of(line.files, self._home.node_key(), self._home.party, line.runtime.store)
        return {"files": write_folder(files, out)}

    def _line(self, name: object) -> ServedLine:
        known = self._home.only_line(name if isinstance(name, str) else None)
        if known not in self._lines:
            raise OurFault("line-unknown", f"The node that runs serves: {', '.join(sorted(self._lines))}.")
        return self._lines[known]


def serve(home: Home, stream: TextIO, metrics: str | None = None) -> None:
    """Run until SIGTERM or SIGINT; `metrics` is a loopback host:port for figures and health.

    Raises OurFault `demo-home`, `home-locked`, `port-busy`, `control-unusable`, `metrics-public` and what homes raise.
    """
    if home.demo:
        raise OurFault("demo-home")
    if not home.lines():
        raise OurFault("line-unknown", f"{home.folder} has no line yet.")
    with suppress(asyncio.CancelledError):
        asyncio.run(_until_told(home, stream, metrics))
    Log(stream).write("stopped")


async def _until_told(home: Home, stream: TextIO, metrics: str | None) -> None:
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    await run_home(home, stream, metrics)


async def run_home(home: Home, stream: TextIO, metrics: str | None = None) -> None:
    """Run every line of a home and its socket until cancelled. Raises what `serve` raises."""
    lines = {name: ServedLine(home, name, Log(stream, line=name)) for name in home.lines()}
    parts = [line.runtime.run() for line in lines.values()]
    parts.append(listen(home.folder, Control(home, lines).obey))
    if metrics is not None:
        parts.append(Metrics({name: line.runtime for name, line in lines.items()}).serve(metrics))
    await together(*parts)


def _nobody_watches(effect: Effect) -> None:
    """Statements wait in the record for whoever opens a desk; the log has the codes of alarms."""
