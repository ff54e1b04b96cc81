"""Tries Parley on fresh machines: bare Debian roots with only python3, git and ca-certificates.

Needs root, mmdebstrap and iproute2. A root is built once for a suite and unpacked anew for each
case; the committed state of the checkout is cloned into it. Package sources, certificates and pip's
settings are this machine's, copied at run time.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.set_up import ROOT

SUITES = ("bookworm", "trixie")
INSIDE = "/srv/parley"
INSTALL = "DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends"
PACKAGES = "python3,git,ca-certificates"
CERTIFICATES = Path("etc/ssl/certs/ca-certificates.crt")
PLACES = ("1 of 3", "2 of 3", "3 of 3")  # the named steps of set_up.py
SAID_CHARS_MAX = 2000


@dataclass(frozen=True, slots=True)
class Result:
    """One command in one root."""

    suite: str
    case: str
    command: str
    exit: int
    first_line_s: float | None
    total_s: float
    good: bool
    said: str


# ---------------------------------------------------------------- roots


def sources(suite: str) -> list[str]:
    """The package sources of this machine, for another release of Debian."""
    listing = ["apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME)", "Created-By: Packages"]
    lines = subprocess.run(listing, capture_output=True, text=True, check=True).stdout.splitlines()
    found: dict[str, str] = {}
    for uri, codename in (line.split() for line in lines):
        ending = codename.partition("-")[2]
        if "debian" in uri and ending in ("", "security"):
            found.setdefault(ending, uri)
    return [f"deb {uri} {suite}{'-' + ending if ending else ''} main" for ending, uri in found.items()]


def build(suite: str, work: Path) -> Path:
    """A bare root as an archive; kept for the next run."""
    archive = work / f"{suite}.tar"
    if not archive.exists():
        fresh = archive.with_suffix(".new.tar")
        command = ["mmdebstrap", "--quiet", "--variant=apt", f"--include={PACKAGES}"]
        subprocess.run([*command, suite, str(fresh), *sources(suite)], stdout=sys.stderr, check=True)
        fresh.rename(archive)
    return archive


def unpack(archive: Path, root: Path) -> None:
    """A fresh machine: the bare root, this machine's way to the network, and a clone."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    subprocess.run(["tar", "-xf", archive, "--numeric-owner", "-C", root], check=True)
    for name in (CERTIFICATES, Path("etc/resolv.conf"), Path("etc/hosts"), Path("etc/pip.conf")):
        if Path("/", name).exists():
            shutil.copy(Path("/", name), root / name)
    clone = ["git", "clone", "--quiet", "--no-hardlinks", f"file://{ROOT}", f"{root}{INSIDE}"]
    subprocess.run(clone, check=True)
    vectors = Path("shared", "vectors")  # of others, beside the checkout and not in it
    if (ROOT.parent / vectors).exists():
        shutil.copytree(ROOT.parent / vectors, Path(f"{root}{INSIDE}").parent / vectors)


def environment() -> dict[str, str]:
    """What a user of that machine would have, and this machine's settings for the network."""
    passed = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "TERM": "dumb", **passed}


def inside(root: Path, command: str, *, user: str = "root", network: bool = True) -> list[str]:
    """The command that runs a shell line in a root, in name spaces of its own that die with it."""
    home = "/root" if user == "root" else f"/home/{user}"
    mounts = f"mount --rbind /dev '{root}/dev' && mount -t proc proc '{root}/proc'"
    loopback = "" if network else "ip link set lo up && "
    enter = f"exec chroot '{root}' setpriv --reuid {user} --regid {user} --init-groups env HOME={home} sh -c"
    spaces = ["unshare", "--mount", "--pid", "--fork", "--kill-child", *([] if network else ["--net"])]
    return [*spaces, "sh", "-c", f'{loopback}{mounts} && {enter} "$0"', f"cd {INSIDE} && {command}"]


# ---------------------------------------------------------------- running in them


def since(begun: float) -> float:
    """Seconds, to a tenth."""
    return round(time.monotonic() - begun, 1)


@dataclass(frozen=True, slots=True)
class Machine:
    """A fresh root, and where the results of what runs in it go."""

    suite: str
    case: str
    root: Path
    archive: Path
    program: str
    results: list[Result]

    def renew(self) -> None:
        """Throw the root away and unpack a fresh one."""
        unpack(self.archive, self.root)

    def prepare(self, command: str) -> None:
        """Run something that is no part of the trial and has to work."""
        shell = inside(self.root, command)
        subprocess.run(shell, env=environment(), stdout=subprocess.DEVNULL, check=True)

    def trial(self, command: str, *, expect: int = 0, says: str = "", user: str = "root", network: bool = True) -> None:
        """Run one command and note how it ended, and when it first wrote to standard output."""
        begun = time.monotonic()
        with tempfile.TemporaryFile("w+") as errors:
            process = subprocess.Popen(
                inside(self.root, command, user=user, network=network),
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
            lines, first = [], None
            for line in process.stdout or ():
                first = first or since(begun)
                lines.append(line)
            code = process.wait()
            errors.seek(0)
            said = errors.read() + "".join(lines)
        good = code == expect and says in said
        self.note(Result(self.suite, self.case, command, code, first, since(begun), good, said.strip()))

    def interrupt(self, place: str, delay_s: float) -> None:
        """Start, and kill everything at one place of the set-up, as a power cut would."""
        begun = time.monotonic()
        process = subprocess.Popen(
            inside(self.root, f"./parley {self.program}"),
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        said = ""
        for line in process.stderr or ():
            said += line
            if place in line:
                break
        time.sleep(delay_s)
        process.kill()
        code = process.wait()
        home = Path(f"{self.root}{INSIDE}/.venv")
        half_made = home.exists() and not (home / "stamp").exists()
        good = half_made and place in said
        self.note(Result(self.suite, self.case, f"kill -9 at {place}", code, None, since(begun), good, said.strip()))

    def note(self, result: Result) -> None:
        """Keep one result and tell it."""
        self.results.append(result)
        told = "good"
        if not result.good:
            log = self.root.with_name(f"{result.suite}-{result.case}.log")
            log.write_text(result.said)
            told = f"WRONG: {result.said[-SAID_CHARS_MAX:]}\nall that it said: {log}"
        print(
            f"{result.suite:<9} {result.case:<12} {result.command:<40} exit {result.exit:>3}"
            f"  first line {result.first_line_s or '-':>5} s  {result.total_s:>6} s  {told}",
            file=sys.stderr,
            flush=True,
        )


# ---------------------------------------------------------------- cases


def as_root(machine: Machine) -> None:
    """Root on a bare machine: installs python3-venv by itself; a second start is quick."""
    machine.trial(f"./parley {machine.program}")
    machine.trial("./parley --version", says="parley ")


def as_user(machine: Machine) -> None:
    """Another user: told the one command, and served once it has been run."""
    machine.prepare(
        "echo officer:x:1000:1000::/home/officer:/bin/sh >>/etc/passwd && echo officer:x:1000: >>/etc/group"
        f" && mkdir /home/officer && chown -R officer:officer /home/officer {INSIDE}"
    )
    machine.trial(f"./parley {machine.program}", expect=2, says="apt-get install python3-venv", user="officer")
    machine.prepare(f"apt-get -qq update && {INSTALL} python3-venv")
    machine.trial(f"./parley {machine.program}", user="officer")


def interrupted(machine: Machine) -> None:
    """Killed at three places of the set-up, each on what the one before left, then started again."""
    for place, delay_s in zip(PLACES, (1.5, 1.0, 0.0), strict=True):
        machine.interrupt(place, delay_s)
    machine.trial(f"./parley {machine.program}")


def checked(machine: Machine) -> None:
    """All gates, with a missing tool counting as a failure."""
    machine.trial("CI=true ./check", says=" 0 failed, 0 skipped")


def installed(machine: Machine) -> None:
    """`pip install .` in an environment of the user's own gives the same command."""
    machine.prepare(f"apt-get -qq update && {INSTALL} python3-venv && python3 -m venv /opt/own")
    machine.prepare("/opt/own/bin/pip install -qq --disable-pip-version-check . && rm -r src")
    machine.trial("/opt/own/bin/parley --version", says="parley ")
    machine.trial(f"/opt/own/bin/parley {machine.program}")


def bundled(machine: Machine) -> None:
    """A bundle made on one machine, on another one without any network and without python3-venv."""
    machine.trial("./parley bundle /srv/bundle")
    aside = machine.root.with_name(f"{machine.root.name}.bundle")
    shutil.rmtree(aside, ignore_errors=True)
    shutil.move(machine.root / "srv" / "bundle", aside)
    machine.renew()
    shutil.move(aside, machine.root / "srv" / "bundle")
    machine.trial(f"/srv/bundle/parley {machine.program}", network=False)


CASES: Mapping[str, Callable[[Machine], None]] = {
    "root": as_root,
    "user": as_user,
    "interrupted": interrupted,
    "installed": installed,
    "check": checked,
    "bundle": bundled,
}


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="tools/fresh", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--suite", action="append", choices=SUITES, help="default: each")
    parser.add_argument("--case", action="append", choices=list(CASES), help="default: each, check in bookworm only")
    parser.add_argument("--program", default="demo --json", help="what ./parley is started with (default: %(default)s)")
    parser.add_argument("--work", type=Path, default=Path("/tmp/parley-fresh"), help="where the roots lie")  # noqa: S108
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the cases; ends with 0 if each went as expected, 2 if this machine lacks something."""
    args = arguments(argv)
    lacking = [tool for tool in ("mmdebstrap", "ip", "unshare") if not shutil.which(tool)]
    if os.geteuid() != 0 or lacking:
        print(f"tools/fresh needs root and: apt-get install mmdebstrap iproute2 (lacks {lacking})", file=sys.stderr)
        return 2
    args.work.mkdir(parents=True, exist_ok=True)
    results: list[Result] = []
    for suite in args.suite or SUITES:
        archive = build(suite, args.work)
        for case in args.case or [case for case in CASES if case != "check" or suite == "bookworm"]:
            root = args.work / f"{suite}-{case}"
            machine = Machine(suite, case, root, archive, args.program, results)
            machine.renew()
            CASES[case](machine)
            shutil.rmtree(root)
    if args.json:
        print(json.dumps([asdict(result) for result in results], indent=1))
    wrong = sum(not result.good for result in results)
    print(f"{len(results) - wrong} passed, {wrong} failed", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
