"""Builds the wheel twice, each time from a clean copy of the commit, and sees that both are the same bytes.

`tools/wheel [DIR]` puts it into DIR, else into dist/. The two builds differ in folder, time zone, locale, umask and the
times of the files; what a build may use of the time is that of the commit (SOURCE_DATE_EPOCH). Ends with 1 if they
differ, and names the first file in them that does; with 2 if a build fails.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tools.set_up import ROOT

SURROUNDINGS = (
    ({"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}, 0o022, 1_000_000_000),
    ({"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, 0o077, 1_700_000_000),
)


class BuildError(Exception):
    """A build failed; the text is what it said."""


def said(*command: str | Path) -> bytes:
    """Run git or tar and give what it said. Raises BuildError."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        raise BuildError(done.stderr.decode(errors="replace"))
    return done.stdout


def copied(folder: Path, at_s: int) -> None:
    """Lay a clean copy of the commit into a folder, its files as old as told. Raises BuildError."""
    folder.mkdir()
    archive = folder.with_suffix(".tar")
    archive.write_bytes(said("git", "archive", "HEAD"))
    said("tar", "-xf", archive, "-C", folder)
    for path in folder.rglob("*"):
        os.utime(path, (at_s, at_s))


def built(folder: Path, environment: dict[str, str], umask: int) -> Path:
    """Build the wheel of a copy; give its path. Raises BuildError."""
    epoch = said("git", "show", "--no-patch", "--format=%ct", "HEAD").decode().strip()
    command = [sys.executable, "-I", "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")]
    done = subprocess.run(
        command,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "SOURCE_DATE_EPOCH": epoch, **environment},
        umask=umask,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    wheels = sorted((folder / "dist").glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        raise BuildError(done.stdout)
    return wheels[0]


def difference(one: Path, other: Path) -> str:
    """Give what differs first in two wheels; empty if they are the same bytes."""
    if one.read_bytes() == other.read_bytes():
        return ""
    with zipfile.ZipFile(one) as here, zipfile.ZipFile(other) as there:
        for left, right in zip(here.infolist(), there.infolist(), strict=False):
            if left.filename != right.filename:
                return f"{left.filename} stands where {right.filename} does"
            if here.read(left) != there.read(right):
                return f"{left.filename} has another content"
            if (left.date_time, left.external_attr) != (right.date_time, right.external_attr):
                return f"{left.filename} has another time or mode"
    return "the form of the archive"


def main(arguments: list[str]) -> int:
    """See the module's text."""
    target = Path(arguments[0]) if arguments else ROOT / "dist"
    with tempfile.TemporaryDirectory(prefix="parley-wheel-") as work:
        try:
            wheels = []
            for number, (environment, umask, at_s) in enumerate(SURROUNDINGS):
                folder = Path(work) / f"{'copy' * (number + 1)}"
                copied(folder, at_s)
                wheels.append(built(folder, environment, umask))
        except BuildError as fault:
            print(f"wheel: {fault}", file=sys.stderr)
            return 2
        if differs := difference(*wheels):
            print(f"wheel: two clean builds differ: {differs}", file=sys.stderr)
            return 1
        target.mkdir(parents=True, exist_ok=True)
        data = wheels[0].read_bytes()
        (target / wheels[0].name).write_bytes(data)
        print(f"{hashlib.sha256(data).hexdigest()}  {wheels[0].name}")
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
