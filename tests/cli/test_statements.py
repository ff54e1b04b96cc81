"""Two duty officers at two terminals: every kind by its command, over running nodes and into stopped homes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from parley.app.ceremony import propose, sign
from parley.app.home import Home, init, open_home
from parley.app.story import agreement_text
from parley.desk import messages as m
from parley.wire.actions import EVERY
from parley.wire.kinds import KINDS
from parley.words.faults import OurFault
from tests.app.homes import LINE, address
from tests.cli.served import Shell, eventually, serving
from tests.refusals import refused

SEAT = ("--seat", "watch-officer")


@pytest.fixture
def sh(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def homes_under(folder: Path) -> tuple[Home, Home]:
    """USA and RUS with the agreement of the first scenario between them."""
    usa, rus = (init(folder / party, party, passphrase=None) for party in ("USA", "RUS"))
    propose(usa, LINE, agreement_text(("USA", "RUS")).encode(), rus.card_file.read_bytes(), folder / "pack")
    sign(rus, LINE, folder / "pack")
    address(usa, rus)
    return usa, rus


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, Home]]:
    """Both nodes running, and each has heard the other."""
    usa, rus = homes_under(tmp_path_factory.mktemp("line"))
    with serving(usa, rus):
        yield usa, rus


class Terminal:
    """One side's terminal."""

    def __init__(self, sh: Shell, home: Home) -> None:
        self._sh, self._home = sh, home

    def say(self, *words: str) -> dict[str, Any]:
        """Release it; where its kind has several words they come first."""
        worded = {"notice", "reply", "ack", "call", "check", "correct", "doubt", "presence", "suspension"}
        split = 2 if words[0] in worded else 1
        said: list[dict[str, Any]] = []

        def heard() -> bool:
            try:
                said.append(self._sh.json(*words[:split], self._home.folder, *words[split:], *SEAT))
            except AssertionError as error:
                if "not-yet-asked" in str(error) or "not-founded" in str(error):
                    return False
                raise
            return True

        eventually(heard)
        return said[-1]

    def sees(self, entry: dict[str, Any]) -> dict[str, Any]:
        """Wait until it stands here, and give it as it stands."""
        found: list[dict[str, Any]] = []

        def there() -> bool:
            found[:] = [each for each in self._sh.json("list", self._home.folder) if each["id"] == entry["id"]]
            return bool(found)

        eventually(there)
        return found[0]


@pytest.mark.slow
def test_a_day_on_the_line(line: tuple[Home, Home], sh: Shell) -> None:
    usa, rus = Terminal(sh, line[0]), Terminal(sh, line[1])
    notice = usa.say(
        "notice", "flight", "--aircraft", "2", "--from", "241200Z NOV 26", "--until", "2026-11-24T18:00Z",
        "--fl-min", "280", "--fl-max", "310", "--area", "Black Sea, west of 31 E",
        "--closest-at", "2026-11-24T15:00Z", "--closest-position", "43°10.5'N 031°00.0'E",
        "--closest-distance", "20.0 km from RUS",
    )  # fmt: skip
    there = rus.sees(notice)
    assert "FL280" in there["text"]
    assert "20,0 км" in there["text"]
    query = rus.say("query", "--text", "Ваши?", "--subject", there["author_number"], "--precedence", "priority")
    assert usa.sees(query)["owed"][0]["debtor"] == "USA"
    asked = usa.sees(query)["author_number"]
    usa.say("ack", "read", asked)
    held = usa.say("reply", "holding", asked, "--text", "We are asking.", "--promised", "2026-11-24T16:00Z")
    assert held["thread"] == query["id"]
    usa.say("ack", "understood", query["id"][:10], "--paraphrase", "They ask whether the two aircraft are ours.")
    answer = usa.say("reply", "reply", asked, "--text", "Yes, as notified.")
    assert rus.sees(answer)["author"] == "USA"
    rus.say("ack", "not-understood", answer["id"][:10], "--slots", "1")
    thread = sh.json("thread", line[0].folder, asked)
    assert [each["kind"] for each in thread][:2] == ["query", "acknowledgement"]
    assert "query-answered" in refusal(sh, line[0], "reply", "holding", asked, "--text", "more")


def refusal(sh: Shell, home: Home, *words: str) -> str:
    split = 2 if words[0] in {"reply", "call"} else 1
    code = {"reply": "query-answered", "call": "call-over"}[words[0]]
    return sh.refused(code, *words[:split], home.folder, *words[split:], *SEAT)


def test_calls_and_checks(line: tuple[Home, Home], sh: Shell) -> None:
    usa, rus = Terminal(sh, line[0]), Terminal(sh, line[1])
    described = sh.json("status", line[0].folder)[LINE]
    pairing = described["pairings"][0]["pairing"]
    times = ("2026-11-25T10:00Z", "2026-11-25T09:00Z")
    request = usa.say(
        "call", "request", "--pairing", pairing, "--topic", "the drill", "--slots", *times,
        "--call-language", "en", "--interpreter", "ours",
    )  # fmt: skip
    number = rus.sees(request)["author_number"]
    other = rus.say("call", "other-time", number, "--at", "2026-11-25T12:00Z")
    usa.sees(other)
    accepted = usa.say("call", "accept", number, "--at", "251200Z NOV 26")
    rus.sees(accepted)
    assert "[call-over]" in refusal(sh, line[1], "call", "decline", number, "--reason", "none-given")

    check = usa.say("check", "open")
    challenge = rus.sees(check)["text"].rstrip(".").split()[-1]
    assert rus.say("check", "answer", check["id"][:12], "--challenge", challenge)["thread"] == check["id"]
    assert usa.say("statement", "--text", "Good night.")["text"].endswith("“Good night.”")


@pytest.mark.slow
def test_joint_numbers_name_entries(line: tuple[Home, Home], sh: Shell) -> None:
    said = Terminal(sh, line[0]).say("statement", "--text", "to be numbered")
    number: list[int] = []

    def numbered() -> bool:
        number[:] = [each["number"] for each in sh.json("list", line[1].folder) if each["id"] == said["id"]]
        return bool(number) and number[0] is not None

    eventually(numbered)
    for home in line:
        assert sh.json("show", home.folder, number[0])["id"] == said["id"]
        assert sh.json("show", home.folder, f"#{number[0]}")["author_number"] == said["author_number"]


def test_every_kind_has_its_word() -> None:
    said = {m.Correction if action.corrects else action.type for action in EVERY}
    assert {kind.type for kind in KINDS} == said


def test_bad_words(line: tuple[Home, Home], sh: Shell) -> None:
    home = line[0].folder
    assert "--seat" in sh.misused("statement", home, "--text", "x")
    assert "no time" in sh.misused("reply", "holding", home, "1", "--text", "x", "--promised", "tomorrow", *SEAT)
    assert "invalid choice" in sh.misused("statement", home, "--text", "x", "--precedence", "urgent", *SEAT)
    sh.refused("line-unknown", "statement", home, "--text", "x", "--line", "other", *SEAT)
    sh.refused("entry-unknown", "show", home, "USA 99999")
    sh.refused("entry-unknown", "show", home, "99999")
    sh.refused("entry-unknown", "show", home, "no such thing")
    sh.refused("entry-unknown", "show", home, "abcdef012345")
    sh.refused("seat-unknown", "check", "open", home, "--seat", "the-cook")
    sh.refused("seat-needed", "statement", home, "--text", "x", "--seat", " ")
    sh.refused("text-controls", "statement", home, "--text", "a\u202eb", *SEAT)
    sh.refused("slot-range", "query", home, "--text", "x", "--point-position", "43,31", *SEAT)
    sh.refused("addressee-unknown", "statement", home, "--text", "x", "--to", "FRA", *SEAT)
    sh.refused("bearer-unknown", "bearer", "off", home, "carrier-pigeon")


def test_a_carrier_off_and_on(line: tuple[Home, Home], sh: Shell) -> None:
    home = line[0].folder

    def way() -> dict[str, Any]:
        (bearer,) = sh.json("bearer", "list", home)
        return {**bearer, **bearer["ways"][0]}

    eventually(lambda: way()["open"] and way()["up"])
    assert way()["bytes_out"] > 0
    assert not sh.json("bearer", "off", home, "tcp")[0]["on"]
    eventually(lambda: not way()["open"])
    said = sh.json("statement", home, "--text", "into the dark", *SEAT)
    assert said["unconfirmed_s"] is not None
    assert "RUS" in sh("show", home, said["id"][:12])
    assert sh.json("status", home)[LINE]["exposure"]["statements"] >= 1
    assert "tcp: on" in sh("bearer", "on", home, "tcp")
    eventually(lambda: sh.json("show", home, said["id"][:12])["unconfirmed_s"] is None)
    assert "packets" in sh("bearer", "list", home)


@pytest.mark.slow
def test_into_a_stopped_home(tmp_path: Path, sh: Shell) -> None:
    usa, rus = homes_under(tmp_path)
    with serving(usa, rus):
        Terminal(sh, usa).say("statement", "--text", "one")
    status = sh.json("status", usa.folder)[LINE]
    assert not status["running"]
    assert status["proof"]["statements"]["USA"] == 1
    assert "one" in sh("list", usa.folder)
    sh.refused("not-yet-asked", "statement", usa.folder, "--text", "two", *SEAT)
    assert "no node runs" in sh("statement", usa.folder, "--text", "two", *SEAT, "--officer-word")
    late = sh.json("statement", usa.folder, "--text", "three", "--precedence", "flash", *SEAT)
    assert late["number"] is None
    sh.refused("node-not-running", "bearer", "list", usa.folder)
    with serving(usa, rus):
        eventually(lambda: sh.json("show", usa.folder, late["id"][:12])["number"] is not None)
    there = [each["text"] for each in sh.json("list", rus.folder)]
    assert [any(word in text for word in ("one", "two", "three")) for text in there] == [True] * 3
    seats = (usa.line_folder(LINE) / "released.log").read_text().splitlines()
    assert len(seats) == 3
    assert all(SEAT[1] in line for line in seats)


@pytest.mark.slow
def test_a_drill_is_a_line_of_its_own_and_says_so_throughout(tmp_path: Path, sh: Shell) -> None:
    for party in ("USA", "RUS"):
        sh("init", tmp_path / party, "--party", party, "--drill", "--no-passphrase")
    usa, rus = open_home(tmp_path / "USA"), open_home(tmp_path / "RUS")
    assert "DRILL" in sh("card", usa.folder)
    terms = agreement_text(("USA", "RUS")).encode()
    real = init(tmp_path / "real", "RUS", passphrase=None)
    with refused("demo-mixed", OurFault):
        propose(usa, LINE, terms, real.card_file.read_bytes(), tmp_path / "mixed")
    propose(usa, LINE, terms, rus.card_file.read_bytes(), tmp_path / "pack")
    sign(rus, LINE, tmp_path / "pack")
    address(usa, rus)
    say = ("statement", usa.folder, "--text", "all boats sunk", *SEAT)
    with serving(usa, rus) as (node, _):
        assert '"drill": true' in node.log.getvalue()
        eventually(lambda: sh.tried(*say))
        sh.refused("class-refused", "check", "open", usa.folder, *SEAT, "--test")
        eventually(lambda: len(sh.json("list", rus.folder)) == 1)
        assert "DRILL" in sh("list", rus.folder)
        assert "DRILL" in sh("status", rus.folder)
    alone = sh.json(*say, "--precedence", "flash")
    assert (alone["class"], alone["running"]) == ("DRILL", False)
