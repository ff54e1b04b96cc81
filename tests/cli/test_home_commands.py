"""Commands about a home as a whole: cards, several lines, backups, checks, metrics, completion."""

import asyncio
import contextlib
import io
import json
import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from parley.app.ceremony import propose, sign
from parley.app.home import Home, init, set_places
from parley.app.places import Places
from parley.app.serve import run_home
from parley.app.voice_words import words
from parley.cli.completion import places
from parley.cli.main import main, whole_parser
from parley.runtime import control
from parley.words import limits
from parley.words.faults import OurFault
from tests.app.homes import LINE, free_port, two_homes
from tests.cli.served import Served, Shell, eventually, serving
from tests.refusals import refused
from tools.kill9 import AGREEMENT

SEAT = ("--seat", "watch-officer")


@pytest.fixture
def sh(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


# ---------------------------------------------------------------- cards


@pytest.mark.slow
def test_words_to_compare_by_voice(tmp_path: Path, sh: Shell) -> None:
    usa, rus = two_homes(tmp_path)
    ours, theirs = sh.json("card", usa.folder), sh.json("card", rus.folder)
    assert ours["lines"][LINE]["RUS"]["safety_number"] == theirs["own"]["safety_number"]
    assert len(ours["own"]["safety_number"].split()) == 6
    english, russian = ours["own"]["words"]["en"], theirs["lines"][LINE]["USA"]["words"]["ru"]
    pairs = {each[0]: each[1] for each in words()}
    assert [pairs[word] for word in english.split()] == russian.split()
    assert len(english.split()) == 12
    assert sh("card", usa.folder, "--language", "ru").count("ru: ") == 2


def test_the_words_are_told_apart() -> None:
    for language in (0, 1):
        each = [pair[language] for pair in words()]
        assert len(set(each)) == len(each) == 256
        assert not [word for word in each if len(word) < 2]


def test_an_own_card_with_other_root_keys_is_refused_everywhere(tmp_path: Path, sh: Shell) -> None:
    usa, rus = two_homes(tmp_path)
    assert sh.json("card", usa.folder, "--compare", rus.card_file)["same_root"] == [LINE]
    own = init(tmp_path / "own", "USA", passphrase=None)
    sh.refused("card-root-changed", "card", usa.folder, "--compare", own.card_file)
    shutil.copy(own.card_file, usa.card_file)
    sh.refused("card-root-changed", "serve", usa.folder)
    sh.refused("card-root-changed", "card", usa.folder)
    sh.refused("card-root-changed", "status", usa.folder)


# ---------------------------------------------------------------- several lines


def two_lines(folder: Path) -> tuple[Home, Home, Home]:
    """USA with a line to RUS and one to CHN."""
    usa, rus = two_homes(folder)
    chn = init(folder / "CHN", "CHN", passphrase=None)
    terms = AGREEMENT.replace('RUS = "ru"', 'CHN = "en"').encode()
    propose(usa, "pacific", terms, chn.card_file.read_bytes(), folder / "pack-2")
    sign(chn, "usa", folder / "pack-2")
    place = f"127.0.0.1:{free_port()}"
    set_places(usa, "pacific", Places(place))
    set_places(chn, "usa", Places(None, {"USA": place}))
    return usa, rus, chn


@pytest.mark.slow
def test_every_line_of_a_home_is_served_and_named(tmp_path: Path, sh: Shell) -> None:
    usa, rus, chn = two_lines(tmp_path)
    with serving(usa, rus, chn):
        status = sh.json("status", usa.folder)
        assert sorted(status) == [LINE, "pacific"]
        for line in (LINE, "pacific"):
            said = ("statement", usa.folder, "--text", f"on {line}", "--line", line, *SEAT)
            eventually(lambda said=said: main([str(word) for word in said]) == 0)  # type: ignore[misc]
        sh("status", usa.folder)
        sh.refused("line-unknown", "statement", usa.folder, "--text", "where?", *SEAT)
        sh.refused("line-unknown", "statement", usa.folder, "--text", "x", "--line", "atlantic", *SEAT)
        (said_there,) = (each["id"] for each in sh.json("list", usa.folder, "--line", "pacific"))
        # what was said on one line can't be answered on another
        sh.refused("entry-unknown", "show", usa.folder, said_there[:12], "--line", LINE)
        sh.refused(
            "entry-unknown", "statement", usa.folder, "--text", "x", "--line", LINE, "--thread", said_there, *SEAT
        )
        eventually(lambda: len(sh.json("list", chn.folder)) == 1 and len(sh.json("list", rus.folder)) == 1)
        assert "on pacific" in sh("list", chn.folder)
        assert "on main" in sh("list", rus.folder)


# ---------------------------------------------------------------- the socket


@pytest.mark.slow
def test_the_socket_is_its_owners_alone_and_bounded(tmp_path: Path) -> None:
    usa, _ = two_homes(tmp_path)
    place = usa.folder / control.NAME
    with serving(usa):
        assert place.stat().st_mode & 0o777 == 0o600
        with refused("home-locked", OurFault):
            asyncio.run(control.listen(usa.folder, never))
        for line in (b"no json\n", b"[]\n", b"{}\n", b'{"do": "say"}\n', b'{"do": "list"}\n', b"[" * 99_999 + b"\n"):
            assert ask(place, line)["fault"] in {"request-malformed", "seat-needed"}
        assert ask(place, b"x" * limits.REQUEST_BYTES_MAX * 2)["fault"] == "request-malformed"
        long = {"do": "say", "seat": "x", "kind": 1e400, "version": [], "body": "zz"}
        assert ask(place, json.dumps(long).encode() + b"\n")["fault"] == "request-malformed"
        for name in ("/a\0b", "/\ud800", "relative"):
            for what in ("export", "backup"):
                fault = ask(place, json.dumps({"do": what, "out": name, "line": LINE}).encode() + b"\n")["fault"]
                assert fault == "request-malformed"
        odd = ({"do": "status", "line": "../main"}, {"do": "bearer", "name": "\ud800", "on": False})
        for request in odd:
            assert "fault" in ask(place, json.dumps(request).encode() + b"\n")
        assert ask(place, b'{"do": "lines"}\n')["done"] == {"lines": [LINE]}
    assert not place.exists()


async def never(request: control.Json) -> control.Json:
    raise AssertionError(request)


def ask(place: Path, request: bytes) -> dict[str, object]:
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(str(place))
        with contextlib.suppress(BrokenPipeError):
            caller.sendall(request)
        with caller.makefile("rb") as answers:
            found: dict[str, object] = json.loads(answers.readline())
            return found


@pytest.mark.slow
def test_a_socket_that_a_killed_node_left_is_replaced(
    tmp_path: Path, sh: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    usa, _ = two_homes(tmp_path / "a-folder-whose-name-is-longer-than-the-kernel-takes-for-the-path-of-a-socket-by-far")
    with socket.socket(socket.AF_UNIX) as left:
        monkeypatch.chdir(usa.folder)
        left.bind(control.NAME)
    with serving(usa):
        assert sh.json("status", usa.folder)[LINE]["running"]


# ---------------------------------------------------------------- backup, check, metrics


@pytest.mark.slow
def test_a_live_backup(tmp_path: Path, sh: Shell) -> None:
    usa, rus = two_homes(tmp_path)
    with serving(usa, rus):
        said = ("statement", usa.folder, "--text", "kept", "--precedence", "flash", *SEAT)
        eventually(lambda: main([str(word) for word in said]) == 0)
        sh("status", usa.folder)
        assert sh.json("backup", usa.folder, tmp_path / "kept") == {
            "backup": str(tmp_path / "kept"), "lines": 1, "live": True,
        }  # fmt: skip
        sh.refused("out-exists", "backup", usa.folder, tmp_path / "kept")
    names = {path.name for path in (tmp_path / "kept").rglob("*")}
    assert not [name for name in names if name.endswith(".key") or name.startswith(("epochs", "released"))]
    missing = sh.json("restore", tmp_path / "kept", tmp_path / "again")["keys_missing"]
    assert len(missing) == 3
    assert "kept" in sh("list", tmp_path / "again")


@pytest.mark.slow
def test_a_record_is_exported_and_proved_while_the_node_runs(tmp_path: Path, sh: Shell) -> None:
    usa, rus = two_homes(tmp_path)
    with serving(usa, rus):
        said = ["statement", str(usa.folder), "--text", "to be proved", "--precedence", "flash", *SEAT]
        eventually(lambda: main(said) == 0)
        sh("status", usa.folder)
        (entry,) = sh.json("list", usa.folder)
        eventually(lambda: sh.json("show", usa.folder, entry["id"])["unconfirmed_s"] is None)
        assert sh.json("record", "export", usa.folder, tmp_path / "out")["files"] > 4
        sh.refused("out-exists", "record", "export", usa.folder, tmp_path / "out")
        sh("record", "prove", usa.folder, entry["id"], tmp_path / "one.proof")
    cards = [word for home in (usa, rus) for word in ("--card", home.card_file)]
    assert "Proved" in sh("record", "verify", tmp_path / "out", *cards)
    assert "to be proved" in sh("record", "verify", tmp_path / "one.proof", *cards)


@pytest.mark.slow
def test_a_machine_that_is_fit(tmp_path: Path, sh: Shell) -> None:
    usa, _ = two_homes(tmp_path)
    found = sh.json("serve", usa.folder, "--check")
    assert found["fit"]
    assert {each["what"] for each in found["findings"]} >= {"rights", "clock", "disk", "disk space", "main: port"}
    with serving(usa):
        assert "A node runs" in sh("serve", usa.folder, "--check")


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["rights", "key", "port", "pair", "store", "shared"])
def test_a_machine_that_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str], fault: str) -> None:
    usa, _, _ = two_lines(tmp_path)
    taken = socket.create_server(("127.0.0.1", 0))
    place = f"127.0.0.1:{free_port()}"
    match fault:
        case "rights":
            (usa.folder / "node.key").chmod(0o644)
        case "key":
            (usa.folder / "node.key").write_bytes(b"no key")
        case "pair":
            (usa.line_folder(LINE) / "pair-RUS.key").unlink()
        case "store":
            (usa.line_folder(LINE) / "record.db").write_bytes(b"no database" * 500)
            (usa.line_folder(LINE) / "record.db").chmod(0o600)
        case "shared":
            set_places(usa, LINE, Places(place))
            set_places(usa, "pacific", Places(place))
        case _:
            set_places(usa, LINE, Places(f"127.0.0.1:{taken.getsockname()[1]}"))
    with taken:
        assert main(["serve", str(usa.folder), "--check", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    wrong = [each["what"] for each in found["findings"] if each["standing"] == "wrong"]
    expected = {
        "rights": ["rights"], "key": ["node key", "main: keys", "pacific: keys"], "pair": ["main: keys"],
        "store": ["main: store"], "shared": ["ports"], "port": ["main: port"],
    }  # fmt: skip
    assert wrong == expected[fault]


@pytest.mark.slow
def test_metrics_and_health(tmp_path: Path) -> None:
    usa, rus = two_homes(tmp_path)
    port = free_port()
    node = Served(usa, f"127.0.0.1:{port}")
    try:
        with serving(rus):
            said = ["statement", str(usa.folder), "--text", "one", *SEAT]
            eventually(lambda: main(said) == 0)
            eventually(lambda: 'parley_exposure_entries{line="main",peer="RUS"} 0' in get(port, "/metrics"))
        assert main([*said]) == 0
        text = get(port, "/metrics")
        assert 'parley_exposure_entries{line="main",peer="RUS"} 1' in text
        assert 'parley_bearer_on{line="main",bearer="tcp"} 1' in text
        samples = [line for line in text.splitlines() if not line.startswith("#")]
        assert all(float(line.rsplit(" ", 1)[1]) >= 0 for line in samples)
        assert len(samples) == len({line.rsplit(" ", 1)[0] for line in samples})
        assert json.loads(get(port, "/health")) == {"healthy": True, "stores": {"main": True}}
        with pytest.raises(urllib.error.HTTPError, match="404"):
            get(port, "/secrets")
    finally:
        node.stop()


def get(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        return str(answer.read().decode())


@pytest.mark.slow
def test_metrics_are_for_this_machine_only(tmp_path: Path) -> None:
    usa, _ = two_homes(tmp_path)
    for place in ("0.0.0.0:9464", "localhost.example:9464"):
        with refused("metrics-public", OurFault):
            asyncio.run(run_home(usa, io.StringIO(), place))


# ---------------------------------------------------------------- completion


def completed(script: Path, *words: str) -> list[str]:
    typed = " ".join(f"'{word}'" for word in words)
    command = f'source {script}; COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}; _parley; echo "${{COMPREPLY[@]}}"'
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True).stdout.split()


def test_bash_completes(tmp_path: Path, sh: Shell) -> None:
    script = tmp_path / "parley.bash"
    script.write_text(sh("completion", "bash"))
    assert completed(script, "parley", "sta") == ["statement", "statistics", "status"]
    assert completed(script, "parley", "bearer", "") == ["list", "on", "off", "add", "remove"]
    assert completed(script, "parley", "reply", "holding", "DIR", "--prec") == ["--precedence"]
    assert completed(script, "parley", "reply", "holding", "DIR", "--precedence", "i") == ["immediate"]


def test_every_option_of_every_command_is_completed(sh: Shell) -> None:
    zsh = sh("completion", "zsh")
    found = list(places(whole_parser()))
    assert len(found) > 40
    assert not [place for place in found for option in place.options if option not in zsh]


def test_zsh_takes_the_script(tmp_path: Path, sh: Shell) -> None:
    zsh = shutil.which("zsh")
    if zsh is None:
        pytest.skip("needs zsh (tools/debian.txt)")
    script = tmp_path / "_parley"
    script.write_text(sh("completion", "zsh"))
    subprocess.run([zsh, "-n", script], check=True)


def test_faults_are_objects_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", str(tmp_path), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["fault"] == "home-missing"
