"""`parley serve` as people meet it: processes that run, stop in order, and refuse what they must."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from parley.app.home import Home, set_places
from parley.app.places import Places
from parley.keys import files
from tests.app.homes import LINE, free_port, proved, two_homes

PARLEY = [sys.executable, "-m", "parley"]
PATIENCE_S = 20.0
pytestmark = pytest.mark.slow


class Serving:
    """A `parley serve` with its log."""

    def __init__(self, home: Home) -> None:
        command = [*PARLEY, "serve", str(home.folder)]
        self.child = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        self.log: list[dict[str, Any]] = []

    def until(self, event: str, **fields: object) -> dict[str, Any]:
        """Read the log up to an event."""
        assert self.child.stderr is not None
        for line in self.child.stderr:
            found: dict[str, Any] = json.loads(line)
            self.log.append(found)
            if found["event"] == event and fields.items() <= found.items():
                return found
        raise AssertionError(f"it ended without {event}: {self.log}")

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.child.send_signal(number)
        _, rest = self.child.communicate(timeout=PATIENCE_S)
        self.log += [json.loads(line) for line in rest.splitlines()]
        return self.child.returncode


@contextmanager
def serving(*homes: Home) -> Iterator[list[Serving]]:
    nodes = [Serving(home) for home in homes]
    try:
        yield nodes
    finally:
        for node in nodes:
            if node.child.poll() is None:
                node.child.kill()
            node.child.communicate()


def once(home: Home) -> tuple[int, str]:
    command = [*PARLEY, "serve", str(home.folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    return done.returncode, done.stderr


def test_two_nodes_meet_and_stop_in_order(tmp_path: Path) -> None:
    usa, rus = two_homes(tmp_path)
    with serving(usa, rus) as (ours, theirs):
        ours.until("way", up=True)
        theirs.until("way", up=True)
        code, said = once(usa)
        assert code == 1
        assert "[home-locked]" in said
        time.sleep(0.5)  # for the foundings to be receipted
        assert theirs.stop(signal.SIGINT) == 0
        assert ours.stop(signal.SIGTERM) == 0
        assert ours.log[-1]["event"] == theirs.log[-1]["event"] == "stopped"
    assert proved(tmp_path, (usa, rus)) == [[], []]
    status = subprocess.run([*PARLEY, "status", str(usa.folder), "--json"], capture_output=True, text=True, check=True)
    assert json.loads(status.stdout)[LINE]["entries"] >= 4


def test_no_log_line_holds_a_secret(tmp_path: Path) -> None:
    usa, rus = two_homes(tmp_path)
    secrets = [files.read_key(path, None) for home in (usa, rus) for path in home.folder.rglob("*.key")]
    with serving(usa, rus) as (ours, theirs):
        ours.until("way", up=True)
        theirs.stop()
        ours.stop()
        log = json.dumps([ours.log, theirs.log])
    assert not [secret for secret in secrets if secret.hex() in log]


def test_a_busy_port(tmp_path: Path) -> None:
    usa, _ = two_homes(tmp_path)
    other, _ = two_homes(tmp_path / "other")
    place = f"127.0.0.1:{free_port()}"
    set_places(usa, LINE, Places(place))
    set_places(other, LINE, Places(place))
    with serving(other) as (node,):
        node.until("serving")
        time.sleep(0.3)  # it listens a moment after it has said so
        code, said = once(usa)
        assert code == 1
        assert "[port-busy]" in said


def test_pair_secrets_that_differ_are_named(tmp_path: Path) -> None:
    usa, rus = two_homes(tmp_path)
    secret = rus.line_folder(LINE) / "pair-USA.key"
    secret.unlink()
    files.write_key(secret, bytes(32), None, os.urandom)
    with serving(usa, rus) as (ours, theirs):
        ours.until("alarm", code="pair-secrets-differ")
        theirs.until("alarm", code="pair-secrets-differ")


@pytest.mark.parametrize("what", ["store", "key"])
def test_files_that_are_damaged(tmp_path: Path, what: str) -> None:
    usa, _ = two_homes(tmp_path)
    if what == "store":
        (usa.line_folder(LINE) / "record.db").write_bytes(b"no database at all, but long enough" * 100)
        expected = "[store-foreign]"
    else:
        (usa.folder / files.TRANSPORT).write_bytes(b"no key")
        expected = "[keyfile-damaged]"
    code, said = once(usa)
    assert code == 1
    assert expected in said
