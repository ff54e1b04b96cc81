"""What people carry into other tools: a calendar, a table and a page, out of a home whose node does not run."""

import asyncio
import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from parley.app.exports import LINE_OCTETS_MAX, _escaped, _folded
from parley.app.home import Home
from parley.cli.main import main
from parley.desk import messages as m
from parley.node.events import Submitted
from parley.words.instants import DAY_MS
from sim import samples as s
from tests.app.homes import LINE, running, two_homes, until

ARABIC = "=الطائرة لم تعبر الحدود"


def said(message: m.Message) -> Submitted:
    return Submitted(token=0, message=message, officer_word=True, late=True)


async def spoken(homes: tuple[Home, Home], now_ms: int) -> list[str]:
    usa, rus = homes
    notice = m.HazardNotice(
        language="en", hazard=m.Hazard.GUNNERY, from_ms=now_ms, until_ms=now_ms + DAY_MS, area="North; of 60, here" * 9
    )
    async with running(usa) as ours, running(rus) as theirs:
        await until(lambda: ours.runtime.at_rest and theirs.runtime.at_rest)
        found = [
            await ours.runtime.submit(said(message))
            for message in (notice, m.PlainStatement(language="ar", text=ARABIC), s.QUERY)
        ]
        await until(lambda: ours.runtime.at_rest and theirs.runtime.at_rest)
    return [answer.id.hex() for answer in found if answer.id is not None]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The home of USA, which has given a notice, said something in Arabic and asked."""
    homes = two_homes(tmp_path_factory.mktemp("exports"))
    return homes[0].folder, asyncio.run(spoken(homes, 1_900_000_000_000))


def written(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert main([str(word) for word in words]) == 0
    return capsys.readouterr().out


def test_the_calendar_has_the_window_and_the_deadline(home: tuple[Path, list[str]], tmp_path: Path) -> None:
    folder, (notice, _, query) = home
    assert main(["export", "calendar", str(folder), "--line", LINE, "--out", str(tmp_path / "line.ics")]) == 0
    data = (tmp_path / "line.ics").read_bytes()
    lines = data.split(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b""), "every line ends with CRLF"
    assert max(map(len, lines)) <= LINE_OCTETS_MAX
    unfolded = data.replace(b"\r\n ", b"").decode().split("\r\n")
    assert (unfolded[0], unfolded[-2]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert f"UID:{notice}@parley" in unfolded
    assert "DTSTART:20300317T174640Z" in unfolded
    assert "DTEND:20300318T174640Z" in unfolded
    assert any(line.startswith(f"UID:{query}-RUS-reply") for line in unfolded)
    assert any(re.fullmatch(r"DUE:\d{8}T\d{6}Z", line) for line in unfolded)
    assert "North\\; of 60\\, here" in data.decode().replace("\r\n ", "")


def test_folding_never_cuts_a_character() -> None:
    parts = list(_folded("Ж" * 100))
    assert "".join(parts).replace(" ", "") == "Ж" * 100
    assert max(len(part.encode()) for part in parts) <= LINE_OCTETS_MAX
    assert _escaped("a\\b;c,d\ne\x07") == "a\\\\b\\;c\\,d\\ne"


def test_the_table_has_a_row_for_each_statement_and_no_formula(
    home: tuple[Path, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, ids = home
    rows = list(csv.DictReader(io.StringIO(written(capsys, "export", "table", folder))))
    assert [row["id"] for row in rows] == ids
    assert rows[2]["owed"].startswith("RUS reply")
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


class Tags(HTMLParser):
    """Every tag of a page with its attributes, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_loads_and_runs_nothing_and_sets_texts_apart(
    home: tuple[Path, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, ids = home
    page = Tags()
    page.feed(written(capsys, "export", "page", folder, ids[1][:12]))
    tags = [tag for tag, _ in page.found]
    assert not {"script", "img", "link", "iframe", "a"} & set(tags)
    assert not any(name.startswith("on") or name in {"src", "href"} for _, attrs in page.found for name in attrs)
    assert ("p", {"class": "said", "lang": "en", "dir": "auto"}) in page.found
    assert ARABIC in page.text
    assert ids[1] in page.text


@pytest.mark.parametrize("screen", ["desk", "availability", "statistics"])
def test_a_screen_is_a_command(home: tuple[Path, list[str]], capsys: pytest.CaptureFixture[str], screen: str) -> None:
    folder, ids = home
    found = json.loads(written(capsys, screen, folder, "--json"))
    text = written(capsys, screen, folder)
    match screen:
        case "desk":
            theirs = next(group for group in found["groups"] if group["move"] == "their move")
            assert [item["thread"] for item in theirs["items"]] == [ids[2]]
            assert theirs["items"][0]["owed"][0]["clause"] == "reply_within_min.ROUTINE"
            assert "reply_within_min.ROUTINE" in text
        case "availability":
            assert set(found["nodes"]) == {"RUS", "USA"}
            assert "RUS has reported nothing" in text, "a report is due each hour"
        case _:
            usa = next(party for party in found["parties"] if party["party"] == "USA")
            assert usa["lead_times"] == {"hazard": {"no_term": 1}}
            assert "lead times, hazard" in text


def test_the_terms_that_hold_in_plain_words(home: tuple[Path, list[str]], capsys: pytest.CaptureFixture[str]) -> None:
    assert "USA found this line" in written(capsys, "agreement", "show", home[0])
