"""`python -m crash.images [--images 40000] [--seed N] [--json]`: every image that a power cut may leave of a store.

Real nodes talk, one of them on a disk that writes down each call. After each call images of the disk are made
(crash/platter.py) and tried: the store opens and is sound, it holds exactly what was reported and at most the batch
under way, it can be written on and opened again; a node started from it signs no place of a feed a second time, and
both verifiers accept its export. Some images are started from under a watched disk themselves, for the power cut that
comes while a node recovers. Ends with 1 where one image is wrong, or where a planted defect passes.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, Final

import apsw

from crash import plants
from crash.disk import Op, watched
from crash.places import in_memory, logs_of
from crash.platter import HOWS, Files, Platter
from crash.story import (
    CARRIED_MAX,
    PEER,
    VICTIM,
    Content,
    Line,
    Side,
    Slots,
    Stage,
    Story,
    Talk,
    TwiceSigned,
    Watched,
    content,
)
from crash.verdicts import PROVED, verdicts
from parley.app.records import export_of
from parley.node.ports import Batch
from parley.record.feed import Feed
from parley.record.head import origin
from parley.store.memory import MemoryStore
from parley.store.sqlite import SqliteStore
from parley.words.faults import OurFault
from parley.words.instants import DAY_MS, SECOND_MS

PAGES_BEFORE_CHECKPOINT: Final = 12
"""So small that a story moves its log many times."""
TURNS: Final = 12
EACH: Final = 2
"""Images of each kind after each call."""
RECOVERED_EVERY: Final = 400
"""From one image in so many a node is started under a watched disk, and images are made of that too."""
AFTER_BATCHES: Final = 2
CONTROL_IMAGES: Final = 1_500
FAULTS: Final = ("shut", "unsound", "lost", "other", "unwritable", "signed-not-held", "signed-twice", "unverified")


@dataclass(frozen=True, slots=True)
class After:
    """What a node does that starts from some content: its batches, and what holds then."""

    batches: list[Batch]
    content: Content
    founded: bool
    """Whether the counterpart's signature under the agreement is held."""


@dataclass(slots=True)
class Trial:
    """Tries images in a folder; counts what is wrong, and keeps the first that is."""

    line: Line
    folder: Path
    kept: Path | None
    counts: Counter[str] = field(default_factory=Counter)
    seen: set[bytes] = field(default_factory=set)
    afters: dict[Content, After] = field(default_factory=dict)

    def images(self, story: Watched, log: list[Op], files: Files, rng: Random) -> Iterator[tuple[Files, MemoryStore]]:
        """Make and try the images of a story that began on these files; give each with what it was found to hold."""
        platter, stage, under_way = Platter(files), 0, False
        for op in log:
            if op.kind in ("begin", "reported"):
                stage, under_way = op.offset, op.kind == "begin"
                continue
            platter.take(op)
            allowed = dict(self.allowed(story, stage, under_way=under_way))
            for how in HOWS:
                for _ in range(1 if how in ("all written", "only forced") else EACH):
                    image = platter.left(how, rng)
                    if self.is_new(image, stage, under_way=under_way):
                        found = self.judge(image, allowed, story, stage)
                        self.counts["images"] += 1
                        self.counts[how] += 1
                        if found is not None:
                            yield image, found

    def is_new(self, image: Files, stage: int, *, under_way: bool) -> bool:
        """Say whether no such image was tried at this place."""
        parts = [f"{stage} {under_way}".encode()]
        for name, data in sorted(image.items()):
            parts += [name.encode(), len(data).to_bytes(8, "big"), data]
        digest = blake2b(b"".join(parts), digest_size=16).digest()
        new = digest not in self.seen
        self.seen.add(digest)
        return new

    def allowed(self, story: Watched, stage: int, *, under_way: bool) -> Iterator[tuple[Content, MemoryStore]]:
        """Give what an image may hold: what was reported, and of a batch under way nothing, its secrets, or all."""
        model = story.stages[stage].model
        yield content(model), model
        if under_way and stage + 1 < len(story.stages):
            whole = story.stages[stage + 1].model
            secrets = model.copy()
            secrets.append(Batch(secrets=dict.fromkeys(secrets.secrets())))
            secrets.append(Batch(secrets=dict(whole.secrets())))
            yield content(secrets), secrets
            yield content(whole), whole

    def judge(
        self, image: Files, allowed: dict[Content, MemoryStore], story: Watched, stage: int
    ) -> MemoryStore | None:
        """Try one image; give what it holds, or None where it is wrong."""
        for old in self.folder.iterdir():
            old.unlink()
        for name, data in image.items():
            (self.folder / name).write_bytes(data)
        try:
            return self._judge(allowed, story, story.stages[stage])
        except _Wrong as wrong:
            fault = str(wrong)
        except OurFault:
            fault = "shut"
        except TwiceSigned:
            fault = "signed-twice"
        self.counts[fault] += 1
        if self.kept is not None and not self.kept.exists():
            self.kept.mkdir()
            for name, data in image.items():
                (self.kept / name).write_bytes(data)
            (self.kept / "FAULT").write_text(f"{fault}\n")
        return None

    def _judge(self, allowed: dict[Content, MemoryStore], story: Watched, stage: Stage) -> MemoryStore:
        with self.opened() as store:
            if not _sound(store):
                raise _Wrong("unsound")
            there = content(store)
            if there not in allowed:
                raise _Wrong("lost" if _rows(store) < _rows(stage.model) else "other")
            model = allowed[there]
            first = there not in self.afters
            if first:
                signed = dict(islice(story.signed.items(), stage.signed))
                self.hold_to_what_was_signed(model, signed)
                self.afters[there] = self.after(model, signed, story.peer or MemoryStore(self.line.id))
            after = self.afters[there]
            for batch in after.batches:
                store.append(batch)
            if first:
                self.export(store, founded=after.founded)
        with self.opened() as store:
            if content(store) != after.content:
                raise _Wrong("unwritable")
        return model

    @contextmanager
    def opened(self) -> Iterator[SqliteStore]:
        """Open the store of the image."""
        store = SqliteStore.open(self.folder, self.line.id, create=True)
        try:
            yield store
        finally:
            store.close()

    def hold_to_what_was_signed(self, model: MemoryStore, signed: Slots) -> None:
        """See that every head that was signed by then is of entries that are there."""
        trees: dict[str, Feed] = {}
        for row in model.replay():
            name = origin(self.line.id, row.party, row.feed)
            trees.setdefault(name, Feed(row.party, row.feed, 0)).append(self.line.id, row.entry)
        for (name, size), root in signed.items():
            feed = trees.get(name)
            if feed is None or feed.size < size or feed.tree.root(size) != root:
                raise _Wrong("signed-not-held")

    def after(self, model: MemoryStore, signed: Slots, peer: MemoryStore) -> After:
        """Start a node from some content, and let it speak with the counterpart. Raises TwiceSigned."""
        model, peer, slots, theirs = model.copy(), peer.copy(), dict(signed), Slots()
        kept: list[tuple[Batch, Content]] = []

        def keep(batch: Batch) -> None:
            model.append(batch)
            kept.append((batch, content(model)))

        random = Random(len(self.afters))
        victim = Side(lambda: self.line.config(VICTIM, slots), model, keep, random)
        other = Side(lambda: self.line.config(PEER, theirs), peer, peer.append, random)
        talk = Talk(victim, other, random, clock_ms=400 * DAY_MS)
        talk.start(PEER)
        talk.start(VICTIM)
        founded = PEER in victim.node.state.foundings
        new = origin(self.line.id, VICTIM, victim.node.state.own.id)
        if any(name == new for name, _ in signed):
            raise TwiceSigned
        talk.round(VICTIM, [talk.workload.flash(), talk.workload.plain()])
        for _ in range(4):
            talk.carry(CARRIED_MAX)
            talk.tick(SECOND_MS)
        self.counts["starts"] += 1
        self.counts["heads-signed-after"] += len(slots) - len(signed)
        first = kept[:AFTER_BATCHES]
        return After([batch for batch, _ in first], first[-1][1], founded)

    def export(self, store: SqliteStore, *, founded: bool) -> None:
        """See that both verifiers accept the record as it is now."""
        home = self.line.homes[VICTIM]
        said = verdicts(self.line, export_of(self.line.files[VICTIM], home.node_key(), VICTIM, store))
        if said != ([PROVED, PROVED] if founded else ["founding-missing", "founding-missing"]):
            raise _Wrong("unverified")
        self.counts["exports-verified-twice" if founded else "exports-before-the-line-was-founded"] += 1


class _Wrong(Exception):
    """An image is wrong; its text is one of FAULTS."""


def _sound(store: SqliteStore) -> bool:
    databases = (store._record, store._epochs)  # noqa: SLF001  nothing outside a test asks for it
    try:
        return all(database.pragma("integrity_check") == "ok" for database in databases)
    except apsw.Error:
        return False


def _rows(store: SqliteStore | MemoryStore) -> int:
    return sum(1 for _ in store.replay())


def told(line: Line, folder: Path, seed: int, plant: plants.Plant) -> tuple[Watched, list[Op]]:
    """Let both sides talk for a while, one of them on a watched disk; give its store with the log."""
    with watched() as disk, plant.planted(disk):
        story = Watched(folder, line.id, disk, MemoryStore(line.id))
        talk = Story(line, story, seed, signs_first=plant.signs_first)
        for _ in range(TURNS):
            talk.turn()
        story.store.close()
        story.peer = talk.peer
        return story, disk.log


def again(line: Line, folder: Path, image: Files, model: MemoryStore, batches: list[Batch]) -> tuple[Watched, list[Op]]:
    """Start from an image on a watched disk and write these batches; give the store with the log."""
    folder.mkdir()
    for name, data in image.items():
        (folder / name).write_bytes(data)
    with watched() as disk:
        story = Watched(folder, line.id, disk, model.copy())
        for batch in batches:
            story.append(batch)
        story.store.close()
        return story, disk.log


def tried(line: Line, folder: Path, images: int, seed: int, plant: plants.Plant, kept: Path | None) -> Counter[str]:
    """Tell stories and try their images until there are so many; give the counts."""
    rng, number = Random(seed), 0
    (folder / "image").mkdir(parents=True)
    trial = Trial(line, folder / "image", kept)

    def through(story: Watched, log: list[Op], files: Files) -> Iterator[tuple[Files, MemoryStore]]:
        for found in trial.images(story, log, files, rng):
            yield found
            if trial.counts["images"] >= images:
                return

    while trial.counts["images"] < images:
        number += 1
        story, log = told(line, folder / f"story-{number}", seed * 1_000 + number, plant)
        trial.counts["stories"] += 1
        trial.counts.update({"calls": len(log), "batches": len(story.stages) - 1})
        for at, (image, model) in enumerate(through(story, log, {})):
            if at % RECOVERED_EVERY:
                continue
            batches = trial.afters[content(model)].batches
            second, calls = again(line, folder / f"again-{number}-{at}", image, model, batches)
            trial.counts["recoveries"] += 1
            for _ in through(second, calls, image):
                trial.counts["of-recoveries"] += 1
    return trial.counts


def run(images: int, seed: int, control_images: int) -> dict[str, Any]:
    """Try so many images, and every planted defect; give what was found."""
    began_s = time.monotonic()
    with ExitStack() as stack:
        stack.enter_context(logs_of(PAGES_BEFORE_CHECKPOINT))
        folder = in_memory(stack)
        line = Line.founded(folder / "line")
        kept = Path(tempfile.gettempdir()) / f"parley-crash-image-{seed}"
        counts = tried(line, folder / "sound", images, seed, plants.NONE, kept)
        controls = {}
        for number, plant in enumerate(plants.PLANTS):
            found = tried(line, folder / f"control-{number}", control_images, seed, plant, None)
            controls[plant.name] = {name: found[name] for name in ("images", *FAULTS) if found[name]}
    faults = {fault: counts.pop(fault, 0) for fault in FAULTS}
    wrong = {"kept": str(kept)} if any(faults.values()) else {}
    seconds = round(time.monotonic() - began_s, 1)
    return {"seed": seed, "seconds": seconds, **counts, "faults": faults, "controls": controls, **wrong}


def good(found: dict[str, Any]) -> bool:
    """Say whether no image was wrong, and each planted defect was found."""
    caught = all(any(fault in control for fault in FAULTS) for control in found["controls"].values())
    return not any(found["faults"].values()) and caught


def main() -> int:
    """Try and tell."""
    parser = argparse.ArgumentParser(prog="python -m crash.images", description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=5_000, help="how many, all different")
    parser.add_argument("--controls", type=int, default=CONTROL_IMAGES, help="how many with each planted defect")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one object on one line")
    given = parser.parse_args()
    found = run(given.images, given.seed, given.controls)
    print(json.dumps(found, indent=None if given.json else 2))
    return 0 if good(found) else 1


if __name__ == "__main__":
    sys.exit(main())
