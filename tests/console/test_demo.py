"""`parley demo --console`: two desks, and the story at the pace of whoever sits there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from parley.app.demo_pace import WAITS_S, Pace, Pacer, press, read_pace, told
from parley.app.story import PARTIES, agreement_text, story
from parley.cli.main import main
from parley.desk.agreement import parse
from tests.cli.served import eventually
from tests.console.desks import browser

LINK = re.compile(r"(\w+), good for one sign-in: (\S+)")


@contextmanager
def demonstration(folder: Path) -> Iterator[dict[str, str]]:
    """The command, and the links that it printed."""
    child = subprocess.Popen(
        [sys.executable, "-m", "parley", "demo", "--console", "--home", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        assert child.stderr is not None
        said = [child.stderr.readline() for _ in range(2)]
        yield {found[1]: found[2] for line in said if (found := LINK.search(line))}
    finally:
        child.terminate()
        child.communicate(timeout=30)


def scene(page: Page) -> int:
    page.reload()
    found = re.match(r"Scene (\d+)|Сцена (\d+)", page.inner_text("#pace b"))
    assert found is not None
    return int(found[1] or found[2])


@pytest.mark.slow
def test_the_story_is_followed_at_two_desks_in_one_browser_step_by_step(tmp_path: Path) -> None:
    with demonstration(tmp_path / "homes") as links, browser() as program:
        assert [urlsplit(links[party]).hostname for party in PARTIES] == ["usa.localhost", "rus.localhost"]
        context = program.new_context()  # one browser for both: they share no cookie
        pages = {}
        for party, link in links.items():
            pages[party] = page = context.new_page()
            page.goto(link)
            assert page.url.endswith("/demo/welcome"), "the first page says what to try"
        usa, rus = (pages[party] for party in PARTIES)
        assert "DEMO" in usa.inner_text(".mark")
        assert "DRILL" in usa.inner_text(".mark")
        assert "What to try" in usa.inner_text("main")
        assert "Что попробовать" in rus.inner_text("main")
        assert scene(usa) == 0
        usa.click("[name=press][value=step]")
        eventually(lambda: scene(usa) == 1 == scene(rus))
        usa.wait_for_timeout(1500)
        assert scene(usa) == 1, "it waits for the next step"
        rus.click("[name=press][value=faster]")
        rus.click("[name=press][value=play]")
        eventually(lambda: scene(usa) >= 3)
        usa.click("[name=press][value=pause]")
        rests = scene(usa)
        usa.wait_for_timeout(2500)
        assert scene(usa) <= rests + 1
        rus.click("[formaction='/lock']")
        assert "заперт" in rus.inner_text("main")
        rus.click("text=Отпереть")
        assert rus.url.endswith("/demo/welcome")
        assert main(["status", str(tmp_path / "homes" / "USA")]) == 0, "commands reach the node beside its page"
        usa.goto(links["USA"])
        assert "used already" in usa.inner_text("main")


def test_each_button_does_what_it_says_and_an_unknown_one_nothing() -> None:
    rest = Pace()
    assert rest.after("play") == Pace(playing=True)
    assert rest.after("play").after("pause") == rest
    assert rest.after("play").after("step") == Pace(steps=1)
    assert rest.after("faster").wait_s < rest.wait_s < rest.after("slower").wait_s
    ends = rest
    for _ in WAITS_S:
        ends = ends.after("faster")
    assert ends.wait_s == WAITS_S[0]
    assert rest.after("reboot") == rest


def test_a_scene_stands_for_its_time_or_until_a_step(tmp_path: Path) -> None:
    event = story(parse(agreement_text(PARTIES).encode()), PARTIES).events[0]
    passed: list[int] = []
    pacer = Pacer(tmp_path, 2, lambda: passed.append(1))
    press(tmp_path, "step")
    pacer.wait(event)
    assert passed == []
    press(tmp_path, "play")
    pacer.wait(event)
    assert len(passed) == read_pace(tmp_path).wait_s
    pacer.end()
    assert (told(tmp_path)["at"], told(tmp_path)["of"]) == (2, 2)
