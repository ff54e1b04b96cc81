"""One byte changed anywhere in an export: both verifiers refuse it and name the place. Many places, by command:

python -m tests.record.places --places 10000 [--seed 1]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from parley.record.entry import decode_entry
from parley.record.folder import split_entries
from parley.record.verify import verify
from parley.words.faults import PeerFault
from tests.record.histories import History
from tools import verify_record

KINDS = ("parley-record.txt", "agreement.toml", ".card", "/entries", "/leaves", "/bodies", "/head")


class Change(NamedTuple):
    """A file, a byte of it, and the files with that byte changed."""

    file: str
    at: int
    files: dict[str, bytes]


def record(seed: int) -> dict[str, bytes]:
    """Give an export with restarts, an old backup and bodies."""
    history = History(seed, ("RUS", "USA"))
    history.run(30, lambda _: None)
    side, other = history.sides
    side.bodies |= other.bodies
    return side.export()


def changes(files: dict[str, bytes], random: Random) -> Iterator[Change]:
    """Change one byte after the other, each kind of file as often as any other."""
    while True:
        kind = random.choice(KINDS)
        file = random.choice([name for name in sorted(files) if name.endswith(kind) and files[name]])
        data = bytearray(files[file])
        at = random.randrange(len(data))
        data[at] ^= random.randrange(1, 256)
        yield Change(file, at, files | {file: bytes(data)})


def places(files: dict[str, bytes], change: Change) -> set[int | None]:
    """Give the indexes that a verdict may name for a change; a lost mark of a body shows at the next one."""
    folder, _, name = change.file.rpartition("/")
    if name == "leaves":
        return {change.at // 32}
    entries, _ = split_entries(files.get(f"{folder}/entries", b""))
    if name == "entries":
        stops = [sum(len(entry) + 2 for entry in entries[: index + 1]) for index in range(len(entries))]
        return {next(index for index, stop in enumerate(stops) if change.at < stop)}
    if name == "bodies":
        return _bodies(files[change.file], entries, change.at)
    return {None}


def _bodies(data: bytes, entries: list[bytes], at: int) -> set[int | None]:
    committed = [index for index, entry in enumerate(entries) if _commits(entry)]
    start = 0
    for position, index in enumerate(committed):
        size = 21 + int.from_bytes(data[start + 17 : start + 21], "big") if data[start] else 1
        if at < start + size:
            follows = committed[position + 1] if position + 1 < len(committed) else None
            return {index, follows} if at == start else {index}
        start += size
    raise AssertionError("no body stands there")


def _commits(entry: bytes) -> bool:
    try:
        return type(decode_entry(entry).content) is bytes
    except PeerFault:
        return False


def wrong(files: dict[str, bytes], change: Change) -> str:
    """Say what is wrong with the verdicts on a change; empty if both refuse it at its place."""
    ours = verify(change.files).machine()["fault"]
    theirs = verify_record.verify(change.files)["fault"]
    if not isinstance(ours, dict) or theirs is None:
        return "not refused"
    if any(ours[key] != theirs[key] for key in ("code", "file", "party", "feed", "index")):
        return f"the verifiers differ: {ours} {theirs}"
    index = ours["index"]
    if ours["file"] != change.file or index not in places(files, change):
        return f"another place: {ours}"
    return ""


def search(count: int, seed: int) -> Iterator[str]:
    """Try so many places of ten records; give each fault."""
    for number in range(10):
        files = record(seed * 10 + number)
        tries = changes(files, Random(seed * 10 + number))
        for _ in range(count // 10):
            change = next(tries)
            if fault := wrong(files, change):
                yield f"record {seed * 10 + number}, {change.file} byte {change.at}: {fault}"


def main() -> int:
    """Try; 0 if every change was refused at its place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    faults = list(search(args.places, args.seed))
    print("\n".join([*faults, f"{args.places // 10 * 10} places, {len(faults)} not refused as they should"]))  # noqa: T201
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
