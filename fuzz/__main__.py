"""`tools/fuzz [TARGET ...] [--seconds S] [--keep]`: search for bytes that a reader can't bear (atheris, libFuzzer).

Each target runs for S seconds, from what is kept in tests/corpus and what earlier runs found (.cache/fuzz). `--keep`
then takes into tests/corpus, the smallest first, what reaches a line that nothing kept has reached. Ends with 1 if an
input was not borne.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
CORPUS: Final = ROOT / "tests" / "corpus"
FOUND: Final = ROOT / ".cache" / "fuzz"
NAMES: Final = (
    "cbor", "payload", "entry", "thin", "body", "evidence", "note", "card", "agreement", "proof", "fork", "export",
    "drop", "stream", "line", "frames", "request", "packet", "said", "offer",
)  # fmt: skip
INPUT_BYTES_MAX: Final = 16_384
TIMEOUT_S: Final = 5
MEMORY_MB: Final = 1_024
KEPT_MAX: Final = 24
CONSIDERED_MAX: Final = 2_000
KEPT_BYTES_MAX: Final = 16_384
_FIGURE: Final = re.compile(r"^stat::(\w+): +(\d+)$", re.MULTILINE)
_CHILD: Final = (
    "import sys, atheris\n"
    "with atheris.instrument_imports(include=['parley', 'tools.verify_record']):\n"
    "    from fuzz.targets import TARGETS\n"
    "atheris.Setup(sys.argv[:1] + sys.argv[2:], TARGETS[sys.argv[1]])\n"
    "atheris.Fuzz()\n"
)


def child(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run libFuzzer on one target in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", _CHILD, name, *arguments],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


def search(name: str, seconds: int) -> bool:
    """Search one target and tell what came of it; say whether all was borne. What was not lies in .cache/fuzz."""
    found = FOUND / name
    found.mkdir(parents=True, exist_ok=True)
    limits = [f"-max_len={INPUT_BYTES_MAX}", f"-timeout={TIMEOUT_S}", f"-rss_limit_mb={MEMORY_MB}"]
    told = [f"-max_total_time={seconds}", "-print_final_stats=1", f"-artifact_prefix={FOUND}/{name}-"]
    done = child(name, *told, *limits, str(found), str(CORPUS / name))
    figures = dict(_FIGURE.findall(done.stdout))
    if done.returncode:
        print(done.stdout)
    print(f"{name:<10} {figures.get('number_of_executed_units', '?'):>9} inputs, ", end="")
    print(f"{figures.get('peak_rss_mb', '?')} MB, {'borne' if not done.returncode else 'NOT BORNE'}", flush=True)
    return done.returncode == 0


def reached(name: str, data: bytes) -> set[tuple[str, int]]:
    """Give the lines of Parley that an input reaches."""
    from fuzz.targets import TARGETS  # noqa: PLC0415  only here, so that the search does not load what it watches

    lines: set[tuple[str, int]] = set()

    def note(frame: FrameType, event: str, _arg: object) -> Any:  # noqa: ANN401  as settrace has it
        if "/parley/" not in frame.f_code.co_filename:
            return None
        if event == "line":
            lines.add((frame.f_code.co_filename, frame.f_lineno))
        return note

    before = sys.gettrace()
    sys.settrace(note)
    try:
        TARGETS[name](data)
    finally:
        sys.settrace(before)
    return lines


def keep(name: str) -> int:
    """Keep the smallest inputs that reach a line which nothing kept has reached; give how many."""
    kept = CORPUS / name
    known = set().union(*(reached(name, path.read_bytes()) for path in kept.iterdir()))
    added = 0
    for path in sorted((FOUND / name).iterdir(), key=lambda path: (path.stat().st_size, path.name))[:CONSIDERED_MAX]:
        data = path.read_bytes()
        new = reached(name, data) - known if len(data) <= KEPT_BYTES_MAX else set()
        if new and added < KEPT_MAX:
            (kept / hashlib.sha256(data).hexdigest()[:8]).write_bytes(data)
            known |= new
            added += 1
    return added


def main() -> int:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(prog="tools/fuzz", description="Search for bytes that a reader can't bear.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"one of: {', '.join(NAMES)}; none: all")
    parser.add_argument("--seconds", type=int, default=60, help="how long each")
    parser.add_argument("--keep", action="store_true", help="keep the smallest inputs that reach something new")
    given = parser.parse_args()
    if unknown := set(given.targets) - set(NAMES):
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    failed = []
    for name in given.targets or NAMES:
        if not search(name, given.seconds):
            failed.append(name)
        elif given.keep:
            print(f"{name:<10} {keep(name):>9} kept")
    print(f"fuzz: not borne by: {', '.join(failed)}" if failed else "fuzz: everything was borne")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
