"""Sets up a virtual environment from hashed locks: set_up.py [--ready] [--venv DIR] LOCK.

Run by `tools/start`, so standard library only. `--ready` ends with 0 if LOCK is installed, and
changes nothing. A stamp, written last, tells a finished environment from a half-made one; a file
lock, which the kernel releases even after kill -9, keeps two starts apart.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WHEELS = ROOT / "wheels"  # only a bundle has them
PYTHON = os.path.realpath(sys.executable)


class SetUpError(Exception):
    """The machine lacks something; the text names it and what to do."""


def say(text: str) -> None:
    """One named step, on standard error: standard output belongs to the program."""
    print(f"parley: set-up: {text}", file=sys.stderr, flush=True)


# ---------------------------------------------------------------- stamp


def lock_file(name: str) -> Path:
    """Where the lock of one name lies."""
    return ROOT / "lock" / f"{name}.txt"


def stamp_lines(locks: Sequence[str]) -> list[str]:
    """What an environment was made of: this folder, this Python, these locks."""
    digests = [hashlib.sha256(lock_file(name).read_bytes()).hexdigest() for name in locks]
    return [
        f"root {ROOT}",
        f"python {PYTHON} {platform.python_version()}",
        *(f"lock {name} {digest}" for name, digest in zip(locks, digests, strict=True)),
    ]


def stamped(home: Path) -> set[str]:
    """The lines of an environment's stamp; none while it is half-made."""
    try:
        return set((home / "stamp").read_text().splitlines())
    except FileNotFoundError:
        return set()


def is_ready(home: Path, locks: Sequence[str]) -> bool:
    """Whether the environment is finished and has these locks, and maybe more."""
    return stamped(home) >= set(stamp_lines(locks))


def is_current(home: Path) -> bool:
    """Whether the environment has the program, and nothing of an older lock, folder or Python."""
    every = [path.stem for path in (ROOT / "lock").glob("*.txt")]
    return is_ready(home, ["run"]) and stamped(home) <= set(stamp_lines(every))


@contextlib.contextmanager
def alone(home: Path) -> Iterator[int]:
    """Hold the lock of one environment; a second start waits here."""
    handle = os.open(f"{home}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another start that is setting up")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def succeeds(
    command: Sequence[str | Path],
    held: Sequence[int] = (),
    environment: Mapping[str, str] | None = None,
) -> bool:
    """Run one command; only what it says on standard error is shown."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=held,
        env=environment,
        check=False,
    )
    return done.returncode == 0


# ---------------------------------------------------------------- Debian


def apt_install(packages: Sequence[str]) -> None:
    """Install Debian packages: newest, nothing that is only recommended."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    # A list that can't be updated is no reason to stop: the package may be in another.
    succeeds([*apt, "update"], environment=environment)
    install = [*apt, "install", "--yes", "--no-install-recommends", *packages]
    if not succeeds(install, environment=environment):
        raise SetUpError(f"apt-get could not install {' '.join(packages)}; its words are above")


def need_ensurepip() -> None:
    """Debian keeps ensurepip, which brings pip into the environment, in a package of its own."""
    if importlib.util.find_spec("ensurepip"):
        return
    default = os.path.realpath("/usr/bin/python3") == PYTHON
    package = "python3-venv" if default else f"python3.{sys.version_info.minor}-venv"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetUpError(f"{PYTHON} lacks ensurepip; install it and start again:\n  apt-get install {package}")
    say(f"installing Debian's {package}, which {PYTHON} lacks")
    apt_install([package])


# ---------------------------------------------------------------- the environment


def run(command: Sequence[str | Path], held: int) -> None:
    """Run one step; it inherits the lock, so that the lock outlives us if we alone are killed."""
    if not succeeds(command, held=[held]):
        raise SetUpError("that step failed; its words are above. Put it right and start again")


def pip(home: Path) -> list[str | Path]:
    """The command that is pip: from the bundle's wheel, or what ensurepip has put in."""
    python = home / "bin" / "python"
    bundled = sorted(WHEELS.glob("pip-*.whl"))
    return [python, bundled[-1] / "pip"] if bundled else [python, "-I", "-m", "pip"]


def make(home: Path, held: int) -> None:
    """A new environment with `src` on its path; what lies there is half-made or outdated."""
    if home.exists():
        say(f"removing {home}, which is half-made or outdated")
        shutil.rmtree(home)
    if not WHEELS.exists():
        need_ensurepip()
    say(f"1 of 3: making {home} with Python {platform.python_version()} ({PYTHON})")
    venv.create(home, symlinks=True)
    if not WHEELS.exists():
        run([home / "bin" / "python", "-I", "-m", "ensurepip", "--default-pip"], held)
    # A folder can't be checked by hash, and building it would fetch a tool that no lock holds.
    (site_packages,) = home.glob("lib/python3*/site-packages")
    (site_packages / "parley.pth").write_text(f"{ROOT / 'src'}\n")


def install(home: Path, locks: Sequence[str], held: int) -> None:
    """Install locks; every file is checked against its hash."""
    say(f"2 of 3: installing {', '.join(f'lock/{name}.txt' for name in locks)}")
    command = [*pip(home), "install", "-qq", "--disable-pip-version-check", "--no-input"]
    command += ["--require-hashes", "--only-binary", ":all:"]
    if WHEELS.exists():
        command += ["--no-index", "--find-links", WHEELS]
    for name in locks:
        command += ["-r", lock_file(name)]
    run(command, held)


def set_up(home: Path, locks: Sequence[str]) -> None:
    """Make the environment ready for all these locks, doing only what is missing."""
    home.parent.mkdir(parents=True, exist_ok=True)
    with alone(home) as held:
        if is_ready(home, locks):
            return
        if not is_current(home):
            make(home, held)
        lines = stamped(home) | set(stamp_lines(locks))
        stamp = home / "stamp"
        stamp.unlink(missing_ok=True)
        install(home, locks, held)
        say("3 of 3: trying it")
        run([home / "bin" / "python", "-P", "-m", "parley", "--version"], held)
        fresh = home / "stamp.new"
        fresh.write_text("\n".join(sorted(lines)) + "\n")
        fresh.replace(stamp)


def main(arguments: list[str]) -> int:
    """See the module's text; ends with 2 if the machine lacks something."""
    home = ROOT / ".venv"
    only_ask = arguments[0] == "--ready"
    if only_ask:
        arguments = arguments[1:]
    if arguments[0] == "--venv":
        home, arguments = Path(arguments[1]).absolute(), arguments[2:]
    (name,) = arguments
    locks = list(dict.fromkeys(["run", name]))
    if only_ask:
        return 0 if is_ready(home, locks) else 1
    try:
        set_up(home, locks)
    except SetUpError as fault:
        say(str(fault))
        return 2
    except OSError as fault:
        say(f"{fault}; the first start writes into {home.parent}")
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
