"""What came with the whole desk, at two terminals: accidents, corrections, doubts, suspensions, silence, orderwire."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from parley.app.home import Home
from parley.app.released import check_released, notes
from parley.words.instants import iso, to_ms
from tests.app.homes import LINE
from tests.cli.served import Shell, eventually, serving
from tests.cli.test_statements import SEAT, Terminal, homes_under


@pytest.fixture
def sh(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, Home]]:
    usa, rus = homes_under(tmp_path_factory.mktemp("desk"))
    with serving(usa, rus):
        yield usa, rus


def later(hours: int) -> str:
    return iso(to_ms(datetime.now(UTC) + timedelta(hours=hours)))


def test_an_accident_by_one_command_and_its_position(line: tuple[Home, Home], sh: Shell) -> None:
    usa, rus = Terminal(sh, line[0]), Terminal(sh, line[1])
    told = usa.say("accident")
    assert (told["kind"], told["precedence"]) == ("accident-report", "FLASH")
    there = rus.sees(told)
    assert "Координаты последуют" in there["text"]
    usa.say("accident", "--thread", told["id"][:12], "--position", "49.9767,23.5317", "--accident", "missile")
    steps = sh.json("checklist", line[0].folder, told["id"][:12], "--tick", "tell-other-side", *SEAT)
    assert steps[0]["text"] == "Tell the other side."
    assert steps[0]["done"].endswith("watch-officer")
    assert [step["done"] for step in steps[1:]] == [None] * (len(steps) - 1)
    sh.refused("seat-needed", "checklist", line[0].folder, told["id"][:12], "--tick", "offer-call")
    sh.refused("checklist-unknown", "checklist", line[0].folder, told["id"][:12], "--tick", "save-evidence", *SEAT)
    assert "[x] Сообщить" not in sh("checklist", line[1].folder, told["id"][:12]), "the other side sees none of it"


def test_a_notice_corrected_doubted_and_cancelled(line: tuple[Home, Home], sh: Shell) -> None:
    usa, rus = Terminal(sh, line[0]), Terminal(sh, line[1])
    ships = ("--purpose", "port-call", "--ships", "2", "--from", later(30), "--until", later(60), "--place", "Odessa")
    notice = usa.say("notice", "naval", *ships, "--precedence", "priority")
    assert rus.sees(notice)["validity"] == "to come"
    ref = notice["id"][:12]
    doubt = rus.say("doubt", "position", ref, "--text", "Там нет порта.")
    assert [owed["what"] for owed in usa.sees(doubt)["owed"]] == ["clarification"]
    corrected = usa.say("correct", "naval", ref, *ships[:2], "--ships", "3", *ships[4:])
    assert corrected["precedence"] == "PRIORITY", "as loud as what it corrects"
    assert "3 корабля" in rus.sees(corrected)["text"]
    assert rus.sees(doubt)["owed"] == []
    rus.say("ack", "passed", ref, "--role", "chief-of-staff")
    eventually(lambda: len(usa.sees(notice)["ladder"]["RUS"]) == 2)
    assert usa.sees(notice)["ladder"]["RUS"][1]["said"] == "Passed to chief of staff (CHOD)"
    usa.say("notice", "cancel", ref)
    eventually(lambda: rus.sees(notice)["validity"] == "cancelled")


def test_questions_of_few_words(line: tuple[Home, Home], sh: Shell) -> None:
    usa, rus = Terminal(sh, line[0]), Terminal(sh, line[1])
    asked = rus.say("question", "--text", "Это ваши?")
    usa.sees(asked)
    usa.say("reply", "yes", asked["id"][:12])
    further = rus.say("reply", "follow-up", asked["id"][:12], "--text", "Чьи именно?")
    usa.sees(further)
    usa.say("reply", "cannot", asked["id"][:12], "--why", "not-ours")
    present = usa.say("presence", "ask", "--role", "chief-of-staff")
    rus.sees(present)
    here = rus.say("presence", "answer", present["id"][:12], "--presence", "on-the-way", "--by", later(1))
    assert "on the way" in usa.sees(here)["text"]
    told = usa.say(
        "translation", further["id"][:12], "--grade", "sight", "--text", "Whose exactly?", "--language", "en"
    )
    assert "sight translation" in told["text"]


def test_two_officers_suspend_and_a_silent_desk_types_its_reasons(line: tuple[Home, Home], sh: Shell) -> None:
    usa = Terminal(sh, line[0])
    folder = line[0].folder
    stopped = (
        "--direction", "ours", "--templates", "naval", "exercise", "--from", later(-1), "--review", later(48),
        "--ordered-by", "minister-of-defence", "--order", "17/ns",
    )  # fmt: skip
    sh.refused("officers-needed", "suspension", "declare", folder, *stopped, *SEAT)
    declared = usa.say("suspension", "declare", *stopped, "--second-seat", "duty-commander")
    ships = ("--purpose", "passage", "--ships", "1", "--from", later(30), "--until", later(60), "--place", "x")
    sh.refused("suspended", "notice", "naval", folder, *ships, *SEAT)
    ended = ("--from", later(-1), "--ordered-by", "minister-of-defence", "--second-seat", "duty-commander")
    usa.say("suspension", "end", declared["id"][:12], *ended)
    assert sh.json("silence", "order", folder, *SEAT, "--order", "18/ns")["silent"]
    sh.refused("silence-ordered", "notice", "naval", folder, *ships, *SEAT)
    usa.say("notice", "naval", *ships, "--because", "agreed by telephone")
    usa.say("accident")
    assert not sh.json("silence", "lift", folder, *SEAT)["silent"]
    kept = folder / "lines" / LINE
    assert check_released(kept) > 0
    assert [each["order"] for each in notes(kept, "silence-ordered")] == ["18/ns"]
    assert "17/ns" in {each.get("order") for each in notes(kept, "released")}
    assert "agreed by telephone" in {each.get("reason") for each in notes(kept, "released")}


def test_the_orderwire_leaves_no_record(line: tuple[Home, Home], sh: Shell) -> None:
    usa, rus = (home.folder for home in line)
    before = len(sh.json("list", rus))
    eventually(lambda: bool(sh.json("orderwire", usa, "Are you on TCP?")) and bool(sh.json("orderwire", rus)))
    assert sh.json("orderwire", rus)[-1]["text"] == "Are you on TCP?"
    assert len(sh.json("list", rus)) == before
    sh.refused("slot-range", "orderwire", usa, "a\u202eb")


@pytest.mark.slow
def test_a_stopped_node_has_no_orderwire(tmp_path: Path, sh: Shell) -> None:
    usa, _ = homes_under(tmp_path)
    sh.refused("node-not-running", "orderwire", usa.folder, "Hello?")


def test_a_call_is_asked_for_set_up_and_shown_on_the_board(line: tuple[Home, Home], sh: Shell) -> None:
    usa, rus = Terminal(sh, line[0]), Terminal(sh, line[1])
    at = later(1)
    asking = ("--pairing", "chiefs-of-staff", "--topic", "Flights", "--call-language", "en", "--interpreter", "both")
    request = usa.say("call", "request", *asking, "--slots", at)
    ref = request["id"][:12]
    rus.sees(request)
    rus.say("call", "received", ref, "--role", "chief-of-staff")
    rus.say("call", "accept", ref, "--at", at, "--role", "chief-of-staff")
    rus.say("call", "token", ref, "--at", at)
    eventually(lambda: sh.json("call", "show", line[0].folder, ref)["set_up"] == "token issued")
    token = sh.json("call", "show", line[0].folder, ref)["token"].split()
    sh.refused("call-token-misread", "call", "read-back", line[0].folder, ref, "--digits", " ".join(token[3:]), *SEAT)
    usa.say("call", "read-back", ref, "--digits", " ".join(token[:3]))
    rows = {row["pairing"]: row for row in sh.json("call", "board", line[0].folder)["pairings"]}
    assert rows["chiefs-of-staff"]["by"]["USA"]["accepted"] == 1
    assert rows["foreign-ministers"]["none_attempted_days"] is not None
    assert "one half read back" in sh("call", "show", line[0].folder, ref)
    assert max(map(len, sh("call", "board", line[1].folder).splitlines())) <= 80
    sh.refused("call-unknown", "call", "show", line[0].folder, usa.say("statement", "--text", "ok")["id"][:12])
