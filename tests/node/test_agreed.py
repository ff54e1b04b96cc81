"""The agreement at work on two nodes: amendments, templates that are not in force, bodies erased at their age."""

import pytest

from parley.desk import messages as m
from parley.node.effects import Show
from parley.record.entry import BODY_KIND_MIN, OpenKind, decode_entry
from parley.words.terms import Precedence
from tests.desk.agreements import TEXT
from tests.node.agreed_line import KEPT, NO_PROTEST, days_pass, signs, sooner, starts, under
from tests.node.forger import Forger
from tests.node.talk import Side, Talk
from tests.node.test_entries import refusals

PROTEST = m.Protest(language="en", text="You crossed.")
QUERY = m.Query(language="en", text="Was that you?")
REPLY = m.Reply(language="en", text="No.")


def flash_min(side: Side, position: int | None = None) -> int:
    return side.node.state.config.desk.terms.at(position).reply_within_min[Precedence.FLASH]


def words_kept(side: Side) -> list[str]:
    """The bodies of statements that a side's store holds, in the order of keeping."""
    rows = [(decode_entry(row.entry), row.body) for row in side.store.replay()]
    return [body.decode("latin-1") for entry, body in rows if body is not None and entry.kind >= BODY_KIND_MIN]


def has(side: Side, words: str) -> bool:
    return any(words in body for body in words_kept(side))


def position(side: Side, entry: bytes) -> int:
    feed, index = side.node.state.places[entry]
    return feed.positions[index]


# ---------------------------------------------------------------- amendments


def test_an_amendment_holds_once_both_have_signed_it_and_for_what_comes_behind() -> None:
    talk = under(TEXT)
    before = talk.usa.says(QUERY, precedence=Precedence.FLASH)
    talk.passes(5_000)
    assert signs(talk.usa, sooner()).code == ""
    talk.passes(5_000)
    assert (flash_min(talk.usa), flash_min(talk.rus)) == (15, 15)
    assert signs(talk.rus, sooner()).code == ""
    talk.passes(5_000)
    after = talk.usa.says(QUERY, precedence=Precedence.FLASH)
    talk.passes(5_000)
    for side in (talk.usa, talk.rus):
        assert flash_min(side) == 10
        assert before.id is not None
        assert after.id is not None
        assert flash_min(side, position(side, before.id)) == 15
        assert flash_min(side, position(side, after.id)) == 10


def test_a_start_finds_the_terms_that_hold() -> None:
    talk = under(TEXT)
    signs(talk.usa, sooner())
    talk.passes(5_000)
    signs(talk.rus, sooner())
    talk.passes(5_000)
    starts(talk.rus, TEXT)
    assert flash_min(talk.rus) == 10
    assert signs(talk.rus, sooner()).code == "agreement-signed"


def test_an_old_backup_learns_the_amendment_from_the_other_side() -> None:
    talk = under(TEXT)
    backup = talk.rus.store.copy()
    signs(talk.usa, sooner())
    talk.passes(5_000)
    signs(talk.rus, sooner())
    talk.passes(5_000)
    talk.rus.store = backup
    starts(talk.rus, TEXT)
    assert flash_min(talk.rus) == 10


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TEXT, "agreement-signed"),
        ("format = 1", "agreement-malformed"),
        (
            TEXT.replace('RUS = "ru"', 'POL = "ru"').replace("RUS =", "POL =").replace('"RUS"', '"POL"'),
            "agreement-malformed",
        ),
        (TEXT + "#" * 66_000, "agreement-malformed"),
        (TEXT.replace("FLASH = 15", "FLASH = 61"), "agreement-contradicts"),
    ],
)
def test_what_no_party_signs(text: str, code: str) -> None:
    talk = under(TEXT)
    assert signs(talk.usa, text).code == code
    assert OpenKind.AMENDMENT not in talk.usa.kinds()


def test_nothing_is_signed_twice_or_unheard() -> None:
    talk = under(TEXT)
    assert signs(talk.usa, sooner()).code == ""
    assert signs(talk.usa, sooner()).code == "agreement-signed"
    alone = Talk()
    assert signs(alone.usa, sooner()).code == "not-founded"


def test_a_start_that_has_not_heard_the_other_side_signs_on_an_officer_s_word() -> None:
    talk = under(TEXT)
    talk.usa.starts()
    assert signs(talk.usa, sooner()).code == "not-yet-asked"
    assert signs(talk.usa, sooner(), officer_word=True).code == ""


@pytest.mark.parametrize("spoilt", ["body", "missing", "form"])
def test_what_is_no_amendment_is_refused_and_signs_nothing(spoilt: str) -> None:
    talk = under(TEXT)
    forger = Forger(talk.rus)
    entry = forger.says("one", kind=int(OpenKind.AMENDMENT))
    if spoilt == "body":
        forger.sent[-1] = forger.sent[-1]._replace(body=b"other")
    if spoilt == "missing":
        forger.sent[-1] = forger.sent[-1]._replace(salt=None, body=None)
    talk.usa.hears(forger.packet())
    code = {"body": "body-bad", "missing": "body-missing", "form": "body-malformed"}[spoilt]
    assert refusals(talk) == [(entry, code)]
    assert talk.usa.node.state.signatures == []


# ---------------------------------------------------------------- templates in force


def test_a_template_that_is_not_in_force_is_refused_here() -> None:
    talk = under(NO_PROTEST)
    assert talk.usa.says(PROTEST).code == "template-not-in-force"
    assert talk.usa.says(QUERY).code == ""
    assert talk.usa.says("a word").code == ""


def test_what_the_counterpart_sends_so_is_kept_shown_as_refused_and_answered() -> None:
    talk = under(NO_PROTEST)
    talk.rus.node.state.config.desk.terms = under(TEXT).rus.node.state.config.desk.terms  # a counterpart that cheats
    said = talk.rus.says(PROTEST)
    assert said.code == ""
    talk.passes(5_000)
    assert [show.code for show in talk.usa.all_of(Show)] == ["template-not-in-force"]
    assert refusals(talk) == [(said.id, "template-not-in-force")]
    assert talk.usa.node.state.config.desk.thread(said.id or b"") is None


def test_an_amendment_closes_a_template_for_what_comes_behind_it() -> None:
    talk = under(TEXT)
    before = talk.usa.says(PROTEST)
    talk.passes(5_000)
    signs(talk.usa, NO_PROTEST)
    talk.passes(5_000)
    signs(talk.rus, NO_PROTEST)
    talk.passes(5_000)
    assert talk.usa.says(PROTEST).code == "template-not-in-force"
    assert talk.rus.node.state.config.desk.thread(before.id or b"") is not None


# ---------------------------------------------------------------- bodies erased


@pytest.mark.slow
def test_bodies_are_erased_on_both_sides_at_the_agreed_age_and_entries_stay() -> None:
    talk = under(KEPT)
    talk.usa.says("SECRET ONE")
    talk.passes(10_000)
    count = len(list(talk.rus.store.replay()))
    days_pass(talk, 29)
    assert [has(side, "SECRET ONE") for side in (talk.usa, talk.rus)] == [True, True]
    days_pass(talk, 1.5)
    days_pass(talk, 0)
    assert [has(side, "SECRET ONE") for side in (talk.usa, talk.rus)] == [False, False]
    assert len(list(talk.rus.store.replay())) > count


def test_without_a_term_nothing_is_erased() -> None:
    talk = under(TEXT)
    talk.usa.says("KEPT FOR GOOD")
    talk.passes(10_000)
    days_pass(talk, 4_000)
    assert [has(side, "KEPT FOR GOOD") for side in (talk.usa, talk.rus)] == [True, True]


def test_what_is_not_receipted_stays() -> None:
    talk = under(KEPT)
    talk.rus.up = False
    talk.usa.says("NOT RECEIPTED")
    talk.ms += 40 * 86_400_000
    talk.usa.round()
    talk.usa.node.state.erase_next_ms = 0
    talk.usa.round()
    assert has(talk.usa, "NOT RECEIPTED")


@pytest.mark.slow
def test_a_query_without_its_answer_stays_and_goes_with_it() -> None:
    talk = under(KEPT)
    asked = talk.usa.says(QUERY)
    talk.passes(10_000)
    days_pass(talk, 31)
    days_pass(talk, 0)
    assert has(talk.usa, "Was that you?")
    assert talk.rus.says(REPLY, thread=asked.id).code == ""
    talk.passes(10_000)
    days_pass(talk, 29)
    assert has(talk.usa, "Was that you?")
    days_pass(talk, 1.5)
    days_pass(talk, 0)
    assert words_kept(talk.usa) == words_kept(talk.rus) == []
    assert talk.usa.says("more of it", thread=asked.id).code == "thread-erased"


@pytest.mark.slow
def test_a_start_and_a_counterpart_s_old_backup_hold_as_erased_what_is_erased() -> None:
    talk = under(KEPT)
    backup = talk.rus.store.copy()
    for number in range(3):
        talk.usa.says(f"SECRET {number}")
        talk.rus.says(f"ALSO {number}")
        talk.passes(5_000)
    days_pass(talk, 31)
    days_pass(talk, 0)
    assert words_kept(talk.usa) == words_kept(talk.rus) == []
    starts(talk.usa, KEPT)
    assert len(talk.usa.node.state.erased_threads) == 6
    talk.rus.store = backup
    starts(talk.rus, KEPT)
    talk.passes(60_000)
    assert len(talk.rus.node.state.erased_threads) == 6
    assert talk.rus.node.state.bodyless == {}
    assert [entry for entry in talk.rus.entries() if entry.kind == OpenKind.REFUSED] == []
    assert [entry for entry in talk.usa.entries() if entry.kind == OpenKind.REFUSED] == []
    assert talk.rus.says("and on").code == ""
    talk.passes(10_000)
    assert has(talk.usa, "and on")


@pytest.mark.slow
def test_a_body_that_no_age_allows_to_be_missing_is_refused_and_stays_refused() -> None:
    talk = under(KEPT)
    forger = Forger(talk.rus)
    entry = forger.says("one")
    forger.sent[-1] = forger.sent[-1]._replace(salt=None, body=None)
    talk.usa.hears(forger.packet())
    assert refusals(talk) == [(entry, "body-missing")]
    days_pass(talk, 31)
    days_pass(talk, 0)
    starts(talk.usa, KEPT)
    assert talk.usa.node.state.erased_threads == {}


@pytest.mark.slow
def test_what_is_left_of_a_thread_goes_at_its_age_where_the_counterpart_erased_the_rest() -> None:
    talk = under(KEPT)
    asked = talk.usa.says(QUERY)
    talk.passes(10_000)
    backup = talk.usa.store.copy()
    assert talk.rus.says(REPLY, thread=asked.id).code == ""
    talk.passes(10_000)
    days_pass(talk, 31)
    days_pass(talk, 0)
    assert words_kept(talk.rus) == []
    talk.usa.store = backup
    starts(talk.usa, KEPT)
    assert has(talk.usa, "Was that you?")
    days_pass(talk, 0)
    assert words_kept(talk.usa) == []


@pytest.mark.slow
def test_what_came_without_a_body_keeps_its_thread_and_is_judged_by_what_the_counterpart_says_after_it() -> None:
    talk = under(KEPT)
    said = talk.usa.says("SECRET")
    talk.passes(10_000)
    talk.usa.node.state.erase_next_ms = 1 << 62
    days_pass(talk, 31)
    talk.rus.up = talk.usa.up = False
    forger = Forger(talk.rus)
    entry = forger.says("and more", thread=said.id)
    forger.sent[-1] = forger.sent[-1]._replace(salt=None, body=None)
    assert talk.usa.known.whole
    talk.usa.hears(forger.packet())
    assert refusals(talk) == []
    talk.usa.node.state.erase_next_ms = 0
    talk.usa.round()
    assert has(talk.usa, "SECRET")
    talk.rus.up = talk.usa.up = True
    talk.passes(600_000)
    assert refusals(talk) == [(entry, "body-missing")]
    talk.usa.node.state.erase_next_ms = 0
    talk.usa.round()
    assert not has(talk.usa, "SECRET")


@pytest.mark.slow
def test_an_amendment_to_keep_longer_leaves_what_came_before_to_its_age() -> None:
    talk = under(KEPT)
    longer = KEPT.replace("bodies_days = 30", "bodies_days = 60")
    talk.usa.says("THIRTY")
    talk.passes(5_000)
    signs(talk.usa, longer)
    talk.passes(5_000)
    signs(talk.rus, longer)
    talk.passes(5_000)
    talk.usa.says("SIXTY")
    talk.passes(10_000)
    days_pass(talk, 31)
    days_pass(talk, 0)
    assert (has(talk.rus, "THIRTY"), has(talk.rus, "SIXTY")) == (False, True)
    days_pass(talk, 31)
    days_pass(talk, 0)
    assert not has(talk.rus, "SIXTY")
