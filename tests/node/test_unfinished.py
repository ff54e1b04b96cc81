"""What keeps the bodies of a thread: everything that is open in it, and nothing that is over."""

from dataclasses import replace

import pytest

from parley.desk import messages as m
from parley.desk.agreement import Agreement, Terms
from parley.node.desk import fold
from parley.node.threads import Thread
from parley.node.unfinished import is_pending
from parley.wire.kinds import BY_TYPE
from parley.words.terms import Precedence
from sim import samples as s
from tests.desk.agreements import AGREEMENT, THREE
from tests.node.agreed_line import KEPT, days_pass, under
from tests.node.telling import Telling
from tests.node.test_agreed import has

Said = tuple[str, m.Message]
FIRST, SECOND = bytes(32), (1).to_bytes(32, "big")
LATER_MS = s.OTHER_MS + 365 * 86_400_000


def folded(said: list[Said], speed: Precedence | None = None, agreement: Agreement = AGREEMENT) -> Thread:
    """Say one after the other in the thread that the first opens, what its author says at this speed; all counts."""
    telling = Telling()
    for number, (author, message) in enumerate(said):
        opener = telling.statements[0] if telling.statements else None
        slowest = Precedence(min(BY_TYPE[type(message)].precedences))
        at = speed if speed is not None and author == said[0][0] else slowest
        telling.say(author, message, s.AT_MS + number, to=opener, precedence=at)
    thread, refused = fold(Terms(agreement), telling.statements)
    assert refused == []
    assert thread is not None
    return thread


def pending(said: list[Said], now_ms: int = LATER_MS, speed: Precedence | None = None) -> bool:
    return is_pending(folded(said, speed), now_ms)


ASKED: list[Said] = [("RUS", s.QUERY)]
DOUBTED: list[Said] = [("USA", s.SUMMARY), ("RUS", replace(s.DOUBT, of=FIRST))]
UNCLEAR: list[Said] = [("USA", PLAIN := m.PlainStatement(language="en", text="Read this."))]
UNCLEAR += [("RUS", replace(s.NOT_UNDERSTOOD, of=FIRST, slots=(1,)))]
CLARIFIED = replace(s.CLARIFIED, of=SECOND)

THIRD = (2).to_bytes(32, "big")
CALLED: list[Said] = [("RUS", s.REQUEST), ("USA", s.ACCEPTED)]

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
    "an answer promised by a role": ([("RUS", s.REQUEST), ("USA", s.REFERRED)], [("USA", s.DECLINED)]),
    "an answer put off": ([("RUS", s.REQUEST), ("USA", s.PUT_OFF)], [("RUS", s.WITHDRAWN)]),
    "what was agreed in a call": (
        [*CALLED, ("RUS", s.HELD), ("USA", m.Confirmation(of=THIRD, verdict=m.Verdict.CONFIRMED))],
        [(party, replace(s.MARK, mark=mark)) for party in ("RUS", "USA") for mark in (m.Mark(5), m.Mark(6))],
    ),
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
    assert not pending([("RUS", s.PROTEST)]), "a protest waits for no reply"


OPENED = m.Progress(of=FIRST, step=m.Step.OPENED, seat="watch-officer")
READ = m.Acknowledgement(of=FIRST, level=m.AckLevel.READ, seat="watch-officer")


@pytest.mark.parametrize(
    ("more", "open_still"),
    [
        ([], True),
        ([("USA", PLAIN)], True),
        ([("RUS", OPENED)], True),
        ([("RUS", READ)], False),
        ([("RUS", PLAIN)], False),
        ([("RUS", READ), ("USA", PLAIN)], True),
    ],
    ids=["nobody", "its author again", "opened", "read", "whatever it says next", "and something new"],
)
def test_an_urgent_entry_stays_until_the_other_watch_shows_that_it_has_read_it(
    more: list[Said], *, open_still: bool
) -> None:
    said: list[Said] = [("USA", PLAIN), *more]
    assert pending(said, speed=Precedence.FLASH) is open_still
    assert not pending(said, speed=Precedence.ROUTINE), "no such clock is agreed for what is not urgent"


def test_in_a_line_of_three_each_watch_that_it_is_for_has_to_show_it() -> None:
    thread = folded([("USA", PLAIN), ("RUS", READ)], Precedence.FLASH, THREE)
    assert thread.unread == {"POL"}


@pytest.mark.slow
def test_both_nodes_keep_an_urgent_body_that_no_watch_has_read_and_erase_it_once_one_has() -> None:
    talk = under(KEPT)
    said = talk.usa.says("READ ME", precedence=Precedence.FLASH)
    talk.passes(10_000)
    days_pass(talk, 31)
    days_pass(talk, 0)
    assert [has(side, "READ ME") for side in (talk.usa, talk.rus)] == [True, True]
    read = replace(READ, of=said.id or b"")
    assert talk.rus.says(read, thread=said.id, precedence=Precedence.FLASH).code == ""
    talk.passes(10_000)
    days_pass(talk, 31)
    days_pass(talk, 0)
    assert [has(side, "READ ME") for side in (talk.usa, talk.rus)] == [False, False]


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
