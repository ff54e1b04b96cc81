"""Verifying an exported record offline, on one core, by both verifiers."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from bench.memory_pair import MemoryPair
from bench.pair import AGREEMENT_FILE, Identities, statement
from parley.app.home import LineFiles
from parley.app.places import Places
from parley.app.records import export_of, write_folder
from parley.node.events import Submitted
from parley.record.card import read_card

ROUND = 500


def verifying(folder: Path, entries: int) -> dict[str, float | str]:
    """Make a record of that many entries, export it, verify it; give seconds and entries a second."""
    out = folder / "export"
    count = _make(folder, out, entries)
    start = time.monotonic()
    command = [sys.executable, "-m", "parley", "record", "verify", str(out), "--json"]
    verdict = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    ours_s = time.monotonic() - start
    start = time.monotonic()
    second = [sys.executable, "tools/verify_record.py", "record", str(out), "--json"]
    other = json.loads(subprocess.run(second, check=True, capture_output=True, text=True).stdout)
    other_s = time.monotonic() - start
    assert verdict["entries"] == other["entries"] == count
    return {
        "entries": count,
        "seconds": round(ours_s, 2),
        "second_verifier_seconds": round(other_s, 2),
        "verdict": verdict["verdict"],
    }


def _make(folder: Path, out: Path, entries: int) -> int:
    pair = MemoryPair(Identities(folder), wide=True)
    message = statement(512)
    while len(pair.nodes["USA"].state.record) < entries:
        for party in ("USA", "RUS"):
            pair.round(party, [Submitted(token=0, message=message) for _ in range(ROUND)])
            pair.settle()
    identities = pair.identities
    cards = {party: read_card(data) for party, data in identities.cards.items()}
    files = LineFiles(
        "bench", folder, identities.line, AGREEMENT_FILE, cards, identities.cards, {}, Places(None, {}), ()
    )
    write_folder(export_of(files, identities.keys["USA"], "USA", pair.stores["USA"]), out)
    return len(pair.nodes["USA"].state.record)
