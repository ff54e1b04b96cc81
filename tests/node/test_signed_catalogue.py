"""The catalogue that the parties sign, and templates that nobody has reviewed, on two nodes."""

from datetime import date
from typing import Any

import pytest

from parley.desk import messages as m
from parley.desk.agreement import parse
from parley.node.effects import Show
from parley.wire import wording
from parley.wire.signed import lacks_review
from parley.wire.wording import digest, needed, sentences
from parley.words.terms import Precedence
from tests.desk.agreements import TEXT
from tests.node.agreed_line import HERE, STRICT, naming, signs, starts, under
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
def queries_reviewed(monkeypatch: pytest.MonkeyPatch) -> None:
    table = passed(m.Query)
    monkeypatch.setattr(wording, "_reviews", lambda: table)


# ---------------------------------------------------------------- unreviewed templates


@pytest.mark.usefixtures("queries_reviewed")
def test_only_reviewed_templates_leave_where_the_parties_do_not_take_others() -> None:
    talk = under(STRICT)
    refusal = talk.usa.says(PROTEST)
    assert (refusal.code, refusal.message) == ("template-unreviewed", "Not reviewed in: en, ru.")
    assert talk.usa.says(QUERY).code == ""
    assert under(naming(HERE)).usa.says(PROTEST).code == ""


@pytest.mark.usefixtures("queries_reviewed")
def test_what_no_line_can_do_without_needs_no_review() -> None:
    talk = under(STRICT)
    asked = talk.usa.says(QUERY)
    talk.passes(5_000)
    ack = m.Acknowledgement(of=asked.id or b"", level=m.AckLevel.READ, seat="watch-officer")
    assert talk.rus.says(ack, thread=asked.id).code == ""


def test_one_language_without_a_review_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {"en": passed(m.Query)["en"]}
    monkeypatch.setattr(wording, "_reviews", lambda: table)
    assert lacks_review(parse(STRICT.encode()), m.Query) == ("ru",)


def test_what_a_counterpart_sends_so_is_kept_shown_as_refused_and_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = under(STRICT)
    everything = passed(m.Query, m.Protest)
    monkeypatch.setattr(wording, "_reviews", lambda: everything)  # a counterpart of another release
    said = talk.rus.says(PROTEST, precedence=Precedence.PRIORITY)
    assert said.code == ""
    monkeypatch.setattr(wording, "_reviews", dict)
    talk.passes(5_000)
    assert [show.code for show in talk.usa.all_of(Show)] == ["template-unreviewed"]
    assert refusals(talk) == [(said.id, "template-unreviewed")]
    threads = [side.node.state.config.desk.thread(said.id or b"") for side in (talk.usa, talk.rus)]
    assert [thread is not None and thread.state for thread in threads] == ["lodged", "lodged"]


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
