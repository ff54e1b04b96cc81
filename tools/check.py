"""Every gate of the project, two at once, in `fast` three: `./check`, or `./check fast` for the inner loop.

`./check fix` writes what can be written: format, simple lint, generated docs.

A gate whose tool is missing is skipped and counted; under CI=true it has failed. A gate stands
here once there is something to look at in the tree.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tools import debian
from tools.pythons import further_pythons
from tools.set_up import ROOT

BUDGET_S = 15 * 60
FAST_BUDGET_S = 30
AT_ONCE = 2
FAST_AT_ONCE = 3
"""Gates that run side by side: in the inner loop one more than the cores of a small machine, since tests wait too."""
CORE = ["words", "seal", "record", "line", "wire", "node", "desk"]
# What tells Python to write or buffer differently would hide what happens elsewhere.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
CI = os.environ.get("CI") == "true"
PYTEST_COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed)\b")
VECTORS = re.compile(r"^external vectors: .*$", re.MULTILINE)  # tests/conftest.py
PYTEST_SKIP = re.compile(r"^SKIPPED \[(\d+)\] (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One command that must end with 0."""

    name: str
    command: Sequence[str | Path]
    tool: str = ""  # a program that the machine may lack
    counts_tests: bool = False
    tells: bool = False  # its last line is shown
    python: str = ""  # the interpreter of an environment to set up first
    home: Path = ROOT / ".venv"  # that environment


@dataclass(slots=True)
class Tally:
    """What has been counted so far; tests count like gates."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    remarks: Counter[str] = field(default_factory=Counter)
    vectors: dict[str, None] = field(default_factory=dict)  # what ran of others' vectors, each line once

    def missing(self, remark: str, number: int = 1) -> str:
        """Note what could not run for want of a tool: a skip at a desk, a failure in CI."""
        self.remarks[remark] += number
        if CI:
            self.failed += number
            return "FAILED"
        self.skipped += number
        return "skipped"


# ---------------------------------------------------------------- which gates


def module(name: str, *arguments: str | Path) -> Sequence[str | Path]:
    """The command that runs a tool of the check environment."""
    return [sys.executable, "-m", name, *arguments]


def present(*folders: str) -> list[str]:
    """Those of these folders that hold Python files."""
    return [name for name in folders if next((ROOT / name).rglob("*.py"), None)]


def generated_pages() -> list[Path]:
    """The pages that have parts written from the code."""
    return sorted(page for page in ROOT.glob("docs/**/*.md") if "[[[cog" in page.read_text())


def static_gates() -> Iterator[Gate]:
    """What is found without running the program."""
    code = present("src", "sim", "models", "crash", "harness", "fuzz", "bench", "tests", "tools")
    yield Gate(name="format", command=module("ruff", "format", "--check", "--output-format", "concise", "."))
    yield Gate(name="lint", command=module("ruff", "check", "--output-format", "concise", "."))
    yield Gate(name="types", command=module("mypy", *code))
    yield Gate(name="layers", command=[Path(sys.executable).with_name("lint-imports")])
    yield Gate(name="spelling", command=module("codespell_lib"))
    yield Gate(name="dependencies", command=module("deptry", "--no-ansi", "."))
    yield Gate(name="changes", command=module("towncrier", "build", "--draft", "--version", "next"))
    yield Gate(name="threats", command=module("tools.threats"), tells=True)
    yield Gate(name="asvs", command=module("tools.asvs"), tells=True)
    yield Gate(name="docs from code", command=module("cogapp", "--check", *generated_pages()))


def slow_gates() -> Iterator[Gate]:
    """What `./check fast` leaves out."""
    scripts = sorted(str(path) for path in (ROOT / "tools").iterdir() if path.is_file() and not path.suffix)
    command = ["shellcheck", "parley", "check", ".ci/run", *scripts]
    yield Gate(name="shell", command=command, tool="shellcheck")
    if (ROOT / "sim" / "__main__.py").exists():
        yield Gate(name="simulator", command=module("sim", "--seeds", "500"))
        yield Gate(name="two sites", command=module("sim.sites", "--seeds", "60"))
        yield Gate(name="simulator of 3", command=module("sim", "--parties", "3", "--seeds", "30"))
        yield Gate(name="hostile counterpart", command=module("sim.byzantine", "--seeds", "60"))
        yield Gate(name="desk histories", command=module("tests.desk.histories", "--histories", "200"))
        yield Gate(name="old backups", command=module("sim.restores", "--cases", "200"))
    yield Gate(name="wheel", command=[ROOT / "tools" / "wheel", ROOT / ".cache" / "wheel"])
    if (ROOT / "models" / "__main__.py").exists():
        yield Gate(name="models", command=module("models"), tool="spin")
    if present("crash"):
        yield Gate(name="crash images", command=module("crash.images", "--images", "1500", "--controls", "700"))
        yield Gate(name="failing calls", command=module("crash.failing", "--every", "25"))
    if present("harness"):
        yield Gate(name="real processes", command=module("harness", "--minutes", "0.1", "--rest", "2"))
    core = present(*(f"tests/{name}" for name in CORE))
    for version, python in further_pythons().items() if core else ():
        home = ROOT / ".cache" / f"python{version}"
        pytest = [f"{home}/bin/python", "-m", "pytest", "-q", *core]
        name = f"core on {version}"
        yield Gate(name=name, command=pytest, counts_tests=True, python=python, home=home)


def gates(*, fast: bool) -> Iterator[Gate]:
    """All gates in the order in which they run."""
    yield from static_gates()
    chosen = ["-m", "not slow"] if fast else ["--durations=10"]
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    for number, half in enumerate((files[::2], files[1::2]), start=1):
        yield Gate(name=f"tests {number}", command=module("pytest", "-q", *chosen, *half), counts_tests=True)
    if not fast:
        yield from slow_gates()


# ---------------------------------------------------------------- running them


def set_up(gate: Gate) -> bool:
    """Make the environment that a gate for another Python runs in."""
    command = [gate.python, "-I", "tools/set_up.py", "--venv", str(gate.home), "test"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def count_tests(output: str, tally: Tally) -> str:
    """Add pytest's own figures, from its last line, to the tally."""
    last = output.rstrip().rpartition("\n")[2]
    counts = {word: int(number) for number, word in PYTEST_COUNT.findall(last)}
    tally.passed += counts.get("passed", 0) + counts.get("xfailed", 0)
    tally.failed += sum(counts.get(word, 0) for word in ("failed", "error", "errors"))
    tally.vectors.update(dict.fromkeys(VECTORS.findall(output)))
    for number, reason in PYTEST_SKIP.findall(output):
        tally.missing(reason, int(number))
    return last.strip("= ")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a gate's command ended, or what it lacked, and the time that it took."""

    returncode: int
    output: str
    lacked: str
    took_s: float


def execute(gate: Gate) -> Ended:
    """Run the command of one gate."""
    began_s = time.monotonic()
    if gate.tool and not shutil.which(gate.tool):
        return Ended(0, "", f"{gate.name}: needs {gate.tool} (tools/debian.txt)", 0.0)
    if gate.python and not set_up(gate):
        return Ended(0, "", f"{gate.name}: {gate.python} can't be set up, see above", time.monotonic() - began_s)
    done = subprocess.run(
        gate.command,
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Ended(done.returncode, done.stdout, "", time.monotonic() - began_s)


def judge(gate: Gate, ended: Ended, tally: Tally) -> str:
    """Count a gate and say how it ended; what it said is shown if it failed."""
    if ended.lacked:
        return tally.missing(ended.lacked)
    said = count_tests(ended.output, tally) if gate.counts_tests else ""
    if gate.tells:
        said = ended.output.rstrip().rpartition("\n")[2]
    if ended.returncode:
        tally.failed += 1
        print(f"\n{ended.output}\n{gate.name:<16}", end="")
        return f"FAILED  {said}".rstrip()
    tally.passed += 1
    return f"ok  {said}".rstrip()


def fix() -> int:
    """Write what can be written without judgement."""
    commands = (
        module("ruff", "check", "--fix-only", "--quiet", "."),
        module("ruff", "format", "."),
        module("cogapp", "-r", *generated_pages()),
    )
    return max(subprocess.run(command, cwd=ROOT, check=False).returncode for command in commands)


def main(arguments: list[str]) -> int:
    """Run the gates; ends with 0 if none failed, 1 if one did, 2 if it was called wrongly."""
    if arguments == ["fix"]:
        return fix()
    if arguments not in ([], ["fast"]):
        print("usage: ./check [fast | fix]", file=sys.stderr)
        return 2
    fast = arguments == ["fast"]
    tally = Tally()
    begun = time.monotonic()
    if not fast and (absent := debian.provide()):
        print(f"missing here: apt-get install --no-install-recommends {' '.join(absent)}")
    pool = ThreadPoolExecutor(FAST_AT_ONCE if fast else AT_ONCE)
    try:
        for gate, running in [(gate, pool.submit(execute, gate)) for gate in gates(fast=fast)]:
            print(f"{gate.name:<16}", end="", flush=True)
            ended = running.result()
            result = judge(gate, ended, tally)
            print(f"{ended.took_s:7.1f} s  {result}", flush=True)
    finally:
        pool.shutdown(cancel_futures=True)
    budget = FAST_BUDGET_S if fast else BUDGET_S
    total = time.monotonic() - begun
    over = "" if total <= budget else "  OVER"
    print(f"{'total':<16}{total:7.1f} s  of {budget} s{over}")
    for line in tally.vectors:
        print(line)
    for remark, number in tally.remarks.items():
        print(f"could not run: {number} times: {remark}")
    print(f"check: {tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
