"""Runs Spin: the search of a model's whole state space, and random traces of it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from models.replay import Put, Step

FOLDER: Final = Path(__file__).parent
MEMORY_MB: Final = 3_000
DEPTH: Final = 1_000_000
SEARCH_S: Final = 1_200
_STATES: Final = re.compile(r"^ *(\d+) states, stored", re.MULTILINE)
_VIOLATED: Final = re.compile(r"^pan:1: (.*)$", re.MULTILINE)
_UNFINISHED: Final = re.compile(r"Search not completed|max search depth too small")


class SpinError(Exception):
    """Spin or the C compiler did not do what it was asked; the text is theirs."""


class Searched(NamedTuple):
    """What a search found: how many states, and what was violated in one of them (empty: nothing)."""

    states: int
    violated: str


@dataclass(frozen=True, slots=True)
class Model:
    """One model: the bounds of the three searches, by name, and the bugs that can be planted in it."""

    name: str
    small: Sequence[str]
    large: Sequence[str]
    traced: Sequence[str]
    statements: int
    """How many statements of Promela a trace goes on for."""
    bugs: Sequence[str] = field(default=())

    @property
    def file(self) -> Path:
        return FOLDER / f"{self.name}.pml"


MODELS: Final = (
    Model(
        "delivery",
        small=("RUS_SAYS=2", "USA_SAYS=1"),
        large=("RUS_SAYS=2", "USA_SAYS=2"),
        traced=("RUS_SAYS=6", "USA_SAYS=6", "BAG=3"),
        statements=2_500,
        bugs=("SEND_BEFORE_DURABLE", "RECEIPT_BEFORE_DURABLE", "TIMER_FROM_EVENT", "GAPS_TAKEN_FOR_ENTRIES"),
    ),
    Model(
        "starts",
        small=("SAYS=2", "WAYS=1"),
        large=("SAYS=2", "WAYS=2"),
        traced=("SAYS=8", "WAYS=6"),
        statements=2_500,
        bugs=("GOES_ON_IN_OLD_FEED", "OLD_LIST_ANSWERS", "ASKED_BEFORE_IT_CAME"),
    ),
    Model(
        "epochs",
        small=("OFFERS=3", "ROOTS=3", "LOSSES=1"),
        large=("OFFERS=4", "ROOTS=4", "LOSSES=2"),
        traced=("NUMBERS=8", "OFFERS=16", "ROOTS=16", "LOSSES=3"),
        statements=6_000,
        bugs=("SENDS_BEFORE_OPENED", "OLD_OFFER_ACCEPTED", "BOTH_YIELD", "ANSWERS_BEFORE_DURABLE"),
    ),
    Model(
        "call",
        small=("SAYS=7",),
        large=("SAYS=8",),
        traced=("SAYS=20",),
        statements=14_000,
        bugs=("OWN_FIRST", "OWN_STANDS", "ONE_HALF", "ANSWERED_AFTER"),
    ),
)


def search(model: Model, defines: Sequence[str], folder: Path) -> Searched:
    """Search a model's whole state space with these bounds; `folder` is a scratch folder. Raises SpinError."""
    _run(["spin", "-a", *[f"-D{each}" for each in defines], str(model.file)], folder)
    optimised = "-O0" if set(defines) & set(model.bugs) else "-O1"  # a planted bug is found before that pays
    _run(["cc", optimised, "-w", "-DSAFETY", "-DNOREDUCE", f"-DMEMLIM={MEMORY_MB}", "-o", "pan", "pan.c"], folder)
    said = _run(["./pan", f"-m{DEPTH}", "-w24"], folder)
    violated, states = _VIOLATED.search(said), _STATES.search(said)
    if states is None or (violated is None and ("errors: 0" not in said or _UNFINISHED.search(said))):
        raise SpinError(said)
    return Searched(int(states[1]), "" if violated is None else violated[1])


def traces(model: Model, seeds: range, folder: Path) -> Iterator[list[Step]]:
    """Give a random trace of a model for each seed. Raises SpinError."""
    plain = folder / f"{model.name}.i"
    defines = [f"-D{each}" for each in ("TRACE", *model.traced)]
    _run(["cc", "-E", "-P", "-xc", *defines, "-o", str(plain), str(model.file)], folder)
    for seed in seeds:
        # Preprocessed once: a compiler started for each seed would take most of the time.
        said = _run(["spin", "-P/bin/cat", "-T", f"-n{seed + 1}", f"-u{model.statements}", str(plain)], folder)
        yield read_trace(said)[:-1]  # the last step may be cut


def read_trace(said: str) -> list[Step]:
    """Read what a model printed: the state at the beginning, and each step."""
    steps = [Step("begin", ())]
    for line in said.splitlines():
        sign, _, rest = line.strip().partition(" ")
        words = tuple(rest.split())
        match sign:
            case "@":
                steps.append(Step(words[0], words[1:]))
            case ">":
                steps[-1].puts.append(Put(int(words[0]), words[1:]))
            case "=":
                steps[-1].shown.append(words)
            case _:
                pass  # what Spin says itself
    return steps


def _run(command: Sequence[str], folder: Path) -> str:
    done = subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=SEARCH_S
    )
    if done.returncode:
        raise SpinError(f"{' '.join(command)}\n{done.stdout}")
    return done.stdout
