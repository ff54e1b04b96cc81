"""`parley tui --plain`: lines for a screen reader or a printer, each thing once."""

import argparse
import io
import subprocess
import sys
from pathlib import Path

import pytest

from parley.app.home import Home
from parley.cli.tui import plain, post_of
from parley.cli.tui.plain import Stream, stream
from tests.cli.served import eventually, serving
from tests.cli.test_statements import homes_under
from tests.tui.desk_at import comes, says, says_once_heard


class Printer:
    """A stream into memory, looked at once for each `looks`."""

    def __init__(self, home: Home) -> None:
        self._stream = Stream(post_of(argparse.Namespace(folder=home.folder, line=None, seat="")))
        self.paper: list[str] = []

    def looks(self) -> str:
        self.paper += list(self._stream.look())
        return "\n".join(self.paper)

    def prints(self, *texts: str) -> str:
        eventually(lambda: all(text in self.looks() for text in texts))
        return "\n".join(self.paper)

    def rings(self) -> int:
        return self._stream.strokes()


def test_entries_alarms_and_the_node_are_told_once_each(tmp_path: Path) -> None:
    usa, rus = homes_under(tmp_path)
    with serving(rus):
        with serving(usa):
            first = says_once_heard(rus, "Первый вопрос")
            comes(usa, first)
            printer = Printer(usa)
            printer.prints("LIVE  main  USA", "-- Our move: 1", f"P < {first['id'][:6]}")
            flash = says(rus, "statement", text="Ракета ушла.", precedence="flash")
            paper = printer.prints(flash["id"][:12], f"!! ALARM: Z {flash['id'][:6]} FLASH from RUS")
            assert printer.rings() > 0
            for _ in range(3):
                printer.looks()
            assert paper.count(f"  {flash['id'][:12]}  ") == 1
            assert "\n".join(printer.paper).count("!! ALARM: Z") == 1
            assert f"  {first['id'][:12]}  " not in paper, "what stood there at the start is told as the desk"
            says(usa, "ack-read", flash["id"])
            printer.prints(f"ended: Z {flash['id'][:6]}")
        printer.prints("NODE NOT ANSWERING")
        printer.looks()
        assert "\n".join(printer.paper).count("NODE NOT ANSWERING") == 1
        with serving(usa):
            paper = printer.prints("The node answers again.")
            assert paper.count(f"  {flash['id'][:12]}  ") == 1, "nothing is told a second time"
            last = says_once_heard(rus, "Последний вопрос")
            printer.prints(f"  {last['id'][:12]}  ")


def test_nothing_clears_the_screen(tmp_path: Path) -> None:
    usa, rus = homes_under(tmp_path)
    out, looks = io.StringIO(), iter([True, True, False])
    with serving(usa, rus), pytest.MonkeyPatch.context() as patched:
        patched.setattr(plain, "LOOK_S", 0.01)
        comes(usa, says_once_heard(rus, "Слышите?"))
        post = post_of(argparse.Namespace(folder=usa.folder, line=None, seat=""))
        assert stream(post, out, lambda: next(looks)) == 0
    paper = out.getvalue()
    assert "line by line" in paper
    assert all(each.isprintable() or each in "\n\a" for each in paper)


def test_it_needs_no_textual(tmp_path: Path) -> None:
    """Only --plain does; the terminal says what to install."""
    usa, _ = homes_under(tmp_path)
    code = f"""
import sys
sys.modules["textual"] = None
from parley.cli.main import main
sys.exit(main(["tui", {str(usa.folder)!r}]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "[tui-missing]" in done.stderr
    assert "pip install 'parley[tui]'" in done.stderr
    running = subprocess.Popen(
        [sys.executable, "-c", code.replace('["tui", ', '["tui", "--plain", ')], stdout=subprocess.PIPE, text=True
    )
    try:
        assert running.stdout is not None
        told = running.stdout.readline() + running.stdout.readline()
    finally:
        running.kill()
        running.communicate()
    assert "NODE NOT ANSWERING" in told
