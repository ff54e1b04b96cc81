"""Alarms that leave the console: who is called and when again, and that nothing but precedence and reference leaves."""

from __future__ import annotations

import asyncio
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from parley.app import alarms, reach
from parley.app.alarm_sender import send
from parley.app.alarms import Call, Outbox, Plan, Sent, Target, due, note_sent, read_outbox, text_of
from parley.app.home import Home, read_line
from parley.cli.main import main
from parley.desk.messages import Query
from parley.node.desk import Statement
from parley.node.effects import Show
from parley.node.events import Submitted
from parley.runtime.logs import Log
from parley.words.faults import OurFault
from parley.words.instants import MINUTE_MS, Now
from parley.words.terms import Precedence, TrafficClass
from sim import samples as s
from tests.app import homes
from tests.app.homes import LINE, two_homes
from tests.app.outside import hook_url, mail_url, outside, texts_of_hook, texts_of_mail
from tests.cli.served import eventually, serving
from tools.kill9 import AGREEMENT

NOW_MS = 1_700_000_000_000
FLASH = Call("entry", Precedence.FLASH, "USA", "000123")
PAGER = Target(name="pager", url="json://pager/", precedences=frozenset({Precedence.FLASH}), roles=frozenset({"chief"}))
PLAN = Plan(targets=(PAGER,))
ONLY = re.compile(r"(FLASH|IMMEDIATE) (MAIN/USA-)?\d{6}")
"""All that may leave."""
SECRET = "PLANTED missile regiment moves tonight"


# ---------------------------------------------------------------- what is due


def test_what_leaves_is_a_precedence_and_a_reference() -> None:
    assert text_of(PLAN, "usa-rus", FLASH) == "FLASH USA-RUS/USA-000123"
    assert text_of(replace(PLAN, reference="number"), "usa-rus", FLASH) == "FLASH 000123"
    assert text_of(PLAN, "training", FLASH._replace(mark="DRILL ")) == "DRILL FLASH TRAINING/USA-000123"


def test_a_target_is_called_for_its_precedences_and_for_the_rungs_of_its_roles() -> None:
    slower, climbed = FLASH._replace(precedence=Precedence.PRIORITY), FLASH._replace(role="chief")
    assert [one.text for one in due(PLAN, "main", [FLASH], {}, NOW_MS)] == ["FLASH MAIN/USA-000123"]
    assert due(PLAN, "main", [slower, FLASH._replace(role="minister")], {}, NOW_MS) == []
    assert len(due(PLAN, "main", [climbed._replace(precedence=Precedence.ROUTINE)], {}, NOW_MS)) == 1


def test_an_alarm_is_repeated_in_its_interval_and_so_many_times() -> None:
    outbox = Outbox({}, {})
    gone = []
    for minute in range(60):
        at_ms = NOW_MS + minute * MINUTE_MS
        for one in due(PLAN, "main", [FLASH], outbox.sent, at_ms):
            note_sent(outbox, one.key, at_ms, left=True)
            gone.append(minute)
    assert gone == [0, 10, 20]


def test_what_failed_is_held_longer_each_time_and_counts_as_not_sent() -> None:
    outbox = Outbox({}, {})
    tries = []
    for second in range(0, 3_600, 10):
        at_ms = NOW_MS + second * 1_000
        for one in due(PLAN, "main", [FLASH], outbox.sent, at_ms):
            note_sent(outbox, one.key, at_ms, left=False)
            tries.append(second)
    assert tries[:6] == [0, 30, 90, 210, 450, 930]
    assert tries[-1] - tries[-2] == 600
    assert (outbox.delivered, outbox.failed) == (0, len(tries))


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("[targets.a]\nurl = 'x://secret-word'", "called for nothing"),
        ("[targets.a]\nprecedences = ['FLASH']", "no URL"),
        ("[targets.a]\nurl = 'secret-word'\nprecedences = ['FLASH']", "no URL"),
        ("[targets.a]\nurl = 'x://secret-word'\nprecedences = ['FAST']", "'FAST'"),
        ("[targets.a]\nurl = 'x://secret-word'\nroles = 'chief'", "no list"),
        ("[targets.a]\nurl = 'x://secret-word'\nroles = ['chief']\nbody = true", "alone"),
        ("repeat_min = 0", "0 is not within"),
        ("acknowledged_by = 'sleep'", "one of opened, read"),
        ("say_text = true", "'say_text'"),
        ("[targets.a]\nurl = 'x://secret-word", "no TOML"),
    ],
)
def test_a_file_that_is_not_in_its_form_is_refused_and_no_url_is_told(tmp_path: Path, file: str, why: str) -> None:
    (tmp_path / alarms.FILE).write_text(file)
    with pytest.raises(OurFault) as caught:
        alarms.read_plan(tmp_path)
    assert caught.value.code == "alarms-malformed"
    assert why in caught.value.message
    assert "secret-word" not in caught.value.message


def test_what_was_sent_is_kept_private_and_what_cannot_be_read_counts_as_never_sent(tmp_path: Path) -> None:
    kept = Outbox({"aa": "bb"}, {"entry pager": Sent(1, NOW_MS)}, 2, 3, NOW_MS)
    alarms.keep_outbox(tmp_path, alarms.outbox_bytes(kept))
    assert read_outbox(tmp_path) == kept
    assert stat.S_IMODE((tmp_path / alarms.SENT).stat().st_mode) == 0o600
    (tmp_path / alarms.SENT).write_text('{"sent": [1]}')
    assert read_outbox(tmp_path) == Outbox({}, {})


def test_a_flood_calls_so_often_and_what_comes_later_calls_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usa, _ = two_homes(tmp_path)
    (usa.folder / alarms.FILE).write_text('[targets.a]\nurl = "x://y"\nprecedences = ["FLASH"]\n')
    clock = [NOW_MS]
    monkeypatch.setattr(reach, "_now_ms", lambda: clock[0])
    unused: Any = None
    hand = reach.Reach(usa, read_line(usa, LINE, secrets=False), unused, Log(None))

    def comes(number: int, precedence: Precedence = Precedence.FLASH, author: str = "RUS") -> None:
        entry = number.to_bytes(32)
        said = Statement(entry, entry, author, NOW_MS, TrafficClass.OPERATIONAL, precedence, 41, s.STATEMENT, None)
        hand.observe(Show(said, ""))

    for number in range(100):
        comes(number)
    comes(200, Precedence.PRIORITY)
    comes(201, author="USA")
    waiting = hand._outbox.waiting  # noqa: SLF001  what it has learned
    assert [int(entry, 16) for entry in waiting] == list(range(10))
    clock[0] += 10 * MINUTE_MS
    comes(300)
    assert [int(entry, 16) for entry in waiting] == [*range(1, 10), 300], "nobody's neglect hides a later one"


# ---------------------------------------------------------------- over two nodes, to a mail server and a webhook


def leaks(texts: list[str]) -> list[str]:
    """What left that is no precedence with a reference; subjects of mails are Apprise's own word or nothing."""
    allowed = {"", "Apprise Notifications"}
    return [text for text in (each.strip() for each in texts) if text not in allowed and not ONLY.fullmatch(text)]


def plan_for(home: Home, mail: Any, hook: Any, *more: str) -> None:  # noqa: ANN401  servers
    text = "\n".join(more)
    for name, url in (("mail", mail_url(mail)), ("hook", hook_url(hook))):
        text += f'\n[targets.{name}]\nurl = "{url}"\nprecedences = ["FLASH", "IMMEDIATE"]\n'
    (home.folder / alarms.FILE).write_text(text)


def alarm_of(folder: Path, *answers: int) -> tuple[list[str], Home]:
    """Have USA say a secret at FLASH; give every text that left from RUS by mail and webhook."""
    usa, rus = two_homes(folder)
    with outside(*answers) as (mail, hook):
        plan_for(rus, mail, hook)
        with serving(usa, rus):
            eventually(
                lambda: (
                    main(["statement", str(usa.folder), "--text", SECRET, "--precedence", "flash", "--seat", "w"]) == 0
                )
            )
            eventually(lambda: read_outbox(rus.line_folder(LINE)).delivered == 2)
        raw = b"".join([*mail.taken, *hook.taken])
        texts = [text for data in mail.taken for text in texts_of_mail(data)]
        texts += [text for data in hook.taken for text in texts_of_hook(data)]
        return [*texts, *(["raw"] if b"PLANTED" in raw else [])], rus


@pytest.mark.slow
def test_a_mail_server_and_a_webhook_get_precedence_and_reference_and_nothing_else(tmp_path: Path) -> None:
    texts, rus = alarm_of(tmp_path)
    assert leaks(texts) == []
    assert {ONLY.fullmatch(text.strip()) is not None for text in texts if text.strip()} >= {True}
    outbox = read_outbox(rus.line_folder(LINE))
    assert (outbox.delivered, outbox.failed, len(outbox.waiting)) == (2, 0, 1)


@pytest.mark.slow
def test_a_planted_leak_of_the_text_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = alarms.text_of
    monkeypatch.setattr(alarms, "text_of", lambda *given: f"{real(*given)} {SECRET}")
    texts, _ = alarm_of(tmp_path)
    assert any("PLANTED" in leak for leak in leaks(texts))
    assert "raw" in texts


@pytest.mark.slow
def test_a_failure_is_counted_held_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(alarms, "HOLD_MS", 50)
    monkeypatch.setattr(reach, "LOOK_S", 0.1)
    texts, rus = alarm_of(tmp_path, 500, 500)
    assert leaks(texts) == []
    outbox = read_outbox(rus.line_folder(LINE))
    assert outbox.failed == 2
    assert outbox.failed_ms > 0
    capsys.readouterr()
    assert main(["alarm", "status", str(rus.folder)]) == 0
    assert "failed 2, held 0" in capsys.readouterr().out
    assert main(["alarm", "list", str(rus.folder)]) == 0
    said = capsys.readouterr().out
    assert "hook (json): IMMEDIATE, FLASH" in said
    assert "127.0.0.1" not in said, "a URL may hold a password"


@pytest.mark.slow
def test_a_target_that_hangs_holds_up_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "LOOK_S", 0.05)
    usa, rus = two_homes(tmp_path)
    target = '[targets.{name}]\nurl = "{name}://"\nprecedences = ["FLASH"]\n'
    (rus.folder / alarms.FILE).write_text(target.format(name="hangs") + target.format(name="works"))
    sent: list[str] = []

    async def sender(url: str, text: str) -> bool:
        await asyncio.sleep(60 if url.startswith("hangs") else 0)
        sent.append(text)
        return True

    async def both() -> None:
        async with homes.running(usa) as ours, homes.running(rus) as theirs:
            hand = reach.Reach(rus, read_line(rus, LINE, secrets=False), theirs.runtime, Log(None), sender)
            running = asyncio.create_task(hand.run())
            await until(lambda: len(ours.runtime.node.state.foundings) == 2)
            for said in (1, 2):
                await ours.say(SECRET, Precedence.FLASH, word=True)
                await until(lambda: ours.runtime.at_rest and theirs.runtime.at_rest)
                for effect in theirs.told:
                    hand.observe(effect)
                await until(lambda: len(sent) == said)  # noqa: B023  called at once
            running.cancel()
            await asyncio.wait({running})

    asyncio.run(both())
    assert leaks(sent) == []
    outbox = read_outbox(rus.line_folder(LINE))
    assert (outbox.delivered, len(outbox.waiting)) == (2, 2)


@pytest.mark.slow
def test_the_command_tries_a_target(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_: str, __: str) -> bool:
        return False

    _, rus = two_homes(tmp_path)
    with outside() as (mail, hook):
        plan_for(rus, mail, hook)
        assert main(["alarm", "test", str(rus.folder), "hook"]) == 0
        assert texts_of_hook(hook.taken[0]) == ["", "TEST MAIN"]
    assert main(["alarm", "test", str(rus.folder), "bell"]) == 1
    monkeypatch.setattr("parley.cli.alarm.send", fails)
    assert main(["alarm", "test", str(rus.folder), "hook"]) == 1
    assert "[alarm-failed]" in capsys.readouterr().err


async def one_start(home: Home) -> None:
    """Start a node, so that its store is there, and end it."""
    async with homes.running(home):
        await asyncio.sleep(0)


def test_status_tells_of_alarms_that_did_not_leave_and_of_a_file_that_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    usa, _ = two_homes(tmp_path)
    asyncio.run(one_start(usa))
    assert main(["status", str(usa.folder)]) == 0
    assert "Alarms" not in capsys.readouterr().out
    held = Outbox({}, {"entry pager": Sent(0, NOW_MS, 3)}, 3, 0, NOW_MS)
    alarms.keep_outbox(usa.line_folder(LINE), alarms.outbox_bytes(held))
    assert main(["status", str(usa.folder)]) == 0
    assert "! Alarms: some have not left" in capsys.readouterr().out
    (usa.folder / alarms.FILE).write_text("repeat_min = 0")
    assert main(["status", str(usa.folder)]) == 0
    assert "! Alarms: alarms-malformed" in capsys.readouterr().out
    assert main(["alarm", "status", str(usa.folder)]) == 1
    assert main(["serve", str(usa.folder)]) == 1
    assert "[alarms-malformed]" in capsys.readouterr().err


def test_a_sender_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parley.app.alarm_sender.SEND_S_MAX", 0.01)
    assert asyncio.run(send("json://127.0.0.1:9/", "FLASH 000001")) is False


# ---------------------------------------------------------------- the node climbs by itself


async def until(holds: Callable[[], bool]) -> None:
    """Wait until it holds."""
    async with asyncio.timeout(homes.PATIENCE_S):
        while not holds():  # noqa: ASYNC110  what a node knows is no event of this loop
            await asyncio.sleep(0.02)


class Shifted:
    """A clock that is so far ahead."""

    def __init__(self, clock: Any) -> None:  # noqa: ANN401  a clock
        self.real, self.ahead_ms = clock, 0

    def __call__(self) -> Now:
        now: Now = self.real()
        return replace(now, wall_ms=now.wall_ms + self.ahead_ms)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An agreement with a ladder, and looks that do not wait."""
    role = '[roles.watch-officer]\nname = { en = "watch", ru = "пост" }\nauthority = { en = "all", ru = "всё" }\n'
    ladder = '[[escalation]]\nafter_min = 0\nrole = "watch-officer"\n'
    agreement = AGREEMENT.replace("escalation = []\n", "").replace("roles = {}\n", "") + role + ladder
    monkeypatch.setattr(homes, "AGREEMENT", agreement)
    monkeypatch.setattr(reach, "LOOK_S", 0.05)
    return iter(())


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_a_rung_is_taken_once_and_calls_its_role_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usa, rus = two_homes(tmp_path)
    (usa.folder / alarms.FILE).write_text('[targets.a]\nurl = "x://y"\nroles = ["watch-officer"]\n')
    sent: list[str] = []

    async def sender(_: str, text: str) -> bool:
        sent.append(text)
        return True

    async def both() -> None:
        clocks: list[Shifted] = []

        def ahead(parts: Any) -> Any:  # noqa: ANN401  parts of a runtime
            clocks.append(Shifted(parts.clock))
            return replace(parts, clock=clocks[-1])

        async with homes.running(usa, ahead) as ours, homes.running(rus) as theirs:
            hand = reach.Reach(usa, read_line(usa, LINE, secrets=False), ours.runtime, Log(None), sender)
            query = Query(language="en", text=SECRET)
            asked = Submitted(token=0, message=query, precedence=Precedence.FLASH, officer_word=True)
            await until(lambda: len(ours.runtime.node.state.foundings) == 2)
            answer = await ours.runtime.submit(asked)
            assert answer.id is not None
            await until(lambda: theirs.runtime.at_rest and ours.runtime.at_rest)
            running = asyncio.create_task(hand.run())
            await asyncio.sleep(0.2)
            assert sent == [], "its time has not come"
            clocks[0].ahead_ms = 24 * 60 * MINUTE_MS
            monkeypatch.setattr(reach, "_now_ms", lambda: clocks[0]().wall_ms)
            await until(lambda: bool(sent))
            await asyncio.sleep(0.5)
            running.cancel()
            await asyncio.wait({running})
            thread = theirs.runtime.node.state.shelf.thread(answer.id)
            assert [type(each.message).__name__ for each in thread] == ["Query", "Escalated"], "both see it, once"
            assert len(sent) == 1, "and who is called here is called once"
            assert ONLY.fullmatch(sent[0])

    asyncio.run(both())
