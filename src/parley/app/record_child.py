"""`python -m parley.app.record_child verify|pack ...`: checks an export, or packs it, beside a node that goes on.

A process of its own: a long record takes minutes of one core, and a node's rounds are to wait for none of it. What it
has to tell goes to standard output, a line of JSON each; the last one is the result.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from parley.app.record_files import read_record
from parley.record.prove import prove
from parley.record.verify import verify
from parley.words.faults import Fault, OurFault

FORMS: Final = ("record", "entry", "thread", "incident")
"""What is packed: the whole export, the proof of one entry, of a thread, a thread with its pages."""


def main() -> int:
    """Do what the command line says: a word, the folder of an export, and what the word needs."""
    match sys.argv[1:]:
        case ["verify", folder, *cards]:
            return _verify(Path(folder), [Path(card).read_bytes() for card in cards])
        case ["pack", folder, out, form, ref, pages] if form in FORMS:
            try:
                _pack(Path(folder), Path(out), form, ref, Path(pages))
            except Fault as fault:
                _tell(fault=fault.code, message=fault.message)
                return 1
            return 0
        case _:
            return 2


def _verify(folder: Path, cards: list[bytes]) -> int:
    verdict = verify(read_record(folder), cards, lambda done, total: _tell(done=done, total=total))
    _tell(verdict=verdict.machine())
    return 0


def _pack(folder: Path, out: Path, form: str, ref: str, pages: Path) -> None:
    files = read_record(folder)
    if form == "record":
        _zip(out, files)
        return
    report = verify(files).report
    if report is None:
        raise OurFault("record-unreadable", "The export was refused: verify the record.")
    proof = prove(files, report.record, ref, thread=form != "entry")
    if form == "incident":
        beside = {path.name: path.read_bytes() for path in sorted(pages.iterdir())}
        _zip(out, {"thread.proof": proof, **beside})
    else:
        out.write_bytes(proof)


def _zip(out: Path, files: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, data in files.items():
            packed.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def _tell(**said: Any) -> None:  # noqa: ANN401  JSON
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
