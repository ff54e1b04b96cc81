"""The catalogue that the parties sign, and templates that nobody has reviewed, on two nodes."""

from datetime import date
from typing import Any

import pytest

from parley.desk import messages as m
from parley.node.effects import Show
from parley.wire import wording
from parley.wire.kinds import KINDS
from parley.wire.wording import digest, needed, sentences
from parley.words.terms import Precedence
from tests.desk.agreements import TEXT
from tests.node.agreed_line import HERE, STRICT, naming, signs, sooner, starts, under
from tests.node.talk import Side, Talk
from tests.node.test_entries import refusals

QUERY = m.Query(language="en", text="Was that you?")
PROTEST = m.Protest(language="en", text="You crossed.")


def passed(*kinds: type[m.Message]) -> dict[str, Any]:
    """A table in which the wording of these kinds is reviewed in both languages of the line."""
    return {
        language: {
            name: {"by": "N. N.", "on": date(2026, 11, 24), "of": digest(sentences(language)[name])}
            for kind in kinds
            for name in needed(kind, language)
        }
        for language in ("en", "ru")
    }


@pytest.fixture
def reviewed_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """This version has every review that is signed."""
    table = passed(m.Query, m.Reply, m.HoldingReply, m.PlainStatement)
    monkeypatch.setattr(wording, "_reviews", lambda: table)


# ---------------------------------------------------------------- unreviewed templates


def test_only_what_the_parties_sign_as_reviewed_leaves_where_they_take_nothing_else() -> None:
    talk = under(STRICT)
    assert talk.usa.says(PROTEST).code == "template-unreviewed"
    assert talk.usa.says(QUERY).code == ""
    assert under(naming(HERE)).usa.says(PROTEST).code == ""


def test_what_no_line_can_do_without_needs_no_review() -> None:
    talk = under(STRICT)
    asked = talk.usa.says(QUERY)
    talk.passes(5_000)
    ack = m.Acknowledgement(of=asked.id or b"", level=m.AckLevel.READ, seat="watch-officer")
    assert talk.rus.says(ack, thread=asked.id).code == ""


def test_a_release_with_more_reviews_changes_nothing_that_is_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = passed(*(kind.type for kind in KINDS))
    monkeypatch.setattr(wording, "_reviews", lambda: everything)
    assert under(STRICT).usa.says(PROTEST).code == "template-unreviewed"


def stands(side: Side, thread: bytes | None) -> str | None:
    """Where a thread stands at a side; None where nothing opened it."""
    found = side.node.state.config.desk.thread(thread or b"")
    return None if found is None else str(found.state)


def crossing(agreement: str) -> tuple[Talk, bytes | None]:
    """RUS protests before it has seen the signature that closed protests: the place is behind, and both fold it."""
    talk = under(TEXT)
    assert signs(talk.rus, agreement).code == ""
    talk.passes(5_000)
    talk.loses = lambda _sender, _payload: True
    assert signs(talk.usa, agreement).code == ""
    talk.passes(5_000)
    said = talk.rus.says(PROTEST, precedence=Precedence.PRIORITY)
    assert said.code == ""
    assert stands(talk.rus, said.id) == "lodged"
    talk.loses = lambda _sender, _payload: False
    talk.passes(120_000)
    return talk, said.id


@pytest.mark.usefixtures("reviewed_here")
def test_what_is_not_in_force_counts_on_neither_node_and_is_answered() -> None:
    talk, protest = crossing(STRICT)
    assert [stands(side, protest) for side in (talk.usa, talk.rus)] == [None, None]
    assert [show.code for show in talk.usa.all_of(Show) if show.statement.id == protest] == ["template-unreviewed"]
    assert refusals(talk) == [(protest, "template-unreviewed")]


def test_where_the_parties_take_it_unreviewed_the_same_counts_on_both() -> None:
    talk, protest = crossing(sooner(naming(HERE)))
    assert [stands(side, protest) for side in (talk.usa, talk.rus)] == ["lodged", "lodged"]
    assert refusals(talk) == []


@pytest.mark.usefixtures("reviewed_here")
def test_nodes_that_judge_by_their_own_reviews_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: were it for each release to say what is reviewed, one protest would stand on one node."""
    talk, protest = crossing(STRICT)
    monkeypatch.setattr("parley.node.allowed.template_reviewed", lambda *_: True)  # a release that has every review
    starts(talk.rus, TEXT)
    assert [stands(side, protest) for side in (talk.usa, talk.rus)] == [None, "lodged"]


def test_no_agreement_is_signed_that_calls_reviewed_what_nobody_here_has(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = under(TEXT)
    assert signs(talk.usa, STRICT).code == "reviews-differ"
    table = passed(m.Query, m.Reply, m.HoldingReply, m.PlainStatement)
    monkeypatch.setattr(wording, "_reviews", lambda: {"en": table["en"]})
    assert signs(talk.usa, STRICT).code == "reviews-differ"
    monkeypatch.setattr(wording, "_reviews", lambda: table)
    assert signs(talk.usa, STRICT).code == ""


# ---------------------------------------------------------------- the catalogue


def test_another_catalogue_than_the_own_is_not_signed() -> None:
    talk = under(TEXT)
    refusal = signs(talk.usa, naming("ab" * 32))
    assert refusal.code == "catalogue-differs"
    assert HERE in refusal.message
    assert signs(talk.usa, naming(HERE)).code == ""


def test_a_node_whose_catalogue_is_not_the_signed_one_tells_people_and_goes_on() -> None:
    talk = under(naming("ab" * 32))
    assert "catalogue-differs" in talk.usa.alarms()
    assert talk.usa.says(QUERY, precedence=Precedence.FLASH).code == ""
    assert signs(talk.usa, naming(HERE)).code == ""
    talk.passes(5_000)
    assert signs(talk.rus, naming(HERE)).code == ""
    talk.passes(5_000)
    talk.usa.effects.clear()
    starts(talk.usa, naming("ab" * 32))
    assert talk.usa.alarms() == []


def test_a_node_that_has_the_signed_catalogue_or_was_signed_without_one_is_quiet() -> None:
    assert under(naming(HERE)).usa.alarms() == under(TEXT).usa.alarms() == []


def test_an_amendment_that_comes_in_force_with_another_catalogue_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = under(TEXT)
    assert signs(talk.usa, naming(HERE)).code == ""
    talk.passes(5_000)
    assert signs(talk.rus, naming(HERE)).code == ""
    monkeypatch.setattr(wording, "sentences", lambda _: {"query": "another wording"})
    talk.passes(5_000)
    assert "catalogue-differs" in talk.usa.alarms()
