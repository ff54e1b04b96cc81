"""Finds further Pythons on this machine: a name may be a shim that fails, so each is run."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ASK = "import sys, venv; print('%d.%d' % sys.version_info[:2])"


def candidates() -> Iterator[str]:
    """Names on the path, then what pyenv keeps off it."""
    for minor in range(11, 16):
        if found := shutil.which(f"python3.{minor}"):
            yield found
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from (str(path) for path in sorted(root.glob("versions/*/bin/python3")))


def further_pythons() -> dict[str, str]:
    """The first Python that runs of each version that is supported and not our own."""
    found: dict[str, str] = {}
    for candidate in candidates():
        answer = subprocess.run([candidate, "-c", ASK], capture_output=True, text=True, check=False)
        version = answer.stdout.strip()
        if answer.returncode == 0 and tuple(map(int, version.split("."))) >= (3, 11):
            found.setdefault(version, candidate)
    found.pop("{}.{}".format(*sys.version_info), None)
    return found
