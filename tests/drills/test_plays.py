"""Every scenario that is shipped, played well and badly; the times judged are those that the record gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from parley.app.drills.course import course, keep
from parley.app.drills.homes import Homes
from parley.app.drills.judging import BAD, Mark, Verdict, debriefing
from parley.app.drills.scenarios import COURSE, names, parse
from parley.app.own_log import check_own_log, read
from parley.app.reading import Book
from parley.node.debts import obligations
from parley.words.faults import OurFault
from tests.drills.stage import SCRIPTS, Run, books, by_script, run, stage
from tests.refusals import refused

pytestmark = pytest.mark.slow

MISPLACED = """
format = 1
minutes = 5
title = { en = "Out of place", ru = "Не к месту" }
about = { en = "Say something.", ru = "Скажите что-нибудь." }

[[step]]
name = "misplaced"
after = "said"
wait_s = 60
say = "call-answer"
thread = "said"
slots = { answer = "DECLINED", reason = "TOPIC" }

[[expect]]
name = "said"
within_s = 60
does = [{ say = "plain-statement" }]
asks = { en = "Say something.", ru = "Скажите что-нибудь." }
why = { en = "The drill waits for it.", ru = "Учение этого ждёт." }

[[expect]]
name = "read"
after = "misplaced"
within_s = 60
does = [{ say = "acknowledgement" }]
asks = { en = "Acknowledge it.", ru = "Подтвердить." }
why = { en = "It never came.", ru = "Этого не было." }
"""
SAID = """
[[step]]
wait_s = 20
say = "plain-statement"
slots = { text = { en = "Good morning.", ru = "Доброе утро." } }
"""


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    return stage(tmp_path_factory.mktemp("plays"))


def differing_clocks(run: Run, book: Book) -> list[str]:
    """Hold each time of the agreement against what the views compute from the record; give what differs."""
    reading = book.reading(run.found.ended_ms)
    found = []
    for expectation, judged in zip(run.played.scenario.expected, run.found.judged, strict=True):
        about = run.played.happened.get(expectation.when.after)
        if not judged.clause or about is None or about.thread is None:
            continue
        owed = [
            each
            for each in obligations(reading, book.model.told[about.thread])
            if (each.debtor, each.what, each.entry.id) == (run.played.watch, expectation.owed, about.entry)
        ]
        if [(each.due_ms, each.clause) for each in owed] != [(judged.due_ms, judged.clause)]:
            found.append(f"{judged.name}: due {judged.due_ms} by {judged.clause}, owed {owed}")
        elif judged.done_ms is not None and not (owed[0].answered_ms or judged.done_ms + 1) <= judged.done_ms:
            found.append(f"{judged.name}: done {judged.done_ms}, owed {owed}")
    return found


@pytest.mark.parametrize("name", names())
def test_played_well_and_badly_the_marks_differ(homes: Homes, name: str) -> None:
    well, badly = by_script(homes, name, "well"), by_script(homes, name, "badly")
    assert well.found.mark is Mark.GOOD, well.verdicts()
    assert badly.found.mark in {Mark.FAIR, Mark.AGAIN}, badly.verdicts()
    assert badly.found.count(Verdict.LATE, *BAD) > 0
    watch, counterpart = books(homes)
    for each in (well, badly):
        assert differing_clocks(each, watch) == []
        assert differing_clocks(each, counterpart) == []
    assert [each.id for each in watch.statements()] == [each.id for each in counterpart.statements()]


def test_what_the_counterpart_writes_in_its_language_is_interpreted_for_the_watch(homes: Homes) -> None:
    lines = by_script(homes, "unclear-message", "badly").lines
    (query,) = [line.text for line in lines if line.who == "RUS"]
    assert "Второй всё ещё идёт" in query
    assert [line.text for line in lines if line.who == "interpreter"] == [
        "Is the second still going to the north after the first has turned, or is it the same one?"
    ]


def test_what_the_counterparts_node_refuses_is_left_out_and_nobody_is_marked_for_it(homes: Homes) -> None:
    """A call is answered that nobody asked for: the drill says so, goes on, and does not judge what waits for it."""
    done = run(homes, parse("mine", MISPLACED.encode()), SAID)
    assert done.verdicts() == {"said": "in time", "read": "not judged"}
    assert done.found.mark is Mark.GOOD
    (told,) = [line.text for line in done.lines if line.who == "drill"]
    assert told.startswith("misplaced: ")
    assert told.endswith("It is left out. [answer-misplaced]")


def test_a_script_that_says_what_cannot_be_said_is_told(homes: Homes) -> None:
    answered = '[[step]]\nafter = "said"\nsay = "watch-answer"\nthread = "said"\nslots = { challenge = "K7M2P" }\n'
    with refused("answer-misplaced", OurFault):
        run(homes, parse("mine", MISPLACED.encode()), SAID + answered)


def test_each_scenario_has_both_scripts_and_no_script_is_left_over() -> None:
    for how in ("well", "badly"):
        assert {path.stem for path in (SCRIPTS / how).iterdir()} == set(names())


def test_the_mark_sheets_make_the_course(tmp_path: Path) -> None:
    homes = stage(tmp_path)
    assert [each["scenario"] for each in course(homes.watch)] == list(COURSE)
    assert not any(each["done"] or each["times"] for each in course(homes.watch))
    badly, well = by_script(homes, "hoax-caller", "badly"), by_script(homes, "hoax-caller", "well")
    keep(homes.watch, "watch-2", badly.found)
    (last,) = [each for each in course(homes.watch) if each["times"]]
    assert (last["scenario"], last["best"], last["done"]) == ("hoax-caller", "again", False)
    keep(homes.watch, "watch-2", well.found)
    (last,) = [each for each in course(homes.watch) if each["times"]]
    assert (last["best"], last["done"], last["times"], last["last"]["seat"]) == ("good", True, 2, "watch-2")
    assert check_own_log(homes.watch.folder) == 2
    assert [sheet["missed"] for sheet in read(homes.watch.folder, "drill")] == [3, 0]


def test_a_clock_that_is_judged_otherwise_is_found(homes: Homes) -> None:
    run = by_script(homes, "test", "well")
    watch, _ = books(homes)
    assert differing_clocks(run, watch) == []
    run.played.stored_ms["notice"] += 60_000
    (told,) = differing_clocks(run._replace(found=debriefing(run.played)), watch)
    assert told.startswith("read: due")
