"""Local times at a terminal: beside the date-time group wherever people read, and never in what programs read."""

import re
from pathlib import Path

import pytest

from parley.app.ceremony import propose, sign
from parley.app.home import init
from parley.cli._views import availability_text
from parley.words.instants import parse_iso
from tests.app.homes import LINE, address
from tests.cli.served import Shell, eventually, serving
from tests.desk.agreements import TEXT

ZONES = '\n[time_zones]\nUSA = "America/New_York"\nRUS = "Europe/Moscow"\n'
BESIDE = re.compile(r"\d{6}Z [A-Z]{3} \d\d \(RUS (\d\d [A-Z]{3} )?\d\d:\d\d, USA (\d\d [A-Z]{3} )?\d\d:\d\d\)")
ALONE = re.compile(r"\d{6}Z [A-Z]{3} \d\d(?! \()")


@pytest.mark.slow
def test_wherever_people_read_the_clock_of_each_party_stands_beside_utc(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sh = Shell(capsys)
    usa, rus = (init(tmp_path / party, party, passphrase=None) for party in ("USA", "RUS"))
    propose(usa, LINE, (TEXT + ZONES).encode(), rus.card_file.read_bytes(), tmp_path / "pack")
    sign(rus, LINE, tmp_path / "pack")
    address(usa, rus)
    say = ("query", usa.folder, "--seat", "watch", "--text", "Was this you?", "--point-at", "2022-03-13T02:45Z")
    with serving(usa, rus):
        eventually(lambda: sh.tried(*say))
        eventually(lambda: bool(sh.json("desk", rus.folder)["groups"][1]["items"]))
        (told,) = sh.json("list", rus.folder)
        texts = [
            *(sh("show", home.folder, told["id"][:12]) for home in (usa, rus)),
            *(sh(screen, rus.folder) for screen in ("desk", "status")),
            sh("export", "page", rus.folder, told["id"][:12]),
        ]
        table = sh("export", "table", rus.folder).replace(told["text"], "")
    assert [text for text in texts if not BESIDE.search(text) or ALONE.search(text)] == []
    assert "130245Z MAR 22 (RUS 05:45, USA 12 MAR 21:45)" in told["text"]
    assert "130245Z MAR 22 (RUS 05:45, USA 12 MAR 21:45)" in texts[0]
    assert parse_iso(told["clock"])
    assert told["owed"][0]["due"].endswith("Z")
    assert "(RUS" not in table


def test_what_each_node_saw_of_the_other_is_told_so_too() -> None:
    span = {"by": "USA", "of": "RUS", "up": True, "bearer": "tcp", "from": "2022-03-13T02:45Z", "until": None}
    found = {
        "language": "en",
        "time_zones": {"RUS": "Europe/Moscow"},
        "nodes": {"USA": {"spans": [span]}},
        "watch": {"answered": 1, "due": 2},
    }
    assert next(availability_text(found)) == "USA saw RUS up by tcp, 130245Z MAR 22 (RUS 05:45) to now"
