"""The read model: what is settled is drawn once, and again when the places that it was drawn from change."""

from parley.desk import messages as m
from parley.desk.agreement import Terms
from parley.node.desk import Statement, fold
from parley.node.notice_views import notice_views
from parley.node.reading import Model
from parley.node.views import VIEWS
from parley.words.instants import MINUTE_MS
from sim import samples as s
from tests.desk.agreements import AGREEMENT
from tests.node.telling import Kept, Telling

REACH = 5


class Late(Kept):
    """A record in which every receipt stands at one place."""

    def reach(self, statement: Statement, parties: object) -> int | None:  # noqa: ARG002  as a source is asked
        return REACH if (statement.id, "RUS") in self.stored else None


def drawn_then_stored_earlier() -> tuple[Model, Late, int]:
    """A hazard notice that is settled, of which an earlier receipt then comes."""
    said = Telling().say("USA", s.HAZARD, s.AT_MS - 60 * MINUTE_MS)
    source = Late({(said.id, "RUS"): s.AT_MS - 30 * MINUTE_MS}, statements=[said])
    terms = Terms(AGREEMENT)
    model = Model(terms, source, VIEWS)
    thread, codes = fold(terms, [said])
    model.note(said.id, thread, [said], codes)
    model.settle(1)
    (before,) = notice_views(model.reading(s.AT_MS))
    assert before.ahead_min is not None
    source.stored[said.id, "RUS"] = s.AT_MS - 50 * MINUTE_MS
    return model, source, before.ahead_min


def test_what_was_drawn_from_a_place_that_changed_is_drawn_again() -> None:
    model, _, before_min = drawn_then_stored_earlier()
    model.moved(REACH)
    (view,) = notice_views(model.reading(s.AT_MS))
    assert view.ahead_min == before_min + 20


def test_what_stands_below_the_change_is_not_drawn_again() -> None:
    model, _, before_min = drawn_then_stored_earlier()
    model.moved(REACH + 1)
    (view,) = notice_views(model.reading(s.AT_MS))
    assert view.ahead_min == before_min


def test_a_reply_to_a_query_shows_beside_the_notice_that_it_asks_about() -> None:
    telling = Telling()
    notice = telling.say("USA", s.NOTICE, s.AT_MS - 60 * MINUTE_MS)
    query = telling.say("RUS", m.Query(language="ru", text="Вы?", subject=notice.id, point=s.POINT), s.AT_MS)
    reading = telling.reading(s.AT_MS)
    model = reading.model
    model.settle(9)
    reply = telling.say("USA", s.REPLY, s.AT_MS + MINUTE_MS, to=query)
    model.source.statements.append(reply)  # type: ignore[attr-defined]
    thread = model.told[query.id].thread
    assert thread.opener.id == query.id
    model.extend(query.id, reply, "")
    (flight,) = model.reading(s.AT_MS).rows(VIEWS.rows[1])
    assert [claim.entry for claim in flight.claims] == [query.id, reply.id]
