"""`parley bearer add` and `remove`: what is set up, what is refused and why, and what `serve --check` says of it."""

from pathlib import Path

import pytest

from parley.app.home import Home, found, read_line
from tests.app.homes import LINE, two_homes
from tests.cli.served import Shell, serving


@pytest.fixture
def sh(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture
def usa(tmp_path: Path) -> Home:
    return two_homes(tmp_path)[0]


def drop(folder: Path) -> list[object]:
    return ["drop", "--incoming", folder / "in", "--outgoing", f"RUS={folder / 'out'}"]


def findings(sh: Shell, home: Home) -> dict[str, str]:
    found = sh.json("serve", home.folder, "--check")["findings"]
    return {each["what"]: each["standing"] for each in found}


def test_a_drop_is_set_up_and_taken_out(tmp_path: Path, usa: Home, sh: Shell) -> None:
    before = (usa.line_folder(LINE) / "line.toml").read_bytes()
    assert "drop is set up" in sh("bearer", "add", usa.folder, *drop(tmp_path), "--poll-s", "0.5")
    assert (tmp_path / "out" / "PARLEY.TXT").is_file()
    places = read_line(usa, LINE).places
    assert places.drop is not None
    assert (places.drop.incoming, dict(places.drop.outgoing)) == (tmp_path / "in", {"RUS": tmp_path / "out"})
    assert places.drop.poll_s == 0.5
    assert places.listen is not None  # TCP stays as it was
    assert findings(sh, usa)["main: drop for RUS"] == "ok"
    sh.refused("bearer-exists", "bearer", "add", usa.folder, *drop(tmp_path / "other"))
    (tmp_path / "out" / "PARLEY.TXT").unlink()  # as when a stick is away
    assert findings(sh, usa)["main: drop for RUS"] == "warning"
    assert sh.json("bearer", "remove", usa.folder, "drop")["running"] is False
    assert (usa.line_folder(LINE) / "line.toml").read_bytes() == before
    sh.refused("bearer-unknown", "bearer", "remove", usa.folder, "drop")


@pytest.mark.slow
def test_a_running_node_takes_it_when_it_starts(tmp_path: Path, usa: Home, sh: Shell) -> None:
    with serving(usa):
        assert "start it again" in sh("bearer", "add", usa.folder, *drop(tmp_path))
        assert [each["bearer"] for each in sh.json("bearer", "list", usa.folder)] == ["tcp"]
    with serving(usa):
        assert [each["bearer"] for each in sh.json("bearer", "list", usa.folder)] == ["drop", "tcp"]
        assert "drop: on, wide" in sh("bearer", "list", usa.folder)


@pytest.mark.slow
def test_off_lasts_over_a_start_until_it_is_turned_on(tmp_path: Path, usa: Home, sh: Shell) -> None:
    def stand() -> dict[str, bool]:
        return {each["bearer"]: each["on"] for each in sh.json("bearer", "list", usa.folder)}

    sh("bearer", "add", usa.folder, *drop(tmp_path))
    before = (usa.line_folder(LINE) / "line.toml").read_bytes()
    with serving(usa):
        sh("bearer", "off", usa.folder, "tcp")
        assert stand() == {"drop": True, "tcp": False}
        sh.refused("bearer-unknown", "bearer", "off", usa.folder, "serial")
    with serving(usa):
        assert stand() == {"drop": True, "tcp": False}
    assert "drop is off when the node starts" in sh("bearer", "off", usa.folder, "drop")
    assert sh.json("bearer", "on", usa.folder, "tcp") == [{"bearer": "tcp", "on": True}]
    sh.refused("bearer-unknown", "bearer", "on", usa.folder, "serial")
    sh.refused("node-not-running", "bearer", "list", usa.folder)
    assert findings(sh, usa)["main: bearers"] == "warning"
    with serving(usa):
        assert stand() == {"drop": False, "tcp": True}
        sh("bearer", "on", usa.folder, "drop")
    assert (usa.line_folder(LINE) / "line.toml").read_bytes() == before
    sh("bearer", "off", usa.folder, "drop")
    sh("bearer", "remove", usa.folder, "drop")
    assert read_line(usa, LINE).places.off == frozenset()


def test_drops_that_are_refused(tmp_path: Path, usa: Home, sh: Shell) -> None:
    def refused(code: str, incoming: Path, *outgoing: str) -> None:
        words = [word for each in outgoing for word in ("--outgoing", each)]
        sh.refused(code, "bearer", "add", usa.folder, "drop", "--incoming", incoming, *words)
        assert read_line(usa, LINE).places.drop is None

    (tmp_path / "file").touch()
    refused("drop-same", tmp_path / "a", f"RUS={tmp_path / 'b' / '..' / 'a'}")
    refused("addressee-unknown", tmp_path / "a", f"CHN={tmp_path / 'b'}")
    refused("addressee-unknown", tmp_path / "a", f"USA={tmp_path / 'b'}")
    refused("drop-unusable", tmp_path / "a", f"RUS={tmp_path / 'file'}")
    refused("drop-unusable", tmp_path / "file" / "a", f"RUS={tmp_path / 'b'}")
    refused("drop-unusable", tmp_path / "a", str(tmp_path / "b"))
    assert "--poll-s" in sh.misused("bearer", "add", usa.folder, *drop(tmp_path), "--poll-s", "0")
    sh.refused("line-unknown", "bearer", "add", usa.folder, *drop(tmp_path), "--line", "other")


def test_two_lines_share_nothing(tmp_path: Path, usa: Home, sh: Shell) -> None:
    line = read_line(usa, LINE)
    found(usa, "second", line.agreement, line.card_files, line.pair_secrets)
    sh("bearer", "add", usa.folder, *drop(tmp_path), "--line", LINE)
    sh.refused("drop-taken", "bearer", "add", usa.folder, *drop(tmp_path), "--line", "second")
    serial = ["serial", "--device", "/dev/null", "--bits-per-s", "9600"]
    sh("bearer", "add", usa.folder, *serial, "--line", LINE)
    sh.refused("port-busy", "bearer", "add", usa.folder, *serial, "--line", "second")


def test_a_serial_line_is_set_up(tmp_path: Path, usa: Home, sh: Shell) -> None:
    serial = ["bearer", "add", usa.folder, "serial", "--device", tmp_path / "tty", "--bits-per-s", "1200"]
    sh.refused("call-sign", *serial, "--kiss", "OWN")
    sh.refused("call-sign", *serial, "--kiss", "own,THERE")
    sh.refused("serial-unusable", *serial, "--baud", "1201")
    assert "--bits-per-s" in sh.misused(*serial[:-1], "0")
    sh(*serial, "--baud", "9600", "--kiss", "DB0ABC-1,DB0XYZ")
    told = read_line(usa, LINE).places.serial
    assert told is not None
    assert (told.bits_per_s, told.baud, told.kiss) == (1200, 9600, ("DB0ABC-1", "DB0XYZ"))
    assert findings(sh, usa)["main: serial"] == "warning"  # it may be plugged in later
    sh.refused("bearer-exists", *serial)
    sh("bearer", "remove", usa.folder, "serial")
    assert read_line(usa, LINE).places.serial is None


@pytest.mark.parametrize(
    "table",
    [
        '[drop]\nincoming = "/a"\n',
        '[drop]\nincoming = "a"\npoll_s = 5.0\n[drop.outgoing]\nRUS = "/b"\n',
        '[drop]\nincoming = "/a"\npoll_s = 0.0\n[drop.outgoing]\nRUS = "/b"\n',
        '[drop]\nincoming = "/a"\npoll_s = 5.0\n[drop.outgoing]\nCHN = "/b"\n',
        '[drop]\nincoming = "/a"\npoll_s = 5.0\npole_s = 5\n[drop.outgoing]\nRUS = "/b"\n',
        '[serial]\ndevice = "/dev/null"\nbits_per_s = 0\n',
        '[serial]\ndevice = "/dev/null"\nbits_per_s = 1200\nkiss = ["A"]\n',
        '[serial]\ndevice = "/dev/null"\nbits_per_s = 1200\nbaud = "9600"\n',
    ],
)
def test_settings_that_no_command_wrote(usa: Home, sh: Shell, table: str) -> None:
    with (usa.line_folder(LINE) / "line.toml").open("a") as stream:
        stream.write(f"\n{table}")
    sh.refused("home-malformed", "bearer", "remove", usa.folder, "drop")


@pytest.mark.parametrize("off", ['off = "tcp"', 'off = ["drop"]', 'off = ["carrier-pigeon"]', "off = [[]]"])
def test_an_off_that_no_command_wrote(usa: Home, sh: Shell, off: str) -> None:
    settings = usa.line_folder(LINE) / "line.toml"
    settings.write_text(f"{off}\n{settings.read_text()}")
    sh.refused("home-malformed", "bearer", "on", usa.folder, "tcp")
