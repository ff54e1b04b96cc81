"""Release evidence on two nodes: the other side judges it and answers what does not count; its desk stays as it was."""

from collections.abc import Callable
from typing import Any

import pytest

from parley.desk import messages as m
from parley.desk.agreement import Terms, parse
from parley.node.desk import Statement, opening_code
from parley.node.effects import Answer, Show
from parley.node.events import OfficerNamed, Submitted
from parley.node.submit import draft_of
from parley.record.entry import OpenKind
from parley.record.release import Evidence, draft_digest
from parley.seal.digest import sha256
from parley.wire.catalogue import encode
from parley.words.instants import DAY_MS
from parley.words.terms import Precedence, TrafficClass
from tests.desk.agreements import TEXT
from tests.hardware import VERIFIED, HardwareKey
from tests.node.agreed_line import signs, starts, terms, under
from tests.node.talk import LINE, WALL_MS, Side, Talk
from tests.refusals import told_in_words

ASKED = TEXT + "\n[release]\nofficers = 1\nevidence = true\n"
FIRST, SECOND = HardwareKey("duty-commander"), HardwareKey("second-commander", 2)
QUERY = m.Query(language="en", text="Was that you?")


def named(side: Side, key: HardwareKey, *, revoke: bool = False) -> Answer:
    side.tokens += 1
    told = {"revoked": sha256(key.cose)} if revoke else {"rp_id": key.host, "key": key.cose}
    done = side.round(OfficerNamed(token=side.tokens, seat=key.seat, **told))
    return next(effect for effect in done if isinstance(effect, Answer))


def digest_of(message: m.Message, **fields: Any) -> bytes:  # noqa: ANN401  any field of the event
    kind, version, body = encode(message)
    return draft_digest(draft_of(LINE, Submitted(token=0, message=message, **fields), kind, version), body)


def released(side: Side, message: m.Message, *keys: HardwareKey, **fields: Any) -> Answer:  # noqa: ANN401
    digest = digest_of(message, **fields)
    assertions = tuple(key.answers(digest) for key in sorted(keys, key=lambda key: key.seat))
    return side.says(message, evidence=Evidence(digest, assertions), **{"officers": len(keys), **fields})


def shown(side: Side) -> list[str]:
    return [each.code for each in side.all_of(Show) if each.statement.author != side.party]


def answered(side: Side) -> list[object]:
    found = [entry.content for entry in side.entries() if entry.kind == OpenKind.REFUSED]
    return [content[1] for content in found if isinstance(content, list)]


@pytest.fixture
def talk() -> Talk:
    assert parse(ASKED.encode()).release.evidence
    talk = under(ASKED)
    assert named(talk.usa, FIRST).code == ""
    talk.passes(5_000)
    return talk


def careless(talk: Talk) -> None:
    """Have USA's node let everything go: the other side judges."""
    talk.usa.node.state.config.desk.terms = terms(TEXT)["desk"].terms


def test_what_an_officer_released_with_a_key_counts_at_both(talk: Talk) -> None:
    assert released(talk.usa, QUERY, FIRST).code == ""
    talk.passes(5_000)
    assert shown(talk.rus) == [""]
    assert answered(talk.rus) == []
    (show,) = talk.rus.all_of(Show)
    judged = show.statement.released.judged("USA", show.statement.position)
    assert [tuple(each) for each in judged] == [("duty-commander", "")]


def test_our_own_node_does_not_let_go_what_the_other_would_refuse(talk: Talk) -> None:
    size = talk.usa.own.size
    assert talk.usa.says(QUERY).code == "release-unproved"
    assert released(talk.usa, QUERY, SECOND).code == "release-key-unknown"
    other = Evidence(digest_of(QUERY), (FIRST.answers(b"x" * 32),))
    assert talk.usa.says(QUERY, evidence=other).code == "release-digest"
    assert talk.usa.own.size == size


def test_the_other_side_refuses_shows_and_answers_it_and_owes_nothing(talk: Talk) -> None:
    careless(talk)
    talk.usa.says(QUERY)
    released(talk.usa, QUERY, SECOND)
    untouched = Evidence(digest_of(QUERY), (FIRST.answers(digest_of(QUERY), flags=VERIFIED),))
    talk.usa.says(QUERY, evidence=untouched)
    slower = Evidence(digest_of(QUERY), (FIRST.answers(digest_of(QUERY)),))
    talk.usa.says(QUERY, evidence=slower, precedence=Precedence.FLASH)
    talk.passes(5_000)
    codes = ["release-unproved", "release-key-unknown", "release-presence", "release-digest"]
    assert shown(talk.rus) == codes
    assert answered(talk.rus) == codes
    assert not talk.rus.node.state.shelf.model.told, "no thread of it stands"


def test_a_revoked_key_releases_nothing_more(talk: Talk) -> None:
    assert named(talk.usa, FIRST, revoke=True).code == ""
    assert released(talk.usa, QUERY, FIRST).code == "release-key-revoked"
    careless(talk)
    released(talk.usa, QUERY, FIRST)
    talk.passes(5_000)
    assert shown(talk.rus) == ["release-key-revoked"]
    assert named(talk.usa, FIRST, revoke=True).code == "release-key-unknown"
    assert named(talk.usa, FIRST).code == "officer-key-known"


def test_what_releases_nothing_leaves_both_nodes_as_they_were(talk: Talk) -> None:
    """A signature over a draft that changed, an assertion by an unknown key, by a revoked one, and none at all."""
    changed = Evidence(digest_of(QUERY), (FIRST.answers(digest_of(m.Query(language="en", text="Was that yours?"))),))
    tries = [
        lambda: talk.usa.says(QUERY, evidence=changed, officers=1),
        lambda: released(talk.usa, QUERY, SECOND),
        lambda: talk.usa.says(QUERY),
    ]
    codes = ["release-digest", "release-key-unknown", "release-unproved"]
    for each, code in zip(tries, codes, strict=True):
        refused_alike(talk, each, code)
    named(talk.usa, FIRST, revoke=True)
    talk.passes(5_000)
    refused_alike(talk, lambda: released(talk.usa, QUERY, FIRST), "release-key-revoked")


def refused_alike(talk: Talk, says: Callable[[], Answer], code: str) -> None:
    """A node refuses to say it, in words; neither record has it, and neither desk has a thread of it."""

    def stands() -> list[tuple[list[object], int]]:
        states = [side.node.state for side in (talk.usa, talk.rus)]
        return [(list(state.shelf.model.told), state.shelf.count("USA")) for state in states]

    before = stands()
    answer = says()
    talk.passes(5_000)
    assert (answer.id, answer.code) == (None, code)
    told_in_words(code, answer.message)
    assert stands() == before


CALL = m.CallRequest(
    language="en",
    pairing="chiefs-of-staff",
    topic="The flights of November",
    slots_ms=(WALL_MS + DAY_MS,),
    call_language="en",
    interpreter=m.Interpreter.BOTH,
)


def test_a_call_request_that_no_officer_released_crosses_nothing(talk: Talk) -> None:
    named(talk.rus, SECOND)
    talk.passes(5_000)
    careless(talk)
    theirs = talk.usa.says(CALL)
    talk.ms += 10  # and nothing has arrived
    ours = released(talk.rus, CALL, SECOND)
    talk.passes(5_000)
    assert (theirs.code, ours.code, shown(talk.rus)) == ("", "", ["release-unproved"])
    assert ours.id is not None
    thread = talk.rus.node.state.config.desk.thread(ours.id)
    assert thread is not None
    assert (str(thread.state), thread.one_with) == ("asked", None), "what counts for nothing takes no call's place"


def test_a_node_for_which_it_would_cross_is_found(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    def opens(agreed: Terms, statement: Statement) -> bool:
        return not opening_code(agreed.at(statement.position), statement)

    monkeypatch.setattr("parley.node.folding.opens", opens)
    with pytest.raises(AssertionError, match="takes no call's place"):
        test_a_call_request_that_no_officer_released_crosses_nothing(talk)


def test_a_key_of_theirs_is_none_of_ours(talk: Talk) -> None:
    careless(talk)
    assert named(talk.rus, SECOND).code == ""
    talk.passes(5_000)
    released(talk.usa, QUERY, SECOND)
    talk.passes(5_000)
    assert shown(talk.rus) == ["release-key-unknown"]


def test_two_officers_are_two_keys(talk: Talk) -> None:
    named(talk.usa, SECOND)
    lift = m.Resumption(from_ms=1_800_000_000_000, ordered_by="minister-of-defence")
    stop = m.Suspension(
        direction=m.Direction.OURS, from_ms=1_800_000_000_000, ordered_by="minister-of-defence",
        review_ms=1_900_000_000_000,
    )  # fmt: skip
    assert released(talk.usa, stop, FIRST, officers=2).code == "release-unproved"
    opened = released(talk.usa, stop, FIRST, SECOND)
    talk.passes(5_000)
    assert released(talk.usa, lift, FIRST, SECOND, thread=opened.id).code == ""
    talk.passes(5_000)
    assert shown(talk.rus) == ["", ""]


def test_an_alarm_and_a_check_wait_for_no_key(talk: Talk) -> None:
    accident = m.AccidentReport(language="en", accident=m.Accident.MISSILE, at_ms=1, armed=m.Armed.NOT_KNOWN)
    assert talk.usa.says(accident, precedence=Precedence.FLASH).code == ""
    check = m.WatchCheck(seat="watch-officer", challenge="7KQ2M", scheduled_ms=None)
    assert talk.usa.says(check, traffic_class=TrafficClass.TEST).code == ""
    talk.passes(5_000)
    assert shown(talk.rus) == ["", ""]


def test_a_start_and_an_old_backup_judge_as_before(talk: Talk) -> None:
    backup = talk.rus.store.copy()
    careless(talk)
    released(talk.usa, QUERY, FIRST)
    released(talk.usa, QUERY, SECOND)
    talk.passes(5_000)
    before = talk.rus.node.state.shelf.codes()
    assert [code for _, code in before] == ["release-key-unknown"]
    starts(talk.rus, ASKED)
    assert talk.rus.node.state.shelf.codes() == before
    talk.rus.store = backup
    starts(talk.rus, ASKED)
    assert talk.rus.node.state.shelf.codes() == before


def test_what_was_said_before_the_agreement_asked_for_keys_stays() -> None:
    talk = under(TEXT)
    talk.usa.says(QUERY)
    talk.passes(5_000)
    for side in (talk.usa, talk.rus):
        signs(side, ASKED)
        talk.passes(5_000)
    assert talk.usa.says(QUERY).code == "release-unproved"
    assert shown(talk.rus) == [""]


def test_what_the_agreement_keeps_inside_is_not_shown() -> None:
    talk = under(TEXT + '\n[disclosure]\npublicity = "private"\nopened = false\n')
    asked = talk.rus.says(QUERY)
    talk.passes(5_000)
    assert asked.id is not None
    opened = m.Progress(of=asked.id, step=m.Step.OPENED, seat="watch-officer")
    reached = m.Reached(of=asked.id, reached=m.YesOrNo.YES)
    assert talk.usa.says(opened, thread=asked.id).code == "disclosure-not-agreed"
    assert talk.usa.says(reached, thread=asked.id).code == "disclosure-not-agreed"
    told = under(TEXT + '\n[disclosure]\npublicity = "private"\nreached = true\n')
    asked = told.rus.says(QUERY)
    told.passes(5_000)
    assert asked.id is not None
    yes, no = (m.Reached(of=asked.id, reached=answer) for answer in m.YesOrNo)
    opened = m.Progress(of=asked.id, step=m.Step.OPENED, seat="watch-officer")
    for message in (opened, no, yes):
        assert told.usa.says(message, thread=asked.id).code == ""
    assert told.rus.says(yes, thread=asked.id).code == "ack-own"
    told.passes(5_000)
    assert shown(told.rus) == ["", "", ""]


@pytest.mark.parametrize(
    ("seat", "host", "key"),
    [("Colonel Smith", "localhost", FIRST.cose), ("chief", "", FIRST.cose), ("chief", "localhost", FIRST.cose[:-1])],
)
def test_a_key_that_is_none_is_not_named(talk: Talk, seat: str, host: str, key: bytes) -> None:
    talk.usa.tokens += 1
    done = talk.usa.round(OfficerNamed(token=talk.usa.tokens, seat=seat, rp_id=host, key=key))
    assert [effect.code for effect in done if isinstance(effect, Answer)] == ["officer-key-malformed"]
