"""What keeps the bodies of a thread: everything that is open in it, and nothing that is over."""

from dataclasses import replace

import pytest

from parley.desk import messages as m
from parley.desk.agreement import Terms
from parley.node.desk import fold
from parley.node.unfinished import is_pending
from parley.wire.kinds import BY_TYPE
from sim import samples as s
from tests.desk.agreements import AGREEMENT
from tests.node.agreed_line import KEPT, days_pass, under
from tests.node.telling import Telling
from tests.node.test_agreed import has

Said = tuple[str, m.Message]
FIRST, SECOND = bytes(32), (1).to_bytes(32, "big")
LATER_MS = s.OTHER_MS + 365 * 86_400_000


def pending(said: list[Said], now_ms: int = LATER_MS) -> bool:
    """Say one after the other in the thread that the first opens; all of it counts."""
    telling = Telling()
    for number, (author, message) in enumerate(said):
        opener = telling.statements[0] if telling.statements else None
        speed = min(BY_TYPE[type(message)].precedences)
        telling.say(author, message, s.AT_MS + number, to=opener, precedence=speed)
    thread, refused = fold(Terms(AGREEMENT), telling.statements)
    assert refused == []
    assert thread is not None
    return is_pending(thread, now_ms)


ASKED: list[Said] = [("RUS", s.QUERY)]
DOUBTED: list[Said] = [("USA", s.SUMMARY), ("RUS", replace(s.DOUBT, of=FIRST))]
UNCLEAR: list[Said] = [("USA", PLAIN := m.PlainStatement(language="en", text="Read this."))]
UNCLEAR += [("RUS", replace(s.NOT_UNDERSTOOD, of=FIRST, slots=(1,)))]
CLARIFIED = replace(s.CLARIFIED, of=SECOND)

OPEN_THEN_OVER: dict[str, tuple[list[Said], list[Said]]] = {
    "a query": (ASKED, [("USA", s.REPLY)]),
    "a query held off": ([*ASKED, ("USA", s.HOLDING)], [("USA", s.CANNOT)]),
    "a question": ([("RUS", s.QUESTION)], [("USA", s.YES)]),
    "a follow-up": ([*ASKED, ("USA", s.REPLY), ("RUS", s.FOLLOW_UP)], [("USA", s.REPLY)]),
    "a meeting": ([*ASKED, ("USA", s.REPLY), ("RUS", s.MEETING)], [("USA", s.MEETING_DECLINED)]),
    "another time": (
        [*ASKED, ("USA", s.REPLY), ("RUS", s.MEETING), ("USA", s.MEETING_OTHER)],
        [("RUS", s.MEETING_DECLINED)],
    ),
    "a presence query": ([("RUS", s.PRESENCE)], [("USA", s.HERE)]),
    "a launch": ([("RUS", s.LAUNCH)], [("RUS", s.LAUNCHED)]),
    "a launch taken back": ([("RUS", s.LAUNCH)], [("RUS", s.CANCELLED)]),
    "a suspension": ([("RUS", s.SUSPENSION)], [("RUS", s.RESUMPTION)]),
    "a suspension renewed": ([("RUS", s.SUSPENSION), ("RUS", s.SUSPENSION)], [("RUS", s.RESUMPTION)]),
    "a doubt": (DOUBTED, [("USA", CLARIFIED)]),
    "what was not understood": (UNCLEAR, [("USA", CLARIFIED)]),
}


@pytest.mark.parametrize(("said", "more"), OPEN_THEN_OVER.values(), ids=OPEN_THEN_OVER)
def test_what_is_open_stays_and_goes_once_it_is_done(said: list[Said], more: list[Said]) -> None:
    assert pending(said)
    assert not pending([*said, *more])


WINDOWS: list[m.Message] = [s.NOTICE, s.EXERCISE, s.MOVEMENT, s.HAZARD, s.NAVAL, s.AIRSPACE, s.CONVOY]


@pytest.mark.parametrize("notice", WINDOWS, ids=lambda notice: type(notice).__name__)
def test_a_notice_stays_until_its_window_has_passed_or_it_is_cancelled(notice: m.Message) -> None:
    assert pending([("USA", notice)], s.AT_MS)
    assert not pending([("USA", notice)])
    assert not pending([("USA", notice), ("USA", s.CANCELLED)], s.AT_MS)


def test_a_window_that_was_amended_counts_as_it_is_now() -> None:
    longer = replace(s.NOTICE, until_ms=LATER_MS + 1)
    assert pending([("USA", s.NOTICE), ("USA", longer)])


def test_a_suspension_that_ends_later_stays_till_then() -> None:
    ended: list[Said] = [("RUS", s.SUSPENSION), ("RUS", replace(s.RESUMPTION, from_ms=LATER_MS + 1))]
    assert pending(ended)
    assert not pending(ended, LATER_MS + 1)


def test_a_call_stays_until_its_times_have_passed_and_lapses_then() -> None:
    assert pending([("RUS", s.REQUEST)], s.AT_MS)
    assert pending([("RUS", s.REQUEST), ("USA", s.ACCEPTED)], s.AT_MS)
    assert not pending([("RUS", s.REQUEST)])


def test_what_asks_for_nothing_is_over() -> None:
    assert not pending([("USA", PLAIN), ("RUS", PLAIN)])


@pytest.mark.slow
def test_both_nodes_keep_the_bodies_of_an_open_suspension_and_erase_them_with_its_end() -> None:
    talk = under(KEPT)
    declared = talk.usa.says(s.SUSPENSION, officers=2)
    assert declared.code == ""
    talk.passes(10_000)
    days_pass(talk, 31)
    days_pass(talk, 0)
    assert [has(side, "До отмены".encode().decode("latin-1")) for side in (talk.usa, talk.rus)] == [True, True]
    assert talk.usa.says(s.RESUMPTION, thread=declared.id, officers=2).code == ""
    talk.passes(10_000)
    days_pass(talk, 31)
    days_pass(talk, 0)
    assert [has(side, "До отмены".encode().decode("latin-1")) for side in (talk.usa, talk.rus)] == [False, False]
