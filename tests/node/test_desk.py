"""The desk of a line, as dialogues: what may be said in a thread, and what of it does not count."""

import sys
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.desk import messages as m
from parley.desk.agreement import parse
from parley.node.desk import Desk, Statement
from parley.wire.kinds import BY_TYPE
from parley.words.codes import CODES
from parley.words.faults import OurFault
from parley.words.limits import THREAD_STATEMENTS_MAX
from parley.words.terms import TrafficClass
from sim import samples as s
from tests.desk.agreements import AGREEMENT, TEXT
from tests.node.telling import Telling
from tests.refusals import refused

Said = tuple[str, m.Message]
READ = m.Acknowledgement(of=bytes(32), level=m.AckLevel.READ, seat="watch-officer")
PLAIN = m.PlainStatement(language="en", text="We note this.")
ACCEPTED = m.CallAnswer(answer=m.Answer.ACCEPTED, at_ms=s.AT_MS)
OTHER_TIME = m.CallAnswer(answer=m.Answer.OTHER_TIME, at_ms=s.AT_MS + 1)
DECLINED = m.CallAnswer(answer=m.Answer.DECLINED, reason=m.DeclineReason.NONE_GIVEN)
MISREAD = m.WatchAnswer(challenge="0000", seat="watch-officer")


def ack(of: Statement, level: m.AckLevel = m.AckLevel.READ) -> m.Acknowledgement:
    words = ("en", "So.") if level is m.AckLevel.UNDERSTOOD else (None, None)
    slots = (1,) if level is m.AckLevel.NOT_UNDERSTOOD else ()
    return m.Acknowledgement(
        of=of.id, level=level, seat="watch-officer", language=words[0], paraphrase=words[1], slots=slots
    )


def verdicts(*said: Said) -> list[str]:
    """Say one after the other in the thread that the first opens; give what the desk judged and then folded."""
    desk, telling, codes = Desk(["USA", "RUS"], AGREEMENT), Telling(), []
    for number, (author, message) in enumerate(said):
        opener = telling.statements[0] if telling.statements else None
        speed = min(BY_TYPE[type(message)].precedences)
        statement = telling.say(author, message, s.AT_MS + number, to=opener, precedence=speed)
        judged = desk.judge(statement, lambda: telling.statements[:-1])
        folded = dict(desk.refold(telling.statements[0].id, telling.statements))
        assert folded.get(statement.id, "") == judged, "what is judged before recording is what the fold finds"
        codes.append(judged)
    return codes


# ---------------------------------------------------------------- dialogues


def test_a_query_is_held_off_then_answered_once() -> None:
    said: list[Said] = [
        ("RUS", s.QUERY),
        ("USA", s.HOLDING),
        ("USA", s.HOLDING),
        ("USA", s.REPLY),
        ("USA", s.REPLY),
        ("RUS", PLAIN),
    ]
    assert verdicts(*said) == ["", "", "", "", "query-answered", ""]


def test_a_query_is_not_answered_by_who_asks() -> None:
    assert verdicts(("RUS", s.QUERY), ("RUS", s.REPLY), ("RUS", s.HOLDING)) == ["", "query-own", "query-own"]


def test_a_call_is_asked_put_off_and_accepted() -> None:
    said: list[Said] = [
        ("USA", s.REQUEST),
        ("USA", ACCEPTED),
        ("RUS", OTHER_TIME),
        ("RUS", ACCEPTED),
        ("USA", ACCEPTED),
    ]
    assert verdicts(*said) == ["", "call-not-yours", "", "call-not-yours", "call-time-unknown"]
    accepted = m.CallAnswer(answer=m.Answer.ACCEPTED, at_ms=s.AT_MS + 1)
    said = [("USA", s.REQUEST), ("RUS", OTHER_TIME), ("USA", accepted), ("RUS", DECLINED)]
    assert verdicts(*said) == ["", "", "", "call-over"]


def test_a_call_is_declined_and_that_is_that() -> None:
    said: list[Said] = [("USA", s.REQUEST), ("RUS", DECLINED), ("RUS", ACCEPTED), ("USA", OTHER_TIME), ("RUS", PLAIN)]
    assert verdicts(*said) == ["", "", "call-over", "call-over", ""]


def test_a_watch_check_is_read_back() -> None:
    said: list[Said] = [("USA", s.CHECK), ("USA", s.ANSWER), ("RUS", MISREAD), ("RUS", s.ANSWER), ("RUS", s.ANSWER)]
    assert verdicts(*said) == ["", "watch-own", "watch-misread", "", "watch-answered"]


def test_a_notice_is_amended_by_its_author() -> None:
    assert verdicts(("USA", s.NOTICE), ("USA", s.NOTICE), ("RUS", s.NOTICE)) == ["", "", "notice-not-yours"]


@pytest.mark.parametrize(
    ("opener", "answer", "code"),
    [
        (s.QUERY, s.ANSWER, "answer-misplaced"),
        (s.QUERY, ACCEPTED, "answer-misplaced"),
        (s.REQUEST, s.REPLY, "answer-misplaced"),
        (s.CHECK, s.REPLY, "answer-misplaced"),
        (s.NOTICE, s.REPLY, "answer-misplaced"),
        (PLAIN, s.REPLY, "answer-misplaced"),
        (s.QUERY, s.QUERY, "thread-opener"),
        (s.QUERY, s.NOTICE, "thread-opener"),
        (s.QUERY, s.REQUEST, "thread-opener"),
        (s.NOTICE, s.CHECK, "thread-opener"),
        (s.QUERY, s.PROTEST, "thread-opener"),
        (s.PROTEST, s.PROTEST, "thread-opener"),
        (s.FREE, s.FREE, "thread-opener"),
        (s.QUERY, s.CONTACT, "thread-opener"),
        (s.NOTICE, s.EXERCISE, "thread-opener"),
        (s.FREE, s.REPLY, "answer-misplaced"),
        (s.QUERY, s.HELD, "answer-misplaced"),
        (s.QUERY, s.READOUT, "answer-misplaced"),
        (s.QUERY, s.CONFIRMED, "answer-misplaced"),
        (s.CONTACT, s.READOUT, "answer-misplaced"),
    ],
)
def test_what_has_no_place_in_a_thread(opener: m.Message, answer: m.Message, code: str) -> None:
    said: list[Said] = [("USA", opener), ("RUS", PLAIN), ("RUS", answer)]
    assert verdicts(*said) == ["", "", code]


@pytest.mark.parametrize(
    "message",
    [s.HOLDING, s.REPLY, s.ANSWER, ACCEPTED, READ, s.HELD, s.CONFIRMED, s.READOUT],
    ids=lambda each: type(each).__name__,
)
def test_what_answers_something_opens_no_thread(message: m.Message) -> None:
    assert verdicts(("USA", message)) == ["thread-needed"]


def test_roles_and_pairings_are_those_of_the_agreement() -> None:
    request = m.CallRequest(
        language="en",
        pairing="kings",
        topic="x",
        slots_ms=(0,),
        call_language="en",
        interpreter=m.Interpreter.NONE,
    )
    assert verdicts(("USA", request)) == ["pairing-unknown"]
    assert verdicts(("USA", m.WatchCheck(challenge="K7Q4", seat="colonel-x"))) == ["seat-unknown"]
    stranger = m.WatchAnswer(challenge="K7Q4", seat="colonel-x")
    assert verdicts(("USA", s.CHECK), ("RUS", stranger)) == ["", "seat-unknown"]


def test_what_is_refused_changes_nothing() -> None:
    said: list[Said] = [("USA", s.QUERY), ("RUS", s.ANSWER), ("USA", s.REPLY), ("RUS", s.REPLY)]
    assert verdicts(*said) == ["", "answer-misplaced", "query-own", ""]
    said = [("USA", s.REQUEST), ("USA", OTHER_TIME), ("RUS", ACCEPTED)]
    assert verdicts(*said) == ["", "call-not-yours", ""]
    said = [
        ("USA", s.CHECK),
        ("RUS", MISREAD),
        ("USA", m.Acknowledgement(of=bytes(31) + b"\x01", level=READ.level, seat=READ.seat)),
    ]
    assert verdicts(*said) == ["", "watch-misread", "ack-unknown"]


OPENERS = [s.QUERY, s.REQUEST, s.CHECK, s.NOTICE, s.EXERCISE, s.MOVEMENT, s.HAZARD, s.INCIDENT, s.PROTEST, s.CONTACT]
OPENERS += [s.SUMMARY, s.LAUNCH, s.NAVAL, s.AIRSPACE, s.CONVOY, s.QUESTION, s.ACCIDENT, s.PRESENCE, s.SUSPENSION]
openers = st.sampled_from([*OPENERS, s.FREE, PLAIN])
FIRST = m.Confirmation(of=bytes(32), verdict=m.Verdict.CONFIRMED)
anything = st.sampled_from([*s.SAMPLES, READ, PLAIN, ACCEPTED, OTHER_TIME, DECLINED, MISREAD, FIRST])


@given(openers, st.lists(st.tuples(st.sampled_from(["USA", "RUS"]), anything), max_size=12))
def test_whatever_is_said_is_judged_before_as_it_is_folded_after(opener: m.Message, said: list[Said]) -> None:
    codes = verdicts(("USA", opener), *said)
    assert codes[0] == ""
    assert {code for code in codes if code} <= set(CODES)


# ---------------------------------------------------------------- acknowledgements


def test_word_comes_further_step_by_step() -> None:
    telling = Telling()
    query = telling.say("RUS", s.QUERY, s.AT_MS)
    desk = Desk(["RUS", "USA"], AGREEMENT)
    levels = [m.AckLevel.READ, m.AckLevel.READ, m.AckLevel.UNDERSTOOD, m.AckLevel.READ, m.AckLevel.NOT_UNDERSTOOD]
    for number, level in enumerate([*levels, m.AckLevel.UNDERSTOOD]):
        telling.say("USA", ack(query, level), s.AT_MS + number, to=query)
    codes = dict(desk.refold(query.id, telling.statements))
    assert [codes.get(each.id, "") for each in telling.statements] == [
        "",
        "",
        "ack-repeated",
        "",
        "ack-repeated",
        "",
        "",
    ]


def test_one_acknowledges_the_other_s_entries_only() -> None:
    telling, desk = Telling(), Desk(["USA", "RUS"], AGREEMENT)
    query = telling.say("RUS", s.QUERY, s.AT_MS)
    reply = telling.say("USA", s.REPLY, s.AT_MS + 1, to=query)
    read = telling.say("USA", ack(query), s.AT_MS + 2, to=query)
    desk.refold(query.id, telling.statements)
    assert desk.judge(telling.say("RUS", ack(query), s.AT_MS + 3, to=query)) == "ack-own"
    assert desk.judge(telling.say("RUS", ack(reply), s.AT_MS + 3, to=query)) == ""
    assert desk.judge(telling.say("RUS", ack(read), s.AT_MS + 3, to=query)) == "ack-unknown"
    assert (
        desk.judge(
            telling.say(
                "RUS",
                m.Acknowledgement(of=bytes([9] * 32), level=m.AckLevel.READ, seat="watch-officer"),
                s.AT_MS + 3,
                to=query,
            )
        )
        == "ack-unknown"
    )


def test_a_plain_statement_that_stands_alone_may_be_acknowledged() -> None:
    telling, desk = Telling(), Desk(["USA", "RUS"], AGREEMENT)
    plain = telling.say("RUS", PLAIN, s.AT_MS)
    assert desk.refold(plain.id, telling.statements) == []
    own = telling.say("RUS", ack(plain), s.AT_MS + 1, to=plain)
    assert desk.judge(own, lambda: [plain]) == "ack-own", "also while no state of the thread is kept"
    telling.statements.pop()
    read = telling.say("USA", ack(plain), s.AT_MS + 1, to=plain)
    assert desk.judge(read, lambda: [plain]) == ""
    assert desk.judge(read) == "thread-unknown", "a thread of which nothing is here"
    assert desk.refold(plain.id, telling.statements) == []
    own = telling.say("RUS", ack(plain), s.AT_MS + 2, to=plain)
    assert desk.judge(own) == "ack-own"


def test_a_test_bears_no_paraphrase_and_a_thread_has_one_class() -> None:
    telling, desk = Telling(traffic_class=TrafficClass.TEST), Desk(["USA", "RUS"], AGREEMENT)
    check = telling.say("USA", s.CHECK, s.AT_MS)
    desk.refold(check.id, telling.statements)
    assert desk.judge(telling.say("RUS", ack(check), s.AT_MS, to=check)) == ""
    assert desk.judge(telling.say("RUS", ack(check, m.AckLevel.UNDERSTOOD), s.AT_MS, to=check)) == "class-refused"
    telling.traffic_class = TrafficClass.OPERATIONAL
    assert desk.judge(telling.say("RUS", s.ANSWER, s.AT_MS, to=check)) == "class-refused"


# ---------------------------------------------------------------- threads that come late, in parts or without end


def test_a_thread_is_folded_anew_when_its_opener_comes_late() -> None:
    telling, desk = Telling(), Desk(["USA", "RUS"], AGREEMENT)
    query = telling.say("RUS", s.QUERY, s.AT_MS)
    reply = telling.say("USA", s.REPLY, s.AT_MS + 1, to=query)
    assert desk.judge(reply) == "thread-unknown"
    assert desk.refold(query.id, [reply]) == [(reply.id, "thread-unknown")]
    assert desk.refold(query.id, [query, reply]) == []
    again = telling.say("USA", s.REPLY, s.AT_MS + 2, to=query)
    assert desk.judge(again) == "query-answered"
    assert desk.refold(query.id, [query, again, reply]) == [(reply.id, "query-answered")]


def test_what_hangs_on_a_refused_opener_counts_no_more_than_it() -> None:
    said: list[Said] = [("USA", m.WatchCheck(challenge="K7Q4", seat="colonel-x")), ("RUS", s.ANSWER)]
    assert verdicts(*said) == ["seat-unknown", "thread-unknown"]


def test_a_thread_has_an_end() -> None:
    telling, desk = Telling(), Desk(["USA", "RUS"], AGREEMENT)
    query = telling.say("RUS", s.QUERY, s.AT_MS)
    for number in range(THREAD_STATEMENTS_MAX):
        telling.say("RUS", PLAIN, s.AT_MS + number, to=query)
    last = telling.statements[-1]
    assert desk.refold(query.id, telling.statements) == [(last.id, "thread-full")]
    assert desk.judge(telling.say("USA", s.REPLY, s.AT_MS, to=query)) == "thread-full"


def test_acknowledgements_count_towards_the_end() -> None:
    telling, desk = Telling(), Desk(["USA", "RUS"], AGREEMENT)
    query = telling.say("RUS", s.QUERY, s.AT_MS)
    for _ in range(THREAD_STATEMENTS_MAX // 2):
        said = telling.say("RUS", PLAIN, s.AT_MS, to=query)
        telling.say("USA", ack(said), s.AT_MS, to=query)
    assert [code for _, code in desk.refold(query.id, telling.statements)] == ["thread-full"]


def test_nothing_is_kept_of_a_thread_without_an_opener() -> None:
    telling, desk = Telling(), Desk(["USA", "RUS"], AGREEMENT)
    for number in range(1, 100):
        lone = telling.say("RUS", s.REPLY, s.AT_MS, to=bytes([number] * 32))
        assert desk.refold(lone.thread, [lone]) == [(lone.id, "thread-unknown")]
    assert not desk._threads  # noqa: SLF001  what a peer could fill


def test_the_agreement_and_the_line_name_the_same_parties() -> None:
    with refused("agreement-malformed", OurFault):
        Desk(["USA", "CHN"], AGREEMENT)
    Desk(["A1", "B1"], parse(TEXT.replace("USA", "A1").replace("RUS", "B1").encode()))


# ---------------------------------------------------------------- what it costs


def plain_statements(count: int) -> Iterable[Statement]:
    for number in range(count):
        entry = number.to_bytes(32, "big")
        yield Statement(entry, entry, "USA", s.AT_MS, 0, 0, 41, PLAIN, number)


def test_nothing_is_kept_of_plain_statements() -> None:
    desk = Desk(["USA", "RUS"], AGREEMENT)
    for each in plain_statements(20_000):
        assert desk.judge(each) == ""
        desk.refold(each.thread, (each,))
    assert sys.getsizeof(desk._threads) < 1024  # noqa: SLF001
