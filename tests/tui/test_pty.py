"""The program on a terminal of its own, as a serial console or SSH gives one: what it sends there, byte by byte."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from tests.cli.test_statements import homes_under

PLAIN = {"", "0", "1", "2", "4", "7", "39", "49"}
"""Attributes that any terminal has: bold, dim, underlined, reversed; no colour but its own."""
PATIENCE_S = 20.0


def sent(home: Path, *, term: str, ends_at: bytes) -> tuple[bytes, int]:
    """Run it on a terminal until something is there, then press Ctrl Q; what it sent, and how it ended."""
    terminal, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    child = subprocess.Popen(
        [sys.executable, "-m", "parley", "tui", str(home)],
        stdin=side,
        stdout=side,
        stderr=side,
        env=os.environ | {"TERM": term, "COLORTERM": "truecolor", "PYTHONPATH": "src"},
    )
    os.close(side)
    got, pressed, end_s = b"", False, time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        if not select.select([terminal], [], [], 0.1)[0]:
            continue
        try:
            got += os.read(terminal, 65536)
        except OSError:  # it has hung up
            break
        if ends_at in got and not pressed:
            os.write(terminal, b"\x11")
            pressed = True
    os.close(terminal)
    return got, child.wait(PATIENCE_S)


def attributes(got: bytes) -> set[str]:
    return {each for found in re.findall(rb"\x1b\[([0-9;:]*)m", got) for each in found.decode().split(";")}


@pytest.mark.slow
@pytest.mark.parametrize("term", ["linux", "xterm-256color"])
def test_no_colour_and_no_mouse_is_asked_of_the_terminal(tmp_path: Path, term: str) -> None:
    usa, _ = homes_under(tmp_path)
    got, code = sent(usa.folder, term=term, ends_at=b"NODE NOT ANSWERING")
    assert code == 0
    assert b"USA" in got
    assert attributes(got) - PLAIN == set()
    assert b"\x1b[?1000h" not in got
    assert attributes(b"\x1b[1;38;2;200;0;0mred") - PLAIN, "a colour would be found"
