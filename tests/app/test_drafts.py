"""Seats and drafts over two running nodes: each line of what must be refused, and what the other side then sees."""

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from parley.app import own_log, releasing
from parley.app.home import Home
from parley.app.released import notes
from parley.runtime.control import call
from parley.words.faults import OurFault
from tests.app.homes import LINE
from tests.cli.served import Shell, eventually, serving
from tests.cli.test_statements import Terminal, homes_under

WATCH, COMMANDER, ADMIN = ("--seat", "watch-1"), ("--seat", "duty-commander"), ("--seat", "systems")
SEATS = {
    "systems": "administrator", "watch-1": "watch-officer", "watch-2": "watch-officer",
    "duty-commander": "releasing-officer", "second-commander": "releasing-officer", "inspector": "auditor",
}  # fmt: skip
TEXT = ("--say", "text", "--title", "Convoy", "--text", "It leaves at noon.")


@pytest.fixture
def sh(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def declare(sh: Shell, home: Home) -> None:
    for seat, role in SEATS.items():
        more = ("--speaks-as", "watch-officer") if role in {"watch-officer", "auditor"} else ()
        sh("people", "seat", home.folder, seat, "--role", role, *more, *ADMIN)


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, Home]]:
    usa, rus = homes_under(tmp_path_factory.mktemp("drafts"))
    with serving(usa, rus), pytest.MonkeyPatch.context() as patched:
        patched.setattr(releasing, "hold_ms", lambda _: 100)
        yield usa, rus


@pytest.fixture
def usa(line: tuple[Home, Home], sh: Shell) -> Path:
    if not (line[0].folder / "people.toml").exists():
        Terminal(sh, line[0]).say("statement", "--text", "Both have heard each other.")
        declare(sh, line[0])
    return line[0].folder


def new(sh: Shell, home: Path, *words: str, seat: tuple[str, str] = WATCH) -> int:
    number: int = json.loads(sh("draft", "new", home, *seat, "--json", *(words or TEXT)))["draft"]
    return number


def let_go(sh: Shell, home: Path, number: int, *more: str) -> dict[str, object]:
    found: dict[str, object] = sh.json("draft", "release", home, number, *COMMANDER, "--precedence", "routine", *more)
    return found


def test_a_draft_is_written_reviewed_released_and_arrives(line: tuple[Home, Home], usa: Path, sh: Shell) -> None:
    number = new(sh, usa)
    shown = sh.json("draft", "show", usa, number, "--seat", "inspector")
    assert shown["state"] == "written"
    assert set(shown["says"]) == {"en", "ru"}
    assert "It leaves at noon." in shown["says"]["ru"]
    assert sh.json("draft", "review", usa, number, "--seat", "watch-2")["reviewed"] == ["watch-2"]
    sent = let_go(sh, usa, number)
    assert (sent["state"], sent["released"]) == ("sent", ["duty-commander"])
    there = Terminal(sh, line[1]).sees({"id": sent["entry"]})
    assert "It leaves at noon." in there["text"]
    assert there["released"] == [], "which of our seats released is not shown to the other side"
    (noted,) = [each for each in notes(usa / "lines" / LINE, "released") if each["id"] == sent["entry"]]
    assert (noted["drafted"], noted["seat"]) == ("watch-1", "duty-commander")
    events = [each["event"] for each in own_log.read(usa) if each.get("draft") == number]
    assert events == ["draft-written", "draft-reviewed", "draft-released"]


def test_what_is_refused_leaves_the_draft_as_it_was(usa: Path, sh: Shell) -> None:
    number = new(sh, usa)
    before = sh.json("draft", "show", usa, number, *WATCH)
    release = ("draft", "release", usa, number)
    sh.refused("role-needed", *release, *WATCH, "--precedence", "routine")
    sh.refused("precedence-unconfirmed", *release, *COMMANDER, "--precedence", "flash")
    sh.refused("glass-no-emergency", *release, *WATCH, "--precedence", "routine", "--alone", "--because", "haste")
    sh.refused("seat-not-declared", *release, "--seat", "colonel-x", "--precedence", "routine")
    sh.refused("role-needed", "draft", "new", usa, "--seat", "inspector", *TEXT)
    sh.refused("role-needed", "draft", "show", usa, number, *ADMIN)
    sh.refused("review-own", "draft", "review", usa, number, *WATCH)
    sh.refused("draft-not-held", "draft", "stop", usa, number, *WATCH)
    sh.refused("draft-unknown", "draft", "show", usa, 999, *WATCH)
    sh.refused("draft-needed", "statement", usa, "--text", "Past the draft.", *WATCH)
    assert sh.json("draft", "show", usa, number, *WATCH) == before


def test_the_drafter_cannot_release(usa: Path, sh: Shell) -> None:
    number = new(sh, usa, seat=COMMANDER)
    sh.refused("release-own", "draft", "release", usa, number, *COMMANDER, "--precedence", "routine")
    sent = sh.json("draft", "release", usa, number, "--seat", "second-commander", "--precedence", "routine")
    assert sent["state"] == "sent"
    sh.refused("draft-over", "draft", "void", usa, number, *WATCH)


def test_a_refusal_is_told_in_the_officer_s_language_and_neither_side_moves(tmp_path: Path, sh: Shell) -> None:
    usa, rus = homes_under(tmp_path)
    sentences = {
        usa: "Whoever writes a draft leaves its release to another.",
        rus: "Составитель проекта оставляет его выпуск другому.",
    }
    with serving(usa, rus):
        Terminal(sh, usa).say("statement", "--text", "Both have heard each other.")
        before = [[each["id"] for each in sh.json("list", home.folder)] for home in sentences]
        for home, sentence in sentences.items():
            declare(sh, home)
            number = new(sh, home.folder, seat=COMMANDER)
            release = ("draft", "release", home.folder, number, *COMMANDER, "--precedence", "routine")
            assert sentence in sh.refused("release-own", *release)
        assert [[each["id"] for each in sh.json("list", home.folder)] for home in sentences] == before


def test_a_changed_draft_needs_both_officers_again(usa: Path, sh: Shell) -> None:
    suspend = (
        "--say", "suspension", "declare", "--direction", "ours", "--from", "2027-01-01T00:00Z", "--review",
        "2027-01-02T00:00Z", "--ordered-by", "minister-of-defence", "--templates",
    )  # fmt: skip
    number = new(sh, usa, *suspend, "naval")
    first = let_go(sh, usa, number)
    assert (first["state"], first["officers"]) == ("released by one of two", 2)
    sh.refused("release-twice", "draft", "release", usa, number, *COMMANDER, "--precedence", "routine")
    changed = json.loads(sh("draft", "edit", usa, number, *WATCH, "--json", *suspend, "exercise"))
    assert (changed["state"], changed["released"], changed["edition"]) == ("written", [], 2)
    assert changed["digest"] != first["digest"]
    let_go(sh, usa, number)
    sent = sh.json("draft", "release", usa, number, "--seat", "second-commander", "--precedence", "routine")
    assert sent["released"] == ["duty-commander", "second-commander"]
    assert sent["state"] == "sent"


def test_the_watch_alone_breaks_the_glass_for_an_emergency_with_a_reason(usa: Path, sh: Shell) -> None:
    number = new(sh, usa, "--say", "accident")
    alone = ("draft", "release", usa, number, *WATCH, "--precedence", "flash", "--alone")
    sh.refused("reason-needed", *alone)
    assert sh.json(*alone, "--because", "the commander is away")["state"] == "sent"
    assert {each["reason"] for each in own_log.read(usa, "draft-released") if each["alone"]} == {
        "the commander is away"
    }
    assert sh.json("accident", usa, *WATCH, "--because", "nobody else is here")["precedence"] == "FLASH"
    sh.refused("draft-needed", "accident", usa, *WATCH)


def test_the_watch_answers_checks_by_itself(line: tuple[Home, Home], usa: Path, sh: Shell) -> None:
    rus = Terminal(sh, line[1])
    check = rus.say("check", "open")
    Terminal(sh, line[0]).sees(check)
    challenge = check["text"].rsplit(maxsplit=1)[-1].strip('.«»"')
    answer = ("check", "answer", usa, check["id"][:12], "--challenge", challenge)
    sh.refused("role-needed", *answer, "--seat", "inspector")
    answered = sh.json(*answer, *WATCH)
    assert answered["kind"] == "watch-answer"


def test_stopped_while_it_is_held_it_never_leaves(usa: Path, sh: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    over, told = threading.Event(), list[str]()

    async def hold(_: int) -> None:
        while not over.is_set():  # noqa: ASYNC110  set by another thread
            await asyncio.sleep(0.01)

    def release() -> None:
        caller = call(usa)
        assert caller is not None
        try:
            caller.ask(asked)
        except OurFault as fault:
            told.append(fault.code)
        finally:
            caller.close()

    monkeypatch.setattr(releasing, "hold", hold)
    number = new(sh, usa)
    asked = {
        "do": "draft", "step": "release", "line": LINE, "seat": "duty-commander", "draft": number,
        "precedence": "ROUTINE",
    }  # fmt: skip
    waiting = threading.Thread(target=release)
    waiting.start()
    eventually(lambda: sh.json("draft", "show", usa, number, *WATCH)["state"] == "released and held")
    sh.refused("draft-held", "draft", "edit", usa, number, *WATCH, *TEXT)
    assert sh.json("draft", "stop", usa, number, "--seat", "watch-2")["state"] == "written"
    over.set()
    waiting.join(20)
    assert told == ["draft-stopped"]
    assert sh.json("draft", "show", usa, number, *WATCH)["entry"] is None


def test_a_draft_of_a_stopped_home_is_sent_with_the_next_start(tmp_path: Path, sh: Shell) -> None:
    usa, rus = homes_under(tmp_path)
    sh.refused("store-missing", "draft", "new", usa.folder, *WATCH, *TEXT)
    with serving(usa, rus):
        Terminal(sh, usa).say("statement", "--text", "Hello.")
    declare(sh, usa)
    number = new(sh, usa.folder, "--say", "accident")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(releasing, "hold_ms", lambda _: 1)
        sent = sh.json("draft", "release", usa.folder, number, *COMMANDER, "--precedence", "flash")
    assert sent["state"] == "sent"
    with serving(usa, rus):
        Terminal(sh, rus).sees({"id": sent["entry"]})
