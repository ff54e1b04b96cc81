"""`parley bundle DIR`: one folder from which a machine without any network sets itself up."""

import argparse
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import parley

HELP = "write one folder (source, lock, wheels) that sets itself up without a network"

# The checks stay behind: they need tools that only a network brings.
PARTS = ("parley", "README.md", "LICENSE", "CHANGELOG.md", "pyproject.toml", "docs", "lock", "src", "tools")
VERSIONS = ("3.11", "3.12", "3.13", "3.14", "3.15")


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley bundle`."""
    parser.add_argument("folder", metavar="DIR", type=Path, help="where to write it; must not exist yet")


def copy_source(root: Path, target: Path) -> None:
    """Copy what the program needs, without what Python or an editor left beside it."""
    for name in PARTS:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        elif source.exists():
            shutil.copy2(source, target / name)


def fetch_wheels(root: Path, wheels: Path, version: str) -> str:
    """Download the locked wheels for one Python on this platform; returns what went wrong."""
    command = [sys.executable, "-I", "-m", "pip", "download", "-qq", "--disable-pip-version-check"]
    command += ["--require-hashes", "--only-binary", ":all:", "--python-version", version, "--dest", str(wheels)]
    for lock in ("run", "bundle"):
        command += ["-r", str(root / "lock" / f"{lock}.txt")]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stderr if done.returncode else ""


def gather_wheels(root: Path, wheels: Path) -> str:
    """Fill the folder of wheels; returns for whom they are, or nothing if our own Python has none."""
    if (root / "wheels").exists():
        shutil.copytree(root / "wheels", wheels)
        return "the machines that this bundle is for"
    wrong = {version: fetch_wheels(root, wheels, version) for version in VERSIONS}
    own = "{}.{}".format(*sys.version_info)
    if wrong[own]:
        print(wrong[own], file=sys.stderr)
        return ""
    versions = ", ".join(version for version in VERSIONS if not wrong[version])
    return f"{platform.system()} on {platform.machine()} with Python {versions}"


def run(args: argparse.Namespace) -> int:
    """Write the folder under another name first, so that a bundle is whole or is not there."""
    root = Path(parley.__file__).resolve().parents[2]
    if not (root / "lock").exists():
        print("parley: an installed package has no lock; run ./parley bundle in a checkout", file=sys.stderr)
        return 2
    target = args.folder.absolute()
    if target.exists():
        print(f"parley: {target} exists; name a folder that does not", file=sys.stderr)
        return 2
    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        copy_source(root, part)
        served = gather_wheels(root, part / "wheels")
        if not served:
            print("parley: the wheels can't be had; see pip's words above", file=sys.stderr)
            return 2
        part.rename(target)
    except OSError as fault:
        print(f"parley: {fault}; choose a folder that can be written", file=sys.stderr)
        return 2
    print(f"{target} sets itself up without a network, for {served}.\nThere: {target.name}/parley --help")
    return 0
