"""The first scenario whole over two real nodes, its call set up by token: both answer its seven questions alike."""

from __future__ import annotations

from functools import cache
from typing import Any

from parley.app.observed import parse_observed
from parley.app.story import Event, named, observed_text
from parley.desk import messages as m
from parley.desk.agreement import parse
from parley.node.call_story import call_story
from parley.node.desk import Desk
from parley.node.events import Ticked
from parley.node.views import answers
from parley.words.instants import iso, parse_iso
from parley.words.terms import Precedence
from tests.desk.agreements import TEXT, by_token
from tests.node.expected import EXPECTED
from tests.node.talk import WALL_MS, Side, Talk
from tests.node.telling import STORED_AFTER_MS, STORY

PARTIES = ("RUS", "USA")
TOKEN = m.CallToken(
    token="12345 23456 34567 45678 56789 67890", at_ms=parse_iso("2021-11-23T14:00Z"), seat="watch-officer"
)
SET_UP: list[tuple[str, str, m.Message]] = [
    ("13:40", "RUS", TOKEN),
    ("13:44", "USA", m.CallReadback(digits="12345 23456 34567", seat="watch-officer")),
    ("13:45", "RUS", m.CallReadback(digits="45678 56789 67890", seat="watch-officer")),
    ("14:00", "USA", m.CallMark(mark=m.Mark.STARTED, at_ms=parse_iso("2021-11-23T14:00Z"))),
    ("14:45", "USA", m.CallMark(mark=m.Mark.ENDED, at_ms=parse_iso("2021-11-23T14:45Z"))),
]


def set_up(at: str, author: str, message: m.Message) -> Event:
    """One thing that is entered of the chiefs' call on its day."""
    return Event(
        number=5,
        ref=f"set-up-{at}-{author}",
        at_ms=parse_iso(f"2021-11-23T{at}Z"),
        author=author,
        thread="chiefs-1",
        precedence=Precedence.PRIORITY,
        message=lambda _: message,
        tell={},
    )


EVENTS = sorted([*STORY.events, *(set_up(*each) for each in SET_UP)], key=lambda event: event.at_ms)


@cache
def played(without: str = "-") -> tuple[Talk, dict[str, bytes], str]:
    """Play it over two nodes, which are woken whenever something is said; give the ids of what was said by its ref.

    It ends where something is refused: then also that and its code.
    """
    agreement = parse(by_token(TEXT).encode())
    talk = Talk(usa={"desk": Desk(PARTIES, agreement)}, rus={"desk": Desk(PARTIES, agreement)})
    for side in (talk.usa, talk.rus):
        side.skew_ms = EVENTS[0].at_ms - WALL_MS - 60_000
        side.starts()
    talk.connects()
    ids: dict[str, bytes] = {}
    for event in [each for each in EVENTS if not each.ref.startswith(without)]:
        wakes(talk, event.at_ms)
        side = talk.usa if event.author == "USA" else talk.rus
        thread = None if event.thread is None else ids[event.thread]
        answer = side.says(event.message(ids), thread=thread, precedence=event.precedence, late=True)
        if answer.id is None:
            return talk, ids, f"{event.ref}: {answer.code}"
        ids[event.ref] = answer.id
        wakes(talk, event.at_ms + STORED_AFTER_MS)
    wakes(talk, STORY.ends_ms)
    return talk, ids, ""


def wakes(talk: Talk, at_ms: int) -> None:
    """Let the clocks stand at an instant, and both sides say what they have to."""
    talk.ms = at_ms - (talk.usa.now().wall_ms - talk.ms)
    for side in (talk.usa, talk.rus):
        side.round(Ticked())
    talk.brings()


def answered(side: Side, ids: dict[str, bytes]) -> Any:  # noqa: ANN401  JSON
    reading = side.node.state.shelf.model.reading(STORY.ends_ms)
    observed = parse_observed(observed_text().encode(), "RUS")
    refs = {entry.hex(): ref for ref, entry in ids.items()}
    return named(answers(reading, STORY.since_ms, observed).machine(), refs)


def test_both_nodes_answer_the_seven_questions_as_the_table_says() -> None:
    talk, ids, refused = played()
    assert not refused
    proof = {
        party: EXPECTED["proof"]["statements"][party] + sum(by == party for _, by, _ in SET_UP) for party in PARTIES
    }
    for side in (talk.usa, talk.rus):
        found = answered(side, ids)
        assert found["proof"].pop("statements") == found["proof"].pop("receipted") == proof
        expected = {
            **EXPECTED,
            "proof": {k: v for k, v in EXPECTED["proof"].items() if k not in {"statements", "receipted"}},
        }
        assert found == expected
        never = found["pairings"][2]
        assert (never["pairing"], never["none_attempted_days"]) == ("foreign-ministers", 27)


def test_the_chiefs_call_was_set_up_and_its_readouts_stand_side_by_side() -> None:
    talk, ids, refused = played()
    assert not refused
    for side in (talk.usa, talk.rus):
        reading = side.node.state.shelf.model.reading(STORY.ends_ms)
        story = call_story(reading, reading.model.told[ids["chiefs-1"]])
        assert (story["state"], story["set_up"], story["read_back_by"]) == ("outcome agreed", "ended", ["USA", "RUS"])
        assert story["agreed_for"] == iso(TOKEN.at_ms)
        assert [each["by"] for each in story["held"]["readouts"]] == ["RUS", "USA"]
        assert all(each["may_be_told"] for each in story["held"]["readouts"])


def test_without_the_halves_of_the_token_the_call_of_the_story_does_not_begin() -> None:
    talk, ids, refused = played(without="set-up-13:44")
    assert refused == "set-up-14:00-USA: call-not-authenticated"
    for side in (talk.usa, talk.rus):
        reading = side.node.state.shelf.model.reading(STORY.ends_ms)
        assert call_story(reading, reading.model.told[ids["chiefs-1"]])["set_up"] == "one half read back"
