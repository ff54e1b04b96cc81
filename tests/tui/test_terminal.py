"""Two duty officers at two terminals of 80 by 24, over two running nodes."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from parley.app.home import Home
from parley.cli.tui import board, form
from parley.cli.tui.asking import Node
from parley.cli.tui.post import Post
from parley.cli.tui.told import Row
from parley.words.faults import OurFault
from tests.app.homes import LINE
from tests.cli.served import Shell, serving
from tests.cli.test_statements import Terminal, homes_under
from tests.tui.desk_at import Officer, at, comes, says


@pytest.fixture
def sh(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, Home]]:
    usa, rus = homes_under(tmp_path_factory.mktemp("line"))
    with serving(usa, rus), pytest.MonkeyPatch.context() as patched:
        patched.setattr(form, "hold_ms", lambda _: 2_000)
        yield usa, rus


@pytest.fixture
def usa(line: tuple[Home, Home], sh: Shell) -> Terminal:
    return Terminal(sh, line[0])


@pytest.fixture
def rus(line: tuple[Home, Home], sh: Shell) -> Terminal:
    return Terminal(sh, line[1])


def listed(home: Home) -> list[dict[str, Any]]:
    """What the node of a home has, as `parley list` asks it."""
    found: list[dict[str, Any]] = Node(home.folder, LINE).ask({"do": "list", "whose": "", "open": False, "last": 100})[
        "statements"
    ]
    return found


def sits(home: Home, story: Callable[[Officer], Coroutine[Any, Any, None]], **more: Any) -> None:  # noqa: ANN401
    """Play a story at a terminal."""

    async def play() -> None:
        async with at(home, **more) as officer:
            await story(officer)

    asyncio.run(play())


def test_the_desk_shows_by_whose_move_it_is(line: tuple[Home, Home], usa: Terminal, rus: Terminal) -> None:
    asked = rus.say("query", "--text", "Чей самолёт у границы?", "--precedence", "priority")
    usa.sees(asked)

    async def at_usa(officer: Officer) -> None:
        shown = await officer.sees("-- Our move: 1", f"P < {asked['id'][:6]}", "WE OWE answer 11:59:", "Чей самолёт")
        assert "RUS: link up (tcp)" in shown
        assert "LIVE  main  USA  watch-officer" in shown

    async def at_rus(officer: Officer) -> None:
        await officer.sees("-- Их ход: 1", f"P > {asked['id'][:6]}", "ЗА USA ответ 11:59:", "БОЕВОЙ")

    sits(line[0], at_usa)
    sits(line[1], at_rus)


def test_roger_is_said_with_one_key_and_the_other_side_sees_it(
    line: tuple[Home, Home], usa: Terminal, rus: Terminal
) -> None:
    notice = usa.say("statement", "--text", "A balloon drifts east.", "--precedence", "priority")
    rus.sees(notice)

    async def at_rus(officer: Officer) -> None:
        await officer.sees("A balloon drifts east.")
        await officer.chooses(notice)
        await officer.presses("ф")  # the key A on a Russian keyboard
        await officer.sees("ПРИНЯТО к " + notice["author_number"], "принято узлом USA")
        await officer.sees("RUS: Сохранено узлом · Прочитано")
        await officer.presses("a")
        await officer.sees("Здесь ничто не ждёт подтверждения.")

    sits(line[1], at_rus)
    assert [each["step"] for each in usa.sees(notice)["ladder"]["RUS"]] == ["stored", "read"]


def test_nothing_is_told_as_said_before_the_node_has_said_so(
    line: tuple[Home, Home], usa: Terminal, rus: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = rus.say("statement", "--text", "Слышите?", "--precedence", "priority")
    usa.sees(asked)
    ask = Node.ask

    def silent(node: Node, request: dict[str, Any]) -> dict[str, Any]:
        if request.get("step") == "say":
            raise OurFault("node-silent")
        return ask(node, request)

    async def story(officer: Officer) -> None:
        await officer.sees("Слышите?")
        await officer.chooses(asked)
        monkeypatch.setattr(Node, "ask", silent)
        await officer.presses("a")
        shown = await officer.sees("whether this was said is not known")
        assert "ROGER" not in shown.splitlines()[-2]
        monkeypatch.setattr(Node, "ask", ask)
        await officer.presses("a")  # the officer has looked, and says it again: it is there once
        await officer.sees("ROGER for", "received by the node of RUS")

    sits(line[0], story)
    said = [each for each in listed(line[1]) if each["thread"] == asked["id"] and each["author"] == "USA"]
    assert len(said) == 1


@pytest.mark.slow
def test_a_query_is_composed_by_its_form_read_in_both_languages_stopped_and_sent(
    line: tuple[Home, Home],
) -> None:
    async def story(officer: Officer) -> None:
        await officer.sees("RUS: link up")
        await officer.presses("c", "q")
        await officer.sees("Not whole yet")
        await officer.types("Was it yours?")
        shown = await officer.sees("en: USA", "ru: USA", "просьба дать разъяснения", "stops it.")
        assert "One officer releases it" in shown
        await officer.presses("ctrl+j")
        await officer.sees("Nothing is sent yet. Esc stops it.")
        await officer.presses("escape")
        await officer.sees("Stopped. Nothing was sent.")
        assert not [each for each in listed(line[0]) if "Was it yours?" in each["text"]]
        await officer.presses("ctrl+j")
        await officer.sees("in the record as USA", "received by the node of RUS", "RUS OWES answer 47:59:")
        await officer.presses("c")
        assert "unfinished" not in await officer.sees("Q ")

    sits(line[0], story)
    (said,) = [each for each in listed(line[1]) if "Was it yours?" in each["text"]]
    assert said["owed"][0]["debtor"] == "RUS"


def test_what_a_form_lacks_and_what_it_takes_is_told(line: tuple[Home, Home]) -> None:
    async def story(officer: Officer) -> None:
        await officer.sees("link up")
        await officer.presses("c", "f")
        await officer.sees("Not whole yet", "Aircraft, number *", "From *", "Lowest, flight level *")
        await officer.types("two")
        await officer.sees("Aircraft, number: This cannot be read.")
        await officer.presses("tab")
        await officer.sees("As 240700Z NOV 26")
        await officer.presses("ctrl+j")
        await officer.sees("It is not whole yet")

    sits(line[0], story)


@pytest.mark.slow
def test_a_form_survives_the_death_of_its_terminal(line: tuple[Home, Home]) -> None:
    async def dies(officer: Officer) -> None:
        await officer.sees("link up")
        await officer.presses("c", "t")
        await officer.types("Convoy")
        await officer.presses("tab")
        await officer.types("It leaves at noon - unless")
        await asyncio.sleep(1.2)  # what was typed is kept half a second later; nobody leaves the form

    async def comes_back(officer: Officer) -> None:
        await officer.sees("link up")
        await officer.presses("c")
        await officer.sees("unfinished:")
        await officer.presses("enter")
        await officer.sees("Convoy", "It leaves at noon - unless")

    async def another_seat(officer: Officer) -> None:
        await officer.sees("link up")
        await officer.presses("c")
        await officer.sees("unfinished:", "(day-watch)")

    sits(line[0], dies, seat="day-watch")
    sits(line[0], comes_back, seat="day-watch")
    sits(line[0], another_seat, seat="night-watch")


@pytest.mark.slow
def test_a_flash_rings_until_it_is_acknowledged(line: tuple[Home, Home]) -> None:
    async def story(officer: Officer) -> None:
        await officer.sees("link up")
        flash = await asyncio.to_thread(says, line[1], "statement", text="Ракета ушла случайно.", precedence="flash")
        shown = await officer.sees("FLASH from RUS", "Ракета ушла", "[Enter opens, X silences]", "-- Flash: 1")
        assert f"Z < {flash['id'][:6]}" in shown
        assert f"!! ALARM: Z {flash['id'][:6]} FLASH" in shown
        rung = len(officer.rings)
        await officer.until(lambda: len(officer.rings) >= rung + 2)
        await officer.presses("x")
        await officer.sees("silent for 30 s")
        rung = len(officer.rings)
        await asyncio.sleep(2.5)
        assert len(officer.rings) == rung, "silence holds"
        assert "FLASH from RUS" in officer.screen(), "and hides nothing"
        officer.terminal.post.bell.silent_until_ms = 0  # half a minute later
        await officer.until(lambda: len(officer.rings) > rung)
        await officer.presses("0")
        await officer.sees("-- Alarms:")
        await officer.presses("enter")
        await officer.sees(f"{flash['id'][:12]}")
        await officer.presses("a")
        await officer.sees("ROGER for " + flash["author_number"])
        await officer.misses("FLASH from RUS")
        rung = len(officer.rings)
        await asyncio.sleep(2.5)
        assert len(officer.rings) == rung

    sits(line[0], story)


def test_an_alarm_that_is_acknowledged_here_is_acknowledged_for_all_seats(line: tuple[Home, Home]) -> None:
    says(line[1], "statement", text="Ждём ответа.", precedence="immediate")

    def taken_by() -> set[str | None]:
        return {each["by"] for each in Node(line[0].folder, LINE).ask({"do": "alerts"})["alerts"]}

    async def story(officer: Officer) -> None:
        await officer.sees("[Enter opens, X silences]")
        assert "watch-officer" not in taken_by()
        await officer.presses("0")
        await officer.sees("-- Alarms:", "IMMEDIATE from RUS")
        await officer.presses("a")
        await officer.sees("Acknowledged for all seats", "[seen]")

    sits(line[0], story)
    assert "watch-officer" in taken_by()


def test_an_event_is_on_the_screen_within_a_second_of_its_receipt(line: tuple[Home, Home]) -> None:
    """The bound is the rhythm of the terminal's looks, and no stopwatch: three looks after the node has it."""

    async def story(officer: Officer) -> None:
        await officer.sees("link up")
        said = await asyncio.to_thread(says, line[1], "query", text="И это?")
        await asyncio.to_thread(comes, line[0], said)
        looks: list[int] = []
        hear = Post.hear

        def counted(post: Post, seen: Any) -> None:  # noqa: ANN401
            looks.append(1)
            hear(post, seen)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(Post, "hear", counted)
            await officer.sees(f"R < {said['id'][:6]}")
        assert len(looks) <= 3

    sits(line[0], story)


def test_nothing_that_matters_is_cut_at_80_by_24(line: tuple[Home, Home], usa: Terminal, rus: Terminal) -> None:
    long = "Далеко и подробно. " * 40
    rus.sees(usa.say("query", "--text", long, "--precedence", "immediate"))
    usa.sees(rus.say("query", "--text", long, "--precedence", "immediate"))

    async def whole(officer: Officer, owes: str, foot: str) -> None:
        await officer.sees(owes)
        lines = officer.lines()
        assert len(lines) == 24
        assert all(len(each) <= 80 for each in lines)

        def rows() -> list[str]:
            return [each for each in officer.lines() if each.startswith(("O <", "O >")) and owes in each]

        await officer.until(  # a clock runs once the other side has stored it
            lambda: (
                bool(rows()) and all(each[-1] in "0123456789)" and (".. " in each or "” " in each) for each in rows())
            ),
            "a whole countdown, and a mark where the text is cut, in\n",
        )
        assert lines[2].endswith(("]", "?")), lines[2]
        for key in "130d":
            await officer.presses(key)
            await asyncio.sleep(0.3)
            assert officer.lines()[-1]
            assert ".." not in officer.lines()[-1]
        await officer.presses("1")
        await officer.sees(foot)

    sits(line[0], lambda officer: whole(officer, "WE OWE", "A roger"))
    sits(line[1], lambda officer: whole(officer, "ЗА НАМИ", "A принято"))

    async def narrow(officer: Officer) -> None:
        await officer.sees("WE OWE")
        assert ".." in officer.lines()[-1], "what does not fit is seen to be cut"

    sits(line[0], narrow, size=(40, 24))


def test_what_comes_in_chooses_nothing_for_the_officer() -> None:
    """R-32: a row that goes takes its choice along; `A` then says nothing, and not something about another thread."""
    rows = board.Rows()

    def chosen(*keys: str) -> str | None:
        rows.fill([Row(None, "-- Our move"), *(Row(key, key) for key in keys)])
        return rows.chosen

    assert chosen() is None
    assert chosen("one", "two") == "one"
    assert chosen("three", "one", "two") == "one"
    assert chosen("three", "two") is None


def test_the_calls_board_and_the_keys(line: tuple[Home, Home]) -> None:
    async def story(officer: Officer) -> None:
        await officer.sees("link up")
        await officer.presses("3")
        await officer.sees("PAIRING", "chiefs of staff", "never attempted since")
        await officer.presses("question_mark")
        await officer.sees("acknowledge the open item (ROGER)")
        await officer.presses("escape")
        await officer.sees("-- No action open")
        await officer.presses("o", "j", "pageup", "pagedown", "k")
        await officer.misses("-- No action open")
        await officer.presses("escape")
        await officer.sees("-- No action open")

    sits(line[0], story)


@pytest.mark.parametrize(
    ("letter", "title"), [("x", "Exercise notice to"), ("X", "Exercise notice"), ("й", "Query to RUS")]
)
def test_a_letter_composes_what_it_stands_for(line: tuple[Home, Home], letter: str, title: str) -> None:
    async def story(officer: Officer) -> None:
        await officer.sees("link up")
        await officer.presses("с", letter)  # the key C, on a Russian keyboard
        await officer.sees(title, "Not whole yet")

    sits(line[0], story)


def test_without_a_seat_it_reads_and_says_nothing(line: tuple[Home, Home], usa: Terminal, rus: Terminal) -> None:
    said = usa.sees(rus.say("query", "--text", "Для всех."))

    async def story(officer: Officer) -> None:
        await officer.sees("no seat: reading only")
        await officer.chooses(said)
        await officer.presses("a")
        await officer.sees("[seat-needed]")

    sits(line[0], story, seat="")
    assert [each["step"] for each in comes(line[0], said)["ladder"]["USA"]] == ["stored"]
