"""One run: two served nodes, people, torment, then rest, and what the checker says of it."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import time
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

from harness.checker import Anomaly, Held, Said, check, counted
from harness.journal import Event, Journal, journal
from harness.network import Courier, Proxy
from harness.nodes import Disk, EndedByItself, Node
from harness.people import AGREEMENT, Desk, export, read, read_once, speak, tag_of, tried
from harness.torment import Torment
from parley.app.carriers import add_drop
from parley.app.devices import Drop
from parley.app.home import Home, open_home, set_places
from parley.app.places import Places
from parley.app.records import open_record, write_folder
from parley.desk import messages as m
from parley.words.instants import iso
from parley.words.terms import Precedence
from tools.kill9 import free_ports, pair
from tools.kill9_node import LINE

SERVED: Final = ("-m", "parley")
OFFICERS: Final = 2
EXPORT_S: Final = 40.0
EXPORT_AGAIN_S: Final = 2.0
"""So soon another is asked for where a node was down."""
REST_S_MAX: Final = 120.0
LOOK_S: Final = 0.5
ENDS: Final = {m.Answer.ACCEPTED, m.Answer.DECLINED}


@dataclass(frozen=True, slots=True)
class Given:
    """What a run is to be: how long, under which seed, how often a node is struck, and what is served."""

    seconds: float
    seed: int
    rest_s: float = 6.0
    command: tuple[str, ...] = SERVED


class NoRest(Exception):
    """Both sides do not come to hold the same after every torment has ended."""


def founded(folder: Path, disks: dict[str, Disk]) -> tuple[list[Home], tuple[int, int]]:
    """Make both homes, each on its disk; give them, where USA listens, and where RUS dials."""
    listens, stands = free_ports(2)
    places = {"USA": Places(f"127.0.0.1:{listens}"), "RUS": Places(None, {"USA": f"127.0.0.1:{stands}"})}
    homes = []
    for made in pair(folder / "made", AGREEMENT):
        home = open_home(Path(shutil.move(made.folder, disks[made.party].folder / made.party)))
        (peer,) = places.keys() - {home.party}
        set_places(home, LINE, places[home.party])
        sticks = folder / "sticks"
        add_drop(home, LINE, Drop(sticks / f"{home.party}-in", {peer: sticks / f"{home.party}-out"}, poll_s=0.5))
        homes.append(home)
    return homes, (listens, stands)


def courier_of(folder: Path, random: Random) -> Courier:
    """Give who carries both sides' files."""
    sticks = folder / "sticks"
    pairs = (("USA", "RUS"), ("RUS", "USA"))
    return Courier([(sticks / f"{one}-out", sticks / f"{other}-in") for one, other in pairs], random)


@asynccontextmanager
async def meanwhile(*parts: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Have these run meanwhile; where one raises, all ends. Raises ExceptionGroup."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(part) for part in parts]
        yield
        for task in tasks:
            task.cancel()


async def met(nodes: Sequence[Node], kept: Journal) -> None:
    """Wait until the line is founded and a statement was accepted at each node. Raises EndedByItself, NoRest."""
    end_s = time.monotonic() + REST_S_MAX
    while len({event.node for event in kept.events if event.type == "ok"}) < len(nodes):
        for node in nodes:
            node.look()
        if time.monotonic() > end_s:
            raise NoRest("; ".join(node.said() for node in nodes))
        await asyncio.sleep(LOOK_S)


async def rest(nodes: Sequence[Node]) -> None:
    """Wait until every statement is receipted and both hold as many entries, three looks long. Raises NoRest."""
    end_s, alike = time.monotonic() + REST_S_MAX, 0
    last: list[tuple[int, int, int]] = []
    while alike < 3:
        if time.monotonic() > end_s:
            raise NoRest(f"{last}; {'; '.join(node.said() for node in nodes)}")
        await asyncio.sleep(LOOK_S)
        seen: list[tuple[int, int, int]] = []
        for node in nodes:
            node.look()
            answer = await node.ask({"do": "status"})
            if answer is not None and "done" in answer:
                told = answer["done"]
                seen.append((told["entries"], told["numbered"], told["exposure"]["statements"]))
        still = len(seen) == len(nodes) and len({entries for entries, *_ in seen}) == 1
        alike = alike + 1 if still and not any(exposed for *_, exposed in seen) else 0
        last = seen


def held(home: Home, out: Path, cards: list[bytes]) -> Held:
    """Give what a node that has ended holds, out of an export."""
    write_folder(open_record(home, LINE), out)
    verdicts, book = tried(out, cards)
    record = book.record
    codes = dict(book.codes())
    places = [record.at(position) for position in range(len(record))]
    ids = [place.feed.tree.leaf(place.index).hex() for place in places]
    stored: dict[str, dict[str, str]] = {}
    for entry, place in zip(ids, places, strict=True):
        for party in record.parties:
            at_ms = record.storing_ms(*place, party) if party != place.feed.party else None
            if at_ms is not None:
                stored.setdefault(entry, {})[party] = iso(at_ms)
    clocks = [(place.feed.party, iso(place.feed.clocks[place.index])) for place in places]
    said = [
        Said(
            id=each.id.hex(),
            author=each.author,
            tag=tag_of(each.message),
            thread=each.thread.hex(),
            refused=codes.get(each.id),
            urgent=each.precedence >= Precedence.IMMEDIATE,
            ends_call=isinstance(each.message, m.CallAnswer) and each.message.answer in ENDS,
        )
        for each in book.statements()
    ]
    return Held(ids, record.numbered, clocks, stored, said, verdicts)


async def tormented(folder: Path, nodes: list[Node], proxy: Proxy, given: Given, kept: Journal) -> Counter[str]:
    """Run, torment and heal both nodes; give what was done. Raises groups of EndedByItself and NoRest."""
    random = Random(given.seed)
    courier = courier_of(folder, random)
    torment = Torment(nodes, proxy, courier, random, given.rest_s)
    desk, cards = Desk(), [node.home.card_file.read_bytes() for node in nodes]

    async def exporting() -> None:
        for number in itertools.count():
            done = await export(random.choice(nodes), folder / f"export-{number}", cards, kept)
            await asyncio.sleep(EXPORT_S if done else EXPORT_AGAIN_S)

    try:
        for node in nodes:
            node.start()
        people = [speak(node, number, desk, kept, random) for node in nodes for number in range(OFFICERS)]
        people += [read(node, kept, random) for node in nodes]
        async with proxy.running(), meanwhile(courier.walk()):
            async with meanwhile(*people):
                await met(nodes, kept)
                async with meanwhile(exporting(), torment.weather(), *map(torment.of_node, nodes)):
                    await asyncio.sleep(given.seconds)
                torment.heal()
            await rest(nodes)
            for node in nodes:
                await read_once(node, kept)
                await export(node, folder / f"export-{node.party}", cards, kept)
    finally:
        for node in nodes:
            node.go_on()
            node.end()
    return sum((node.counts for node in nodes), torment.counts + proxy.counts + courier.counts)


def _leaves(group: BaseExceptionGroup[Exception]) -> Iterator[Exception]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a run."""

    given: Given
    seconds: float
    counts: Counter[str]
    events: list[Event]
    finals: dict[str, Held]
    anomalies: list[Anomaly]

    def told(self) -> dict[str, Any]:
        """Give it for JSON."""
        said = Counter(event.type for event in self.events if event.f == "say")
        return {
            "seed": self.given.seed,
            "seconds": self.seconds,
            "messages": dict(sorted(said.items())),
            "reads": sum(event.f == "read" for event in self.events),
            "exports": sum(event.f == "export" for event in self.events),
            "entries": {party: len(each.order) for party, each in self.finals.items()},
            "torments": dict(sorted(self.counts.items())),
            "anomalies": counted(self.anomalies),
            "first": [f"{each.rule}: {each.what}" for each in self.anomalies[:5]],
        }


def run(given: Given, folder: Path) -> Run:
    """Run in a new folder, and check."""
    began_s = time.monotonic()
    folder.mkdir()
    with ExitStack() as stack:
        disks = {party: Disk.made(folder / f"{party}-disk") for party in ("USA", "RUS")}
        for disk in disks.values():
            stack.callback(disk.gone)
        kept = stack.enter_context(journal(folder / "journal.jsonl"))
        homes, (listens, stands) = founded(folder, disks)
        proxy = Proxy(listens, stands, Random(given.seed))
        nodes = [Node(each, disks[each.party], folder / f"{each.party}.log", given.command) for each in homes]
        counts, finals, anomalies = Counter[str](), dict[str, Held](), list[Anomaly]()
        try:
            counts = asyncio.run(tormented(folder, nodes, proxy, given, kept))
            cards = [each.card_file.read_bytes() for each in homes]
            finals = {each.party: held(each, folder / f"record-{each.party}", cards) for each in homes}
            anomalies += check(kept.events, finals)
        except* (EndedByItself, NoRest) as group:
            anomalies += [Anomaly(type(error).__name__, str(error)) for error in _leaves(group)]
    return Run(given, round(time.monotonic() - began_s, 1), counts, kept.events, finals, anomalies)
