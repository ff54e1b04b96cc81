"""The Debian packages that the gates need: which are missing, and their installation."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tools.set_up import ROOT, SetUpError, apt_install, say

LIST = ROOT / "tools" / "debian.txt"
GUARD = Path("/usr/sbin/policy-rc.d")
# Debian asks this script before a package starts its service; 101 means no.
GUARD_TEXT = "#!/bin/sh\n# Put here by Parley's ./check while it installs packages.\nexit 101\n"


def wanted(listing: str) -> list[str]:
    """The names in a list of packages; each has its reason on its line."""
    lines = [line for line in listing.splitlines() if line and not line.startswith("#")]
    for line in lines:
        if " # " not in line:
            raise SetUpError(f"{LIST}: a package without its reason: {line}")
    return [line.split()[0] for line in lines]


def missing(packages: list[str]) -> list[str]:
    """Which of these are not installed, as dpkg says."""
    query = ["dpkg-query", "--show", "--showformat", "${db:Status-Status}", "--"]
    return [
        name
        for name in packages
        if subprocess.run([*query, name], capture_output=True, check=False).stdout != b"installed"
    ]


@contextlib.contextmanager
def services_kept_from_starting(guard: Path = GUARD) -> Iterator[None]:
    """Put a guard before the services of new packages; what was there is put back."""
    aside = guard.with_name(f"{guard.name}.before-parley")
    ours = guard.exists() and guard.read_text() == GUARD_TEXT  # a killed run left it
    if guard.exists() and not ours:
        guard.rename(aside)
    guard.write_text(GUARD_TEXT)
    guard.chmod(0o755)
    try:
        yield
    finally:
        guard.unlink()
        if aside.exists():
            aside.rename(guard)


def provide() -> list[str]:
    """Install what the gates need where that can be done; returns what is missing still."""
    if not shutil.which("dpkg-query"):
        return []  # not Debian: the gates that miss a tool say so themselves
    absent = missing(wanted(LIST.read_text()))
    if not absent or os.geteuid() != 0:
        return absent
    say(f"installing Debian's {', '.join(absent)} (tools/debian.txt)")
    try:
        with services_kept_from_starting():
            apt_install(absent)
    except SetUpError as fault:
        say(str(fault))
    return missing(absent)
