"""`./parley` finds a Python that works, says what it lacks, and tells a finished set-up from a half-made one."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.tidy.rules import ROOT
from tools import debian, pythons, set_up

# What the script needs beside Python.
TOOLS = ("sh", "readlink", "dirname")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A search path with the script's tools on it and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        (folder / tool).symlink_to(shutil.which(tool) or tool)
    return folder


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy that has not been set up; its set_up.py only tells which Python ran it."""
    root = tmp_path / "checkout"
    (root / "tools").mkdir(parents=True)
    shutil.copy(ROOT / "parley", root)
    shutil.copy(ROOT / "tools" / "start", root / "tools")
    (root / "tools" / "set_up.py").write_text("import sys\nprint(sys.argv[1:], sys.executable)\nsys.exit(2)\n")
    return root


def add(path: Path, name: str, script: str) -> None:
    (path / name).write_text(f"#!/bin/sh\n{script}\n")
    (path / name).chmod(0o755)


def start(checkout: Path, path: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(path)}
    return subprocess.run([checkout / "parley"], env=environment, capture_output=True, text=True, check=False)


def test_without_any_python_it_says_so(checkout: Path, path: Path) -> None:
    done = start(checkout, path)
    assert done.returncode == 2
    assert "found: none" in done.stderr
    assert "apt-get install python3" in done.stderr


def test_a_shim_that_fails_is_passed_over(checkout: Path, path: Path) -> None:
    add(path, "python3", "exit 127")
    add(path, "python3.13", f'exec {sys.executable} "$@"')
    done = start(checkout, path)
    assert done.returncode == 2
    assert "['run']" in done.stdout


def test_python3_goes_before_versions(checkout: Path, path: Path) -> None:
    add(path, "python3", f'echo first >&2; exec {sys.executable} "$@"')
    add(path, "python3.15", "echo never >&2; exit 1")
    assert "never" not in start(checkout, path).stderr


def test_what_is_too_old_or_broken_is_named(checkout: Path, path: Path) -> None:
    add(path, "python3", "case $2 in *venv*) exit 1;; *) echo 3.9.2;; esac")
    add(path, "python3.12", "exit 127")
    done = start(checkout, path)
    assert done.returncode == 2
    assert f"{path}/python3: 3.9.2" in done.stderr
    assert f"{path}/python3.12: does not run" in done.stderr


@pytest.mark.slow
def test_a_second_start_sets_nothing_up() -> None:
    command = [str(ROOT / "parley"), "--version"]
    first, second = (subprocess.run(command, capture_output=True, text=True, check=False) for _ in range(2))
    assert first.stdout == second.stdout
    assert second.stdout.startswith("parley ")
    assert second.stderr == ""  # setting up says what it does


# ---------------------------------------------------------------- the stamp


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An environment that is finished, as far as its stamp tells."""
    folder = tmp_path / "venv"
    folder.mkdir()
    (folder / "stamp").write_text("\n".join(set_up.stamp_lines(["run"])) + "\n")
    return folder


def test_a_finished_environment_is_ready(home: Path) -> None:
    assert set_up.is_ready(home, ["run"])
    assert set_up.is_current(home)


def test_another_lock_is_missing_but_nothing_is_outdated(home: Path) -> None:
    assert not set_up.is_ready(home, ["run", "check"])
    assert set_up.is_current(home)


@pytest.mark.parametrize("outdated", ["root /elsewhere", "python /usr/bin/python3 3.11.0", "lock run 00"])
def test_what_was_made_of_other_things_is_made_anew(home: Path, outdated: str) -> None:
    kind = " ".join(outdated.split()[: 2 if outdated.startswith("lock") else 1])
    lines = (home / "stamp").read_text().splitlines()
    (home / "stamp").write_text("\n".join(outdated if line.startswith(f"{kind} ") else line for line in lines))
    assert not set_up.is_ready(home, ["run"])
    assert not set_up.is_current(home)


def test_without_its_stamp_it_is_half_made(home: Path) -> None:
    (home / "stamp").unlink()
    assert not set_up.is_ready(home, ["run"])
    assert not set_up.is_current(home)


def test_an_outdated_check_lock_spoils_only_the_check(home: Path) -> None:
    with (home / "stamp").open("a") as stamp:
        stamp.write("lock check 00\n")
    assert set_up.is_ready(home, ["run"])
    assert not set_up.is_current(home)


# ---------------------------------------------------------------- two starts, and kill -9


def hold(home: Path) -> subprocess.Popen[str]:
    """Another start that holds the lock until it is killed; its child outlives it for a second."""
    script = (
        "import subprocess, sys, time; from pathlib import Path; from tools import set_up\n"
        "with set_up.alone(Path(sys.argv[1])) as held:\n"
        "    subprocess.Popen(['sleep', '1'], pass_fds=[held]); print('held', flush=True); time.sleep(60)\n"
    )
    command = [sys.executable, "-c", script, str(home)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    process.stdout.readline()
    return process


@pytest.mark.slow
def test_a_second_start_waits_for_what_a_killed_one_left_running(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "venv"
    with hold(home) as other:
        begun = time.monotonic()
        os.kill(other.pid, signal.SIGKILL)
        with set_up.alone(home):
            waited_s = time.monotonic() - begun
        assert 0.5 < waited_s < 10
    assert "waiting for another start" in capfd.readouterr().err


# ---------------------------------------------------------------- Debian and further Pythons


def test_each_debian_package_has_its_reason() -> None:
    assert debian.wanted((ROOT / "tools" / "debian.txt").read_text())
    with pytest.raises(set_up.SetUpError, match="without its reason: spin"):
        debian.wanted("git # asked for files\nspin\n")


def test_a_package_that_is_not_there_is_missing() -> None:
    if not shutil.which("dpkg-query"):
        pytest.skip("needs dpkg-query")
    assert debian.missing(["dpkg", "parley-no-such-package"]) == ["parley-no-such-package"]


@pytest.mark.parametrize("before", [None, "#!/bin/sh\nexit 0\n", debian.GUARD_TEXT])
def test_the_guard_of_services_is_put_back(tmp_path: Path, before: str | None) -> None:
    guard = tmp_path / "policy-rc.d"
    if before:
        guard.write_text(before)
    with debian.services_kept_from_starting(guard):
        assert subprocess.run([guard], check=False).returncode == 101
    # Ours, left by a run that was killed, goes; anything else comes back.
    assert guard.exists() == (before == "#!/bin/sh\nexit 0\n")
    assert list(tmp_path.iterdir()) == ([guard] if guard.exists() else [])


def test_a_python_that_does_not_run_is_not_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    add(tmp_path, "python3.12", "exit 127")
    add(tmp_path, "python3.13", "echo 3.13")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "none"))
    assert pythons.further_pythons() == {"3.13": str(tmp_path / "python3.13")}
