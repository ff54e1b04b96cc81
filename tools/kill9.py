"""Kills real nodes under load with -9 at random moments, and tries what they leave.

`tools/kill9 [--moments 200] [--seed N] [--json]`: two processes with homes of their own, TCP between them, now and then
both killed at once. Then: all that was reported as accepted is in both records, nothing is double, both exports verify
with both verifiers, the two timelines are equal, and no joint number that was ever shown has changed.
"""

import argparse
import json
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from parley.app.ceremony import propose, sign
from parley.app.home import Home, init, set_places
from parley.app.places import Places
from parley.app.reading import book_of_export
from parley.app.records import open_record, write_folder
from parley.desk.messages import PlainStatement
from parley.record.merkle import Tree
from parley.record.verify import verify
from tools.kill9_node import LINE
from tools.set_up import ROOT

AGREEMENT = """
format = 1
founded = 2026-01-01T00:00:00Z
call_answer_within_h = 48
roles = {}
pairings = {}
escalation = []
acknowledge_within_min = {}

[parties]
USA = "en"
RUS = "ru"

[reply_within_min]
FLASH = 15
IMMEDIATE = 60
PRIORITY = 720
ROUTINE = 2880
"""
BOTH_SHARE = 0.15
RUN_S_MAX = 0.7
REST_S_MAX = 60.0
STRAIGHT_AWAY = 0.3
"""The share of moments that come while a node is still starting."""


@dataclass(slots=True)
class Told:
    """What the nodes have told over all their runs."""

    accepted: dict[str, str] = field(default_factory=dict)
    """Tags by id."""
    joint: set[tuple[int, str]] = field(default_factory=set)

    def take(self, line: bytes) -> object:
        """Take a line; give the digest, if it has one. A line that the kill cut in two says nothing."""
        try:
            what: dict[str, Any] = json.loads(line)
        except ValueError:
            return None
        self.accepted.update(what.get("accepted", ()))
        if "joint" in what:
            self.joint.add((what["joint"][0], what["joint"][1]))
        return what.get("digest")


class HasHome(Protocol):
    """Whoever has a home."""

    @property
    def home(self) -> Home: ...


class Victim:
    """One party's home and, while it runs, its process."""

    def __init__(self, home: Home, told: Told) -> None:
        self.home = home
        self._told = told
        self.starts = 0
        self.start()

    def start(self) -> None:
        """Start the node."""
        self.starts += 1
        command = [sys.executable, "-m", "tools.kill9_node", str(self.home.folder)]
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
        self._answers: list[object] = []
        self._reader = threading.Thread(target=self._read, args=(self._child,))
        self._reader.start()

    def _read(self, child: subprocess.Popen[bytes]) -> None:
        assert child.stdout is not None
        for line in child.stdout:
            answer = self._told.take(line)
            if answer is not None:
                self._answers.append(answer)

    def kill(self) -> None:
        """Kill it with -9; it must have been alive."""
        if self._child.poll() is not None:
            raise RuntimeError(f"{self.home.party} ended by itself with {self._child.returncode}")
        self._child.kill()

    def buried(self) -> None:
        """Take in what it said last."""
        self._child.wait()
        self._reader.join()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                pipe.close()

    def rest(self) -> object:
        """Have it stop its load and wait until it is at rest; give the digest of what it holds."""
        assert self._child.stdin is not None
        self._child.stdin.write(b"rest\n")
        self._child.stdin.flush()
        deadline_s = time.monotonic() + REST_S_MAX
        while not self._answers:
            if time.monotonic() > deadline_s or self._child.poll() is not None:
                raise RuntimeError(f"{self.home.party} does not come to rest")
            time.sleep(0.01)
        return self._answers.pop()

    def end(self) -> None:
        """End it in order."""
        assert self._child.stdin is not None
        self._child.stdin.close()
        self.buried()


def pair(folder: Path, agreement: str = AGREEMENT) -> tuple[Home, Home]:
    """Make two homes with a line between them, on ports that were free."""
    first, second = (init(folder / party, party, passphrase=None) for party in ("USA", "RUS"))
    propose(first, LINE, agreement.encode(), second.card_file.read_bytes(), folder / "pack")
    sign(second, LINE, folder / "pack")
    places = [f"127.0.0.1:{port}" for port in free_ports(2)]
    set_places(first, LINE, Places(places[0], {"RUS": places[1]}))
    set_places(second, LINE, Places(places[1], {"USA": places[0]}))
    return first, second


def free_ports(count: int) -> list[int]:
    """Give ports of the loopback that were free."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


def torment(victims: list[Victim], moments: int, dice: random.Random) -> int:
    """Kill and start again, so many times; give how often both died at once."""
    both = 0
    for _ in range(moments):
        time.sleep(dice.uniform(0, 0.3) if dice.random() < STRAIGHT_AWAY else dice.uniform(0.3, RUN_S_MAX))
        chosen = victims if dice.random() < BOTH_SHARE else [dice.choice(victims)]
        both += len(chosen) == 2
        for victim in chosen:
            victim.kill()
        for victim in chosen:
            victim.buried()
        time.sleep(dice.uniform(0, 0.1))
        for victim in chosen:
            victim.start()
    return both


def come_to_rest(victims: list[Victim]) -> None:
    """Wait until both hold the same and all is receipted."""
    deadline_s = time.monotonic() + REST_S_MAX
    while len({victim.rest() for victim in victims}) != 1:
        if time.monotonic() > deadline_s:
            raise RuntimeError("the nodes do not come to hold the same")


def findings(folder: Path, victims: Sequence[HasHome], told: Told) -> dict[str, Any]:
    """Try both exports; give what was found, each a number of faults or a yes."""
    cards = [victim.home.card_file.read_bytes() for victim in victims]
    found: dict[str, Any] = {"missing": 0, "double": 0, "verified": [], "second_verifier": []}
    timelines = []
    for victim in victims:
        out = folder / f"record-{victim.home.party}"
        write_folder(open_record(victim.home, LINE), out)
        files = {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}
        verdict = verify(files, cards)
        timelines.append(verdict.timeline())
        found["verified"].append(verdict.verdict)
        found["second_verifier"].append(second_verifier(out, victims))
        said = book_of_export(files).statements()
        texts = [each.message.text for each in said if isinstance(each.message, PlainStatement)]
        found["double"] += len(texts) - len(set(texts))
        found["missing"] += len(told.accepted.keys() - {each.id.hex() for each in said})
    numbered = [bytes.fromhex(str(row[4])) for row in timelines[0] if row[0] is not None]
    tree = Tree(numbered)
    found["renumbered"] = sorted(
        size for size, root in told.joint if size > len(numbered) or tree.root(size).hex() != root
    )
    found["timelines_equal"] = timelines[0] == timelines[1] != []
    return {"entries": len(timelines[0]), "numbered": len(numbered), "accepted": len(told.accepted), **found}


def second_verifier(out: Path, victims: Sequence[HasHome]) -> str:
    """Give the verdict of the verifier that shares no code with Parley."""
    cards = [part for victim in victims for part in ("--card", str(victim.home.card_file))]
    command = [sys.executable, "tools/verify_record.py", "record", str(out), *cards, "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return str(json.loads(done.stdout)["verdict"]) if done.stdout else done.stderr[-300:]


def good(found: dict[str, Any]) -> bool:
    """Say whether everything held, and something was tried at all."""
    clean = not (found["missing"] or found["double"] or found["renumbered"]) and found["timelines_equal"]
    proved = {*found["verified"], *found["second_verifier"]} == {"proved under these keys"}
    return clean and proved and found["accepted"] > 0 and found["numbered"] > 0


def run(moments: int, seed: int, home: Path | None = None) -> dict[str, Any]:
    """Torment two nodes and give what was found; with `home` everything stays there."""
    began_s = time.monotonic()
    told = Told()
    with ExitStack() as stack:
        folder = home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parley-kill9-")))
        victims = [Victim(home, told) for home in pair(folder)]
        both = torment(victims, moments, random.Random(seed))
        come_to_rest(victims)
        for victim in victims:
            victim.end()
        found = findings(folder, victims, told)
    starts = sum(victim.starts for victim in victims)
    seconds = round(time.monotonic() - began_s, 1)
    return {"moments": moments, "seed": seed, "both_at_once": both, "starts": starts, "seconds": seconds, **found}


def main() -> int:
    """Run and print; 0 if everything held."""
    parser = argparse.ArgumentParser(prog="tools/kill9", description=__doc__.splitlines()[0])
    parser.add_argument("--moments", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--json", action="store_true", help="one object on one line")
    parser.add_argument("--home", metavar="DIR", type=Path, help="keep homes and exports in this new folder")
    args = parser.parse_args()
    found = run(args.moments, args.seed, args.home)
    print(json.dumps(found, indent=None if args.json else 2))
    return 0 if good(found) else 1


if __name__ == "__main__":
    sys.exit(main())
