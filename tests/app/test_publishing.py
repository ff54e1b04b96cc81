"""What a line publishes: nothing that its publicity keeps back, as Atom and a page that others can read."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import feedparser  # type: ignore[import-untyped]  # it has none
import icalendar
import pytest

from parley.app import publishing
from parley.app.home import Home, read_line
from parley.app.ledger import kept_ledger
from parley.app.publishing import atom, page, published
from parley.app.telling import Teller
from parley.cli._escalation_text import escalation_text
from parley.cli.main import main
from parley.desk import messages as m
from parley.desk.agreement import Disclosure, Terms
from parley.node.events import Submitted
from parley.words.instants import DAY_MS, HOUR_MS
from parley.words.terms import TrafficClass
from tests.app import homes
from tests.app.homes import LINE, Desk, running, two_homes, until
from tools.kill9 import AGREEMENT

pytestmark = pytest.mark.slow
AT_MS = 1_900_000_000_000
HOSTILE = '</p><script>alert(1)</script>]]><!-- & "quoted" <img src=x onerror=y>'
ROLES = """
[roles.chief]
name = { en = "chief", ru = "начальник" }
authority = { en = "all", ru = "всё" }

[disclosure]
publicity = "separate-readouts"

[pairings.chiefs]
name = { en = "chiefs <of> staff", ru = "начальники штабов" }
roles = { USA = "chief", RUS = "chief" }
"""
REQUEST = m.CallRequest(
    language="en", pairing="chiefs", topic="TOPIC", slots_ms=(AT_MS,), call_language="en",
    interpreter=m.Interpreter.NONE,
)  # fmt: skip
OPEN, JOINT, PRIVATE, ASKED = (
    m.Publicity.SEPARATE_READOUTS, m.Publicity.JOINT_READOUT, m.Publicity.PRIVATE, m.Publicity.REACTIVE_ONLY,
)  # fmt: skip


def readout(text: str, publicity: m.Publicity, until_ms: int | None = None) -> m.Readout:
    return m.Readout(language="en", text=text, publicity=publicity, embargo_until_ms=until_ms)


CALLS: Sequence[tuple[str, m.Readout | None, m.Readout | None]] = (
    ("open", readout(HOSTILE, OPEN), readout("OPEN-RUS\nsecond line", OPEN)),
    ("one side", readout("ONE-USA", OPEN), None),
    ("private", readout("PRIVATE-USA", PRIVATE), readout("BESIDE-PRIVATE", OPEN)),
    ("reactive", readout("BESIDE-REACTIVE", OPEN), readout("REACTIVE-RUS", ASKED)),
    ("joint by one", readout("JOINT-ALONE", JOINT), None),
    ("joint", readout("JOINT-USA", JOINT), readout("JOINT-RUS", JOINT)),
    ("embargo", readout("EMBARGO-USA", m.Publicity.EMBARGO, AT_MS + DAY_MS), None),
    ("none filed", None, None),
)
KEPT_BACK = ("PRIVATE", "REACTIVE", "JOINT-ALONE", "EMBARGO", "TOPIC", "POINT")


async def says(desk: Desk, message: m.Message, thread: bytes | None = None) -> bytes:
    found = await desk.runtime.submit(Submitted(token=0, message=message, thread=thread, officer_word=True))
    assert found.id is not None, found.code
    return found.id


async def spoken(usa: Home, rus: Home) -> None:
    async with running(usa) as ours, running(rus) as theirs:

        async def settled() -> None:
            await until(lambda: ours.runtime.at_rest and theirs.runtime.at_rest)

        await settled()
        for number, (_, mine, yours) in enumerate(CALLS):
            at_ms = AT_MS + number * HOUR_MS
            asked = await says(ours, replace(REQUEST, slots_ms=(at_ms,)))
            await settled()
            await says(theirs, m.CallAnswer(answer=m.Answer.ACCEPTED, at_ms=at_ms), asked)
            await settled()
            told = m.CallHeld(from_ms=at_ms, until_ms=at_ms + HOUR_MS // 2, language="en", points=("POINT",))
            await says(ours, told, asked)
            await settled()
            for desk, filed in ((ours, mine), (theirs, yours)):
                if filed is not None:
                    await says(desk, filed, asked)
                    await settled()
        planned = await says(ours, replace(REQUEST, slots_ms=(AT_MS + DAY_MS,)))
        await settled()
        await says(theirs, m.CallAnswer(answer=m.Answer.ACCEPTED, at_ms=AT_MS + DAY_MS), planned)
        await says(ours, replace(REQUEST, slots_ms=(AT_MS + 2 * DAY_MS,)))
        await settled()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The home of USA after some calls, each with other readouts."""
    agreement = AGREEMENT.replace("roles = {}\npairings = {}\n", "") + ROLES
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(homes, "AGREEMENT", agreement)
        usa, rus = two_homes(tmp_path_factory.mktemp("published"))
    asyncio.run(spoken(usa, rus))
    return usa


def teller(home: Home, now_ms: int) -> Teller:
    return Teller(home, kept_ledger(read_line(home, LINE, secrets=False)), now_ms)


def test_nothing_leaves_that_is_private_for_whoever_asks_under_embargo_or_half_joint(home: Home) -> None:
    found = published(teller(home, AT_MS))
    assert [[each.readout.text[:9] for each in call.readouts] for call in found] == [
        ["JOINT-RUS", "JOINT-USA"], ["ONE-USA"], ["OPEN-RUS\n", HOSTILE[:9]],
    ]  # fmt: skip
    for text in (atom(teller(home, AT_MS), found), page(teller(home, AT_MS), found)):
        assert not [word for word in KEPT_BACK if word in text]


def test_an_embargo_ends_and_the_feed_says_when(home: Home) -> None:
    late = teller(home, AT_MS + DAY_MS)
    texts = {each.readout.text for call in published(late) for each in call.readouts}
    assert "EMBARGO-USA" in texts
    read = feedparser.parse(atom(late, published(late)))
    (embargoed,) = [each for each in read.entries if each.content[0].value == "EMBARGO-USA"]
    assert embargoed.updated == "2030-03-18T17:46:40Z"


def test_a_feed_reader_that_others_wrote_takes_the_feed(home: Home) -> None:
    now = teller(home, AT_MS)
    read = feedparser.parse(atom(now, published(now)))
    assert (read.bozo, read.version) == (False, "atom10")
    assert read.feed.id.startswith("urn:x-parley:line:")
    assert [each.author for each in read.entries] == ["RUS", "USA", "USA", "RUS", "USA"]
    assert len({each.id for each in read.entries}) == 5
    hostile = read.entries[-1]
    assert (hostile.content[0].type, hostile.content[0].language) == ("text/plain", "en")
    assert hostile.content[0].value == HOSTILE
    assert "chiefs <of> staff" in hostile.title
    assert atom(now, published(now)) == atom(teller(home, AT_MS + 1), published(now)), "the same record, the same bytes"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_has_each_side_beside_the_other_and_runs_nothing(home: Home) -> None:
    now = teller(home, AT_MS)
    read = Tags()
    read.feed(page(now, published(now)))
    assert not {"script", "img", "iframe", "a"} & set(read.tags)
    assert not [name for name in read.attributes if name.startswith("on") or name == "src"]
    assert HOSTILE in read.text
    assert (read.tags.count("article"), read.tags.count("section")) == (3, 5)


@pytest.mark.parametrize(
    ("agreed", "days", "texts"),
    [
        (Disclosure(publicity=PRIVATE), 9, []),
        (Disclosure(publicity=ASKED), 9, []),
        (Disclosure(publicity=m.Publicity.EMBARGO, embargo_h=48), 1, []),
        (Disclosure(publicity=m.Publicity.EMBARGO, embargo_h=1), 0, ["OPEN-RUS\nsecond line", HOSTILE]),
        (Disclosure(publicity=JOINT), 0, ["JOINT-RUS", "JOINT-USA"]),
    ],
)
def test_what_the_agreement_keeps_back_no_readout_lets_go(
    home: Home, agreed: Disclosure, days: int, texts: list[str]
) -> None:
    now = teller(home, AT_MS + 2 * HOUR_MS + days * DAY_MS)
    now.reading.model.terms = Terms(replace(now.agreement, disclosure=agreed))
    assert [each.readout.text for call in published(now) for each in call.readouts] == texts


def test_of_a_drill_nothing_is_public(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "TrafficClass", type("T", (), {"OPERATIONAL": TrafficClass.DRILL}))
    assert published(teller(home, AT_MS)) == ()


def test_a_rule_that_is_left_out_is_missed(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "may_be_told", lambda *_: True)
    now = teller(home, AT_MS)
    assert {word for word in KEPT_BACK if word in atom(now, published(now))} == {*KEPT_BACK} - {"TOPIC", "POINT"}


def test_the_command_writes_both_for_a_web_server(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "public"
    for _ in range(2):
        assert main(["publish", str(home.folder), str(out)]) == 0
    assert "3 calls are public" in capsys.readouterr().out
    assert sorted(path.name for path in out.iterdir()) == ["feed.atom", "index.html"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o644}
    assert not feedparser.parse((out / "feed.atom").read_bytes()).bozo
    (tmp_path / "file").write_text("")
    assert main(["publish", str(home.folder), str(tmp_path / "file")]) == 1


def test_a_calendar_that_others_wrote_has_the_agreed_calls(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "calendar", str(home.folder)]) == 0
    read: Any = icalendar.Calendar.from_ical(capsys.readouterr().out)
    events = {event["DTSTART"].dt: event for event in read.walk("VEVENT")}
    planned = events[datetime.fromtimestamp((AT_MS + DAY_MS) / 1_000, UTC)]
    assert (str(planned["SUMMARY"]), str(planned["STATUS"]), "DTEND" in planned) == (
        "chiefs <of> staff",
        "CONFIRMED",
        False,
    )
    held = events[datetime.fromtimestamp(AT_MS / 1_000, UTC)]
    assert held["DTEND"].dt == datetime.fromtimestamp((AT_MS + HOUR_MS // 2) / 1_000, UTC)
    assert len(events) == len(CALLS) + 1, "what is only asked for is no event"


def rung(number: int, state: str, channel: str | None = None) -> dict[str, Any]:
    at = f"2022-03-13T04:{number:02}Z"
    return {"rung": number, "at": at, "to_named": ["chief", "deputy"], "by_named": channel, "state": state}


def test_the_ladder_is_told_before_it_happens() -> None:
    matter = {
        "lacks": "REPLY", "debtor": "RUS", "climber": "USA", "entry": "ab" * 32, "since": "2022-03-13T04:00Z",
        "rungs": [rung(1, "taken"), rung(2, "reached"), rung(3, "waiting", "UN mission")],
    }  # fmt: skip
    assert list(escalation_text({"language": "en", "matters": [matter]})) == [
        "RUS owes USA: a reply for abababababab, due 130400Z MAR 22",
        "  1. 130401Z MAR 22: chief, deputy; taken",
        "  2. 130402Z MAR 22: chief, deputy; its time has come",
        "  3. if nothing happens, at 130403Z MAR 22: chief, deputy, by UN mission",
    ]


def test_the_ladder_is_a_command(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["escalation", str(home.folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["matters"] == []
    assert main(["escalation", str(home.folder)]) == 0
    assert capsys.readouterr().out == "Nothing is to be escalated.\n"
