"""The demonstration: two homes, two nodes as processes, the first scenario replayed, and the record tried afterwards.

It holds the nodes' clocks: wall time jumps from event to event, and monotonic time goes on by one step each time, as if
nobody had waited. After each jump the line comes to rest before anything else is said.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from parley.app.carriers import add_drop
from parley.app.ceremony import propose, sign
from parley.app.demo_pace import Pacer
from parley.app.demo_process import STEP_MS, Clock, NodeProcess
from parley.app.demo_told import Cut, Founded, Joined, Killed, Result, Revived, Said, Tell
from parley.app.devices import Drop
from parley.app.home import Home, init, read_line, set_places
from parley.app.observed import FILE, read_observed
from parley.app.reading import Book, book_of_export, lamps_of
from parley.app.story import Event, Story, observed_text
from parley.bearers.dropfiles import SUFFIX
from parley.desk.agreement import parse
from parley.node.ledger import availability
from parley.node.views import answers
from parley.record.card import safety_number
from parley.record.folder import Folder
from parley.record.verify import verify
from parley.wire.catalogue import encode
from parley.words.faults import OurFault
from parley.words.terms import Precedence

LINE: Final = "demo"
WATCH: Final = 13
"""The story's number for watch checks."""
OUTAGE_STEPS: Final = 3
"""Steps until a node's end, or its return, is noted: 35 s without an echo, and at most one report a minute."""
REST_S_MAX: Final = 20.0
PORT_TRIES_MAX: Final = 5
DROP_POLL_S: Final = 0.02


class Demonstration:
    """One run of a story in a folder; `close` ends the nodes, whatever happened."""

    def __init__(
        self, folder: Path, parties: tuple[str, str], agreement: bytes, told: Story, *, console: bool = False
    ) -> None:
        """With `console` each node serves its pages, and the story waits for whoever follows it there."""
        self._folder, self._parties, self._agreement, self._story = folder, parties, agreement, told
        self._clock = Clock(parse(agreement).founded_ms)
        self._homes: list[Home] = []
        self._nodes: dict[str, NodeProcess] = {}
        self._ids: dict[str, bytes] = {}
        self._said = ("", b"")
        self._cut = False
        self._carried = 0
        self._console = console
        self._pacer = Pacer(folder, sum(each.number != WATCH for each in told.events), self.pass_second)

    def found(self) -> Founded:
        """Hold the ceremony: two homes with keys and cards, an agreement, a folder carried from one to the other."""
        self._homes = [init(self._folder / party, party, passphrase=None, demo=True) for party in self._parties]
        first, second = self._homes
        pack = self._folder / "carried-by-hand"
        propose(first, LINE, self._agreement, second.card_file.read_bytes(), pack)
        sign(second, LINE, pack)
        for home, other in ((first, second.party), (second, first.party)):
            drop = Drop(self._drop(home.party, "in"), {other: self._drop(home.party, "out")}, DROP_POLL_S)
            add_drop(home, LINE, drop)
        line = read_line(first, LINE)
        (read_line(second, LINE).folder / FILE).write_text(observed_text(), encoding="utf-8")
        numbers = {party: safety_number(card) for party, card in line.cards.items()}
        return Founded(line=line.line.hex(), numbers=numbers, folder=self._folder)

    def _drop(self, party: str, way: str) -> Path:
        return (self._folder / "drop" / f"{party}-{way}").absolute()

    def start(self) -> None:
        """Start both nodes and let the line come up; once more where somebody took a port in between."""
        for left in reversed(range(PORT_TRIES_MAX)):
            self._choose_ports()
            try:
                self._nodes = {}
                for home in self._homes:
                    console = free_port() if self._console else 0
                    self._nodes[home.party] = NodeProcess(home, LINE, self._clock, console)
                for node in self._nodes.values():
                    node.hear()
                self._jump(self._clock.wall_ms)
            except OurFault as fault:
                self.close()
                if fault.code != "port-busy" or not left:
                    raise
            else:
                return

    def _choose_ports(self) -> None:
        sockets = [socket.create_server(("127.0.0.1", 0)) for _ in self._homes]
        places = {
            home.party: f"127.0.0.1:{each.getsockname()[1]}" for home, each in zip(self._homes, sockets, strict=True)
        }
        for each in sockets:
            each.close()
        for home in self._homes:
            others = {party: place for party, place in places.items() if party != home.party}
            before = read_line(home, LINE, secrets=False).places
            set_places(home, LINE, before._replace(listen=places[home.party], peers=others))

    def replay(self, tell: Tell) -> None:
        """Replay the story; in its middle one node is killed right after its officer was told that all is durable."""
        calm = [each for each in self._story.events if each.number != WATCH and each.precedence < Precedence.IMMEDIATE]
        middle = calm[len(calm) // 2]
        for event in self._story.events:
            if self._console and event.number != WATCH:
                self._pacer.wait(event)
            self._wire(event.at_ms, tell)
            self._jump(event.at_ms)
            entry = self._say(event)
            if event is middle:
                self._outage(event, entry, tell)
            else:
                self._rest()
                tell(Said(event=event, entry=entry, shown=self._shown(event, entry)))
        self._wire(self._story.ends_ms, tell)
        self._jump(self._story.ends_ms)
        if self._console:
            self._pacer.end()

    def links(self) -> dict[str, str]:
        """Give each party's one-time link to its console."""
        return {party: node.link for party, node in self._nodes.items()}

    def _wire(self, at_ms: int, tell: Tell) -> None:
        """Put the file drop in TCP's place, or TCP back, at both nodes where the story comes to it."""
        cut = self._story.by_hand(at_ms)
        if cut == self._cut:
            return
        self._jump(self._story.by_hand_ms[0 if cut else 1])
        if cut:
            self._switch("drop", on=True)
            self._switch("tcp", on=False)
            self._cut = True
            tell(Cut(at_ms=self._clock.wall_ms))
            return
        self._switch("tcp", on=True)
        self._switch("drop", on=False)
        self._cut = False
        self._rest()
        tell(Joined(at_ms=self._clock.wall_ms, files=self._carried))

    def _switch(self, bearer: str, *, on: bool) -> None:
        for node in self._nodes.values():
            node.tell("switch", bearer=bearer, on=on)
        for node in self._nodes.values():
            node.hear()

    def _say(self, event: Event) -> bytes:
        kind, version, body = encode(event.message(self._ids))
        thread = None if event.thread is None else self._ids[event.thread].hex()
        answer = self._nodes[event.author].ask(
            "say", kind=kind, version=version, body=body.hex(), precedence=int(event.precedence), thread=thread
        )
        if answer["id"] is None:
            raise OurFault(answer["code"], f"{event.ref}: {answer['message']}")
        self._ids[event.ref] = bytes.fromhex(answer["id"])
        self._said = event.author, self._ids[event.ref]
        return self._ids[event.ref]

    def _outage(self, event: Event, entry: bytes, tell: Tell) -> None:
        node = self._nodes[event.author]
        node.kill()
        other = next(each for party, each in self._nodes.items() if party != event.author)
        tell(Killed(party=event.author, other=other.home.party, at_ms=self._clock.wall_ms, event=event))
        for _ in range(OUTAGE_STEPS):
            self._clock.jump(self._clock.wall_ms + STEP_MS)
            other.ask("time")
        node.again()
        for _ in range(OUTAGE_STEPS):
            self._jump(self._clock.wall_ms + STEP_MS)
        tell(Revived(party=event.author, at_ms=self._clock.wall_ms, shown=self._shown(event, entry)))

    def _shown(self, event: Event, entry: bytes) -> str:
        return next(node.shown.get(entry.hex(), "") for party, node in self._nodes.items() if party != event.author)

    def _jump(self, wall_ms: int) -> None:
        self._clock.jump(wall_ms)
        self._rest()

    def _rest(self) -> None:
        """Wait until everything has its receipt and, by wire, both hold the same."""
        deadline_s = time.monotonic() + REST_S_MAX
        while not (self._carried_over() if self._cut else self._alike()):
            if time.monotonic() > deadline_s:
                raise OurFault("demo-node", "The two nodes do not come to hold the same.")
            time.sleep(0.002)

    def _alike(self) -> bool:
        for node in self._nodes.values():
            node.tell("settle")
        return len({node.hear()["digest"] for node in self._nodes.values()}) == 1

    def _carried_over(self) -> bool:
        """Go once from folder to folder, as a courier; say whether what was said last is stored there.

        The nodes' reports of each hour are no reason to send somebody: they go with the next statement.
        """
        first, second = self._parties
        for here, there in ((first, second), (second, first)):
            for path in sorted(self._drop(here, "out").glob(f"*{SUFFIX}")):
                path.rename(self._drop(there, "in") / path.name)
                self._carried += 1
        for node in self._nodes.values():
            node.ask("time")
        author, entry = self._said
        return bool(self._nodes[author].ask("stored", entry=entry.hex())["stored"])

    def pass_second(self) -> None:
        """Let a second pass at both nodes, while the demonstration is held."""
        time.sleep(1)
        self._clock.wall_ms += 1000
        self._clock.mono_ms += 1000
        for node in self._nodes.values():
            node.ask("time")

    def result(self) -> Result:
        """Export the record at both sides, verify it, ask it, and alter one byte of a copy."""
        cards = [home.card_file.read_bytes() for home in self._homes]
        books: list[Book] = []
        verdicts = []
        for party, node in self._nodes.items():
            node.ask("export", out=str(self._folder / f"record-{party}"))
            files = _files(self._folder / f"record-{party}")
            verdicts.append(verify(files, cards))
            books.append(book_of_export(files))
        ours, theirs = (answers(book.reading(self._story.ends_ms), self._story.since_ms) for book in books)
        second = self._homes[1]
        observed = read_observed(read_line(second, LINE).folder, second.party)
        folder = self._folder / f"record-{self._parties[0]}"
        place = _place_to_alter(books[0])
        altered = self._folder / "record-altered"
        _alter(_files(folder), altered, place)
        report = verdicts[0].report
        return Result(
            found=answers(books[1].reading(self._story.ends_ms), self._story.since_ms, observed),
            lamps=lamps_of(books[0].reports),
            nodes=availability(books[0].reading(self._story.ends_ms)),
            refs={entry.hex(): ref for ref, entry in self._ids.items()},
            terms=books[0].agreement,
            alike=ours == theirs and verdicts[0].timeline() == verdicts[1].timeline() != [],
            folder=folder,
            altered_folder=altered,
            entries=report.entries if report else 0,
            numbered=report.record.numbered if report else 0,
            verdict=verdicts[0],
            altered=verify(_files(altered), cards),
            altered_at=place,
        )

    def close(self) -> None:
        """End both nodes."""
        for node in self._nodes.values():
            node.stop()


def free_port() -> int:
    """Give a port of this machine that nobody has just now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _place_to_alter(book: Book) -> dict[str, Any]:
    """Give the place of the most urgent statement, the one that somebody might wish away."""
    entry = max(book.statements(), key=lambda each: each.precedence)
    feed, index = book.place(entry.id)
    return {"party": feed.party, "feed": feed.id.hex(), "index": index}


def _alter(files: Mapping[str, bytes], out: Path, place: Mapping[str, Any]) -> None:
    """Write a copy of an export in which the last byte of one entry differs by one bit."""
    name = Folder(f"feeds/{place['party']}-{place['feed']}", place["party"], bytes.fromhex(place["feed"])).file(
        "entries"
    )
    data = bytearray(files[name])
    end = 0
    for _ in range(place["index"] + 1):
        end += 2 + int.from_bytes(data[end : end + 2], "big")
    data[end - 1] ^= 1
    for path, content in {**files, name: bytes(data)}.items():
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
