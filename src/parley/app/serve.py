"""Running every line of a home in one process, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Final, TextIO

from parley.app.alerts import Alerts
from parley.app.assemble import open_store_of, parts_of
from parley.app.backups import RECORD, backup_request, copy_store
from parley.app.carriers import apply, bearers_of, turn
from parley.app.checking import Checking, begin, pack
from parley.app.composing import Composer, form_request
from parley.app.console import OpenHouse, serve_console
from parley.app.home import Home, LineFiles, read_line, refuse_blocked
from parley.app.incident_file import incident, pages
from parley.app.ledger import LiveLedger
from parley.app.line_board import line_board
from parley.app.metrics import Metrics
from parley.app.naming import officer_request
from parley.app.reach import Reach
from parley.app.readback import where_understood
from parley.app.record_child import FORMS
from parley.app.records import asked_place, export_of, write_folder
from parley.app.releasing import desk_of, draft_request
from parley.app.reminders import reminder_request
from parley.app.requests import Json, OpenLine, read, say, sign_amendment
from parley.app.rung import Rung
from parley.app.sites import copy_request
from parley.app.strip import strip
from parley.app.watch import watch_request
from parley.console.news import News
from parley.console.sessions import Sessions
from parley.line.orderwire import may_be_said
from parley.node.desk import Statement
from parley.node.effects import Effect
from parley.node.events import Wired
from parley.runtime import clock
from parley.runtime.control import listen
from parley.runtime.logs import Log
from parley.runtime.loop import Observe, Runtime, together
from parley.words.faults import OurFault
from parley.words.instants import Now, iso

LOOKS: Final = frozenset({"list", "show", "status"})
"""Steps of drafts and of the watch that change nothing."""


class ServedLine:
    """One line of a home while its node runs."""

    def __init__(
        self,
        home: Home,
        name: str,
        log: Log,
        *,
        read_clock: Callable[[], Now] = clock.read,
        watch: Observe = lambda _effect: None,
    ) -> None:
        """Open its store and make its node; `watch` is told what concerns people.

        Raises OurFault `home-locked` and what homes raise.
        """
        self.files = read_line(home, name, secrets=False)
        self.rung = Rung()
        self.news = News()
        self.checking = Checking()
        self._party = home.party
        self._watch = watch
        self.runtime = Runtime(parts_of(home, name, log=log, read_clock=read_clock), self._observe)
        self.reach = Reach(home, self.files, self.runtime, log)
        self.alerts = Alerts(home, self.files, self.runtime, log, lambda: self.news.note("alerts"))
        apply(home, name, self.runtime)
        self.ledger = LiveLedger(self.runtime)
        log.write("serving", party=home.party, listen=self.files.places.listen, drill=home.demo)

    def _observe(self, effect: Effect) -> None:
        """Statements wait in the record for whoever opens a desk; what rings is kept, and calls people outside."""
        self.reach.observe(effect)
        self.rung.note(effect, self.ledger.now_ms)
        self.alerts.observe(effect)
        self.news.note("changed")
        self._watch(effect)

    def language(self) -> str:
        """Give this party's language by the terms that hold now."""
        return self.ledger.shelf.model.terms.latest.languages[self._party]

    def now_ms(self) -> int:
        """Give the node's clock."""
        return self.ledger.now_ms


class Control:
    """Answers commands for the lines that this process serves."""

    def __init__(self, home: Home, lines: dict[str, ServedLine]) -> None:
        self._home, self._lines = home, lines
        self._copying = asyncio.Lock()
        """One copy at a time: two to one place would mix."""
        self.house: OpenHouse | None = None
        """The pages, where they are served."""

    async def obey(self, request: Json) -> Json:
        """Carry out one request. Raises OurFault with the code of what was wrong."""
        match request:
            case {"do": "lines"}:
                return {"lines": sorted(self._lines)}
            case {"do": "enrol", "name": str(name), "seat": str(seat)}:
                if self.house is None:
                    raise OurFault("console-not-served")
                return {"link": self.house.invited(name, seat)}
            case {"do": "alarms", "after": int(after)}:
                return self._line(request.get("line")).rung.since(after)
            case {"do": "backup", "out": str(out)}:
                async with self._copying:
                    stores = {name: line.runtime.store for name, line in self._lines.items()}
                    return await backup_request(self._home, out, stores)
            case {"do": "site-copy", "out": str(out)}:
                async with self._copying:
                    stores = {name: line.runtime.store for name, line in self._lines.items()}
                    return await copy_request(self._home, out, stores)
            case _:
                return await self._of_line(self._line(request.get("line")), request)

    async def _of_line(self, line: ServedLine, request: Json) -> Json:
        match request:
            case {"do": "export" | "verify" | "pack"}:
                return await self._of_record(line, request)
            case {"do": "say" | "draft" | "form" | "officer" | "watch" | "amend"}:
                refuse_blocked(line.files.folder)
                return await self._entered(line, request)
            case {"do": "orderwire", "text": str(text)}:
                if text and not may_be_said(text):
                    raise OurFault("slot-range", "A line of the orderwire is short and plain.")
                if text:
                    line.runtime.post(Wired(text))
                lines = line.runtime.node.state.orderwire
                return {"lines": [{"by": each.party, "text": each.text, "at": iso(each.at_ms)} for each in lines]}
            case {"do": "bearer", "name": str(name), "on": bool(on)}:
                refuse_blocked(line.files.folder)
                turn(self._home, line.files.name, name, on=on)
                apply(self._home, line.files.name, line.runtime)
                return {"bearers": bearers_of(line.runtime)}
            case {"do": "apply"}:
                apply(self._home, line.files.name, line.runtime)
                return {}
            case _:
                return self._told(line, request)

    def _told(self, line: ServedLine, request: Json) -> Json:
        """Answer what enters nothing into the record."""
        match request:
            case {"do": "alerts"}:
                return line.alerts.obey(request)
            case {"do": "reminder"}:
                return reminder_request(self._open(line), request)
            case {"do": "bearers"}:
                return {"bearers": bearers_of(line.runtime)}
            case {"do": "strip" | "line-board" as board}:
                opened, carriers = self._open(line), bearers_of(line.runtime)
                if board == "strip":
                    return strip(opened.teller(), carriers, line.alerts.watch())
                return line_board(opened.teller(), line.ledger, self._home, carriers)
            case _:
                return read(self._open(line), request)

    async def _entered(self, line: ServedLine, request: Json) -> Json:
        """Do what may enter the record, or changes what people of this side see: then each open page is told."""
        answer = await self._done(line, request)
        if request.get("step") not in LOOKS:
            line.news.note("changed")
        return answer

    async def _done(self, line: ServedLine, request: Json) -> Json:
        submit = where_understood(self._home.folder, lambda: line.ledger.shelf, line.runtime.submit)
        match request:
            case {"do": "draft"}:
                return await draft_request(desk_of(self._open(line), line.files.line, submit), request)
            case {"do": "form"}:
                return await form_request(self._composer(line), request)
            case {"do": "officer"}:
                return await officer_request(self._open(line), submit, request)
            case {"do": "watch"}:
                return await watch_request(self._open(line), submit, request)
            case {"do": "amend"}:
                return await sign_amendment(line.files.folder, submit, request)
            case _:
                return await say(line.files.folder, submit, request)

    def _composer(self, line: ServedLine) -> Composer:
        def judge(statement: Statement) -> str:
            shelf = line.ledger.shelf
            return line.runtime.node.state.config.desk.judge(statement, lambda: shelf.thread(statement.thread))

        return Composer(self._open(line), line.files.line, line.runtime.submit, judge)

    def _open(self, line: ServedLine) -> OpenLine:
        return OpenLine(self._home, line.files.name, line.ledger)

    async def _of_record(self, line: ServedLine, request: Json) -> Json:
        """Export the record, check it from the first entry on, or pack something of it."""
        match request:
            case {"do": "export", "out": str(out)}:
                async with self._copying:
                    return await self._export(line, asked_place(out))
            case {"do": "verify", "begin": bool(anew)}:
                if anew:
                    begin(line.checking, self._home.folder, self._exporting(line), line.files.card_files, line.now_ms)
                return line.checking.machine()
            case {"do": "pack", "form": str(form)} if form in FORMS:
                return await self._packed(line, form, request)
            case _:
                raise OurFault("request-malformed", "The request asks for nothing that this version knows.")

    def _exporting(self, line: ServedLine) -> Callable[[Path], Awaitable[int]]:
        async def export(out: Path) -> int:
            async with self._copying:
                return int((await self._export(line, out))["files"])

        return export

    async def _packed(self, line: ServedLine, form: str, request: Json) -> Json:
        """Pack something of the record into a file beside the home; whoever sends it on takes it away."""
        opened, ref, beside = self._open(line), str(request.get("ref") or ""), {}
        if form != "record":
            ref = opened.teller().find(ref).id.hex()
        if form == "incident":
            beside = pages(incident(opened.teller(), self._home, line.files.name, {"ref": ref}))
        return {"path": str(await pack(self._home.folder, self._exporting(line), form, ref, beside))}

    async def _export(self, line: ServedLine, out: Path) -> Json:
        """Export out of a copy, in a thread: the store is the loop's alone, and the node's rounds go on."""
        try:
            folder = tempfile.TemporaryDirectory(prefix=".export-", dir=self._home.folder)
        except OSError as error:
            raise OurFault("home-unwritable", f"{self._home.folder} cannot be written: {error.strerror}.") from error
        with folder as scratch:
            await copy_store(line.runtime.store, Path(scratch) / RECORD)
            return {"files": await asyncio.to_thread(self._write_export, line.files, Path(scratch), out)}

    def _write_export(self, line: LineFiles, copy: Path, out: Path) -> int:
        with closing(open_store_of(copy, line.line)) as store:
            return write_folder(export_of(line, self._home.node_key(), self._home.party, store), out)

    def _line(self, name: object) -> ServedLine:
        known = self._home.only_line(name if isinstance(name, str) else None)
        if known not in self._lines:
            raise OurFault("line-unknown", f"The node that runs serves: {', '.join(sorted(self._lines))}.")
        return self._lines[known]


def serve(home: Home, stream: TextIO, metrics: str | None = None, console: str | None = None) -> None:
    """Run until SIGTERM or SIGINT; `metrics` is a loopback host:port for figures and health, `console` one for pages.

    Raises OurFault `home-locked`, `port-busy`, `control-unusable`, `metrics-public` and what homes raise.
    """
    if not home.lines():
        raise OurFault("line-unknown", f"{home.folder} has no line yet.")
    with suppress(asyncio.CancelledError):
        asyncio.run(_until_told(home, stream, metrics, console))
    Log(stream).write("stopped")


async def _until_told(home: Home, stream: TextIO, metrics: str | None, console: str | None) -> None:
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    await run_home(home, stream, metrics, console)


async def run_home(
    home: Home,
    stream: TextIO,
    metrics: str | None = None,
    console: str | None = None,
    sessions: Sessions | None = None,
) -> None:
    """Run every line of a home and its socket until cancelled. Raises what `serve` raises."""
    lines = {name: ServedLine(home, name, Log(stream, line=name)) for name in home.lines()}
    parts = [part for line in lines.values() for part in (line.runtime.run(), line.reach.run(), line.alerts.run())]
    control = Control(home, lines)
    parts.append(listen(home.folder, control.obey))
    if console is not None:
        log, control.house = Log(stream), OpenHouse(home, control, lines, sessions or Sessions())
        parts.append(serve_console(control.house, console, lambda address: log.write("console", address=address)))
    if metrics is not None:
        parts.append(Metrics({name: line.runtime for name, line in lines.items()}).serve(metrics))
    await together(*parts)
