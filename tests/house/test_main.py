"""The `parley` command: what it prints and how it ends."""

import argparse
import subprocess
import sys
from types import SimpleNamespace

import pytest

import parley
from parley.cli import main
from parley.words.faults import OurFault

PARLEY = [sys.executable, "-P", "-m", "parley"]


def planted(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """One command, `planted`, that raises this."""

    def run(_: argparse.Namespace) -> int:
        raise error

    command = SimpleNamespace(HELP="planted", register=lambda _: None, run=run)
    monkeypatch.setattr(main, "names", lambda: ["planted"])
    monkeypatch.setattr(main, "load", lambda _: command)


def test_it_tells_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main.main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"parley {parley.__version__}\n"


@pytest.mark.parametrize("argv", [[], ["no-such-command"], ["--no-such-option"], ["bundle"]])
def test_wrong_usage_ends_with_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main.main(argv)
    assert end.value.code == 2
    assert "usage: parley" in capsys.readouterr().err


def test_a_fault_is_told_with_its_code_and_the_next_step(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    planted(monkeypatch, OurFault("port-busy", "Port 7001 is taken.", "Choose another."))
    assert main.main(["planted"]) == 1
    assert capsys.readouterr().err == "parley: Port 7001 is taken. [port-busy]\nChoose another.\n"


def test_an_interrupt_from_the_keyboard_is_no_trace_back(monkeypatch: pytest.MonkeyPatch) -> None:
    planted(monkeypatch, KeyboardInterrupt())
    assert main.main(["planted"]) == 130


def test_a_bug_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    planted(monkeypatch, ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        main.main(["planted"])


def test_without_assertions_it_does_not_start() -> None:
    command = [PARLEY[0], "-O", *PARLEY[1:], "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "python -O" in done.stderr


def test_one_command_does_not_import_the_others() -> None:
    script = "import sys; from parley.cli.main import parse; parse(['bundle', 'x']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    commands = {name.removeprefix("parley.cli.") for name in done.stdout.split() if name.startswith("parley.cli.")}
    assert commands == {"main", "bundle"}
