"""Every further term of an agreement: read, refused where it is wrong, explained, and held against the others."""

import re
from dataclasses import replace

import pytest

from parley.desk.agreement import (
    ALWAYS_IN_FORCE,
    NOTICE_KINDS,
    TEMPLATES,
    ChannelSort,
    Hours,
    is_late,
    officers_for,
    parse,
    stored_by_ms,
    template_in_force,
)
from parley.desk.agreement.contradictions import RULES, contradictions, refuse_contradictions
from parley.desk.agreement.explained import explained
from parley.desk.agreement.sentences import ENGLISH, RUSSIAN
from parley.desk.values import Publicity
from parley.desk.watch import scheduled
from parley.words.faults import PeerFault
from parley.words.instants import iso, parse_iso
from parley.words.limits import BORDER_POINTS_MAX
from parley.words.terms import Precedence
from tests.desk.agreements import AGREEMENT
from tests.desk.whole_agreement import WHOLE
from tests.refusals import refused

AGREED = parse(WHOLE.encode())


def changed(pattern: str, put: str) -> str:
    """The whole agreement with the first match of a pattern replaced."""
    text, count = re.subn(pattern, put.replace("\\", r"\\"), WHOLE, count=1, flags=re.MULTILINE)
    assert count == 1, pattern
    return text


def test_the_whole_is_read() -> None:
    assert AGREED.notify_ahead_min == {"flight": 15}
    assert AGREED.separation.lateral_m == 5000
    assert AGREED.borders[0].reference == "Treaty of 1 June 1990, annex 2"
    assert AGREED.borders[1].points == ((54_500_000, 19_640_000), (54_000_000, -180_000_000))
    assert AGREED.bodies_days == 365
    assert AGREED.hours == {
        "USA": Hours(from_min=240, until_min=1200, days=tuple(range(7)), called="director-of-operations", within_min=10)
    }
    assert AGREED.disclosure.publicity is Publicity.EMBARGO
    assert AGREED.catalogue.startswith("0123")
    assert AGREED.takes_unreviewed
    assert AGREED.reviewed == ("flight",)
    assert AGREED.time_zones == {"RUS": "Europe/Moscow"}
    assert AGREED.pairings["chiefs-of-staff"].authority["en"] == "a pause of fire"
    assert AGREED.calls_by_token
    assert not AGREEMENT.calls_by_token
    assert [AGREED.pairings["chiefs-of-staff"].covers(party, "director-of-operations") for party in ("RUS", "USA")] == [
        True,
        False,
    ]
    assert AGREED.roles["watch-officer"].address["RUS"]["en"] == "Comrade Duty Officer"


def test_the_ladders_are_read_with_alternates_channels_and_the_next_pairing() -> None:
    assert [rung.after_min for rung in AGREED.escalation] == [0, 5, 15, 40]
    assert AGREED.escalation[3].alternates == ("foreign-minister",)
    assert [rung.channel for rung in AGREED.escalation_by[Precedence.FLASH]] == [None, "un-mission"]
    assert AGREED.channels["un-mission"].sort is ChannelSort.RELAY
    assert AGREED.next_pairing == {"ministers-of-defence": "chiefs-of-staff"}


@pytest.mark.parametrize(
    ("instant", "counts"),
    [
        ("2022-03-14T04:00Z", "2022-03-14T04:00Z"),
        ("2022-03-14T19:59:59Z", "2022-03-14T19:59:59Z"),
        ("2022-03-14T20:00Z", "2022-03-14T20:10Z"),
        ("2022-03-14T03:55Z", "2022-03-14T04:00Z"),
        ("2022-03-12T03:55Z", "2022-03-12T04:05Z"),
    ],
)
def test_silence_counts_in_hours_of_watch_or_once_who_is_called_had_time_to_come(instant: str, counts: str) -> None:
    weekdays = replace(AGREED.hours["USA"], days=(0, 1, 2, 3, 4))
    assert iso(weekdays.counts_from_ms(parse_iso(instant))) == counts


def test_where_nobody_is_called_silence_waits_for_the_watch() -> None:
    weekdays = replace(AGREED.hours["USA"], days=(0, 1, 2, 3, 4), within_min=None)
    assert iso(weekdays.counts_from_ms(parse_iso("2022-03-11T20:00Z"))) == "2022-03-14T04:00Z"


def test_what_an_older_file_does_not_say_has_its_default() -> None:
    assert AGREEMENT.in_force is None
    assert AGREEMENT.bodies_days is None
    assert parse(changed("^takes_unreviewed = .*\ncatalogue = .*", "").encode()).takes_unreviewed
    assert not parse(changed("^takes_unreviewed = .*", "").encode()).takes_unreviewed
    assert AGREEMENT.release.officers == 1
    assert AGREEMENT.hours == {}
    assert AGREEMENT.disclosure.publicity is Publicity.PRIVATE


def test_templates_bear_the_names_of_their_kinds() -> None:
    assert {"flight", "exercise", "movement", "hazard"} <= set(NOTICE_KINDS) <= set(TEMPLATES)
    assert {"holding-reply", "watch-check", "call-request"} <= set(TEMPLATES)
    assert len(set(TEMPLATES)) == len(TEMPLATES)


def test_a_template_is_in_force_for_those_who_are_named() -> None:
    assert template_in_force(AGREED, "hazard", "USA")
    assert not template_in_force(AGREED, "hazard", "RUS")
    assert not template_in_force(AGREED, "protest", "USA")
    assert all(template_in_force(AGREED, template, "RUS") for template in ALWAYS_IN_FORCE)
    assert template_in_force(AGREEMENT, "protest", "USA")


def test_as_many_officers_as_the_template_asks() -> None:
    assert (officers_for(AGREED, "hazard"), officers_for(AGREED, "flight")) == (2, 1)


@pytest.mark.parametrize(
    ("template", "last"),
    [
        ("flight", "2022-03-18T09:45Z"),
        ("hazard", "2022-03-15T23:59:59Z"),
        ("movement", None),
    ],
)
def test_a_notice_is_late_from_a_stated_ms_on(template: str, last: str | None) -> None:
    begins_ms = parse_iso("2022-03-18T10:00Z")
    by_ms = stored_by_ms(AGREED, template, begins_ms)
    assert (None if by_ms is None else iso(by_ms)) == last
    if by_ms is None:
        assert not is_late(AGREED, template, begins_ms, begins_ms)
    else:
        assert [is_late(AGREED, template, begins_ms, by_ms + later) for later in (0, 1)] == [False, True]


def test_the_calendar_has_exceptions() -> None:
    assert AGREED.watch is not None
    checks = [iso(at_ms) for at_ms, _ in scheduled(AGREED.watch, parse_iso("2022-12-27T00:00Z"))]
    of_may = [at for at in checks if "2022-05-08" <= at < "2022-05-12"]
    assert of_may == ["2022-05-08T05:00Z", "2022-05-08T17:00Z", "2022-05-11T05:00Z", "2022-05-11T17:00Z"]
    assert checks[-3:] == ["2022-12-25T06:00Z", "2022-12-26T05:00Z", "2022-12-26T17:00Z"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (changed("^takes_unreviewed = .*", "takes_unreviewed = 1"), "takes_unreviewed"),
        (changed("^catalogue = .*", 'catalogue = "ABC"'), "catalogue"),
        (changed("^reviewed = .*", 'reviewed = ["watch-check"]'), "reviewed"),
        (changed("^reviewed = .*", "reviewed = []"), "reviewed"),
        (changed("^flight = 15", "query = 15"), "notify_ahead_min.query"),
        (changed("^flight = 15", "flight = 0"), "notify_ahead_min.flight"),
        (changed(r"^hazard = \[.*", "hazrad = []"), "in_force"),
        (changed(r"^hazard = \[.*", "hazard = []"), "in_force.hazard"),
        (changed(r"^hazard = \[.*", 'hazard = ["POL"]'), "in_force.hazard"),
        (changed(r"^hazard = \[.*", 'watch-check = ["USA"]'), "in_force.watch-check"),
        (changed("^lateral_m = .*", "lateral_m = 0"), "separation.lateral_m"),
        (changed("^lateral_m = .*", "lateral_km = 5"), "separation.lateral_km"),
        (changed("^declared_by = .*", 'declared_by = "POL"'), "borders[0].declared_by"),
        (changed("^declared_by = .*", 'declared_by = "USA"'), "borders[1].name"),
        (changed("^reference = .*", ""), "borders[0]"),
        (changed("^error_m = .*", "points = [[0, 0], [1, 1]]"), "borders[0]"),
        (changed("^error_m = .*", "error_m = -1"), "borders[0].error_m"),
        (changed("^points = .*", "points = [[54.5, 19.64]]"), "borders[1].points"),
        (changed("^points = .*", "points = [[91, 0], [0, 0]]"), "borders[1].points[0]"),
        (changed("^points = .*", "points = [[0, 0], [0, nan]]"), "borders[1].points[1]"),
        (changed("^points = .*", "points = [[0, 0], [0, true]]"), "borders[1].points[1]"),
        (changed("^points = .*", 'points = [[0, 0], [0, "1"]]'), "borders[1].points[1]"),
        (changed("^points = .*", f"points = {[[0, 0]] * (BORDER_POINTS_MAX + 1)}"), "borders[1].points"),
        (changed("^officers = .*", "officers = 3"), "release.officers"),
        (changed("^hazard = 2", "hazard = 3"), "release.by_template.hazard"),
        (changed("^roles = .*watch-officer.*", 'roles = ["nobody"]'), "release.roles"),
        (changed("^bodies_days = .*", "bodies_days = 0"), "retention.bodies_days"),
        (changed("^bodies_days = .*", "bodies_days = 1\nsalts_days = 2"), "retention.salts_days"),
        (changed('^RUS = "Europe/Moscow"', 'POL = "Europe/Warsaw"'), "time_zones.POL"),
        (changed('^RUS = "Europe/Moscow"', 'RUS = "../../etc/localtime"'), "time_zones.RUS"),
        (changed('^RUS = "Europe/Moscow"', 'RUS = "localtime"'), "time_zones.RUS"),
        (changed('^RUS = "Europe/Moscow"', "RUS = 3"), "time_zones.RUS"),
        (changed(r"^\[hours.USA\]", "[hours.POL]"), "hours.POL"),
        (changed('^from = "04:00Z"', 'from = "4:00"'), "hours.USA.from"),
        (changed('^until = "20:00Z"', 'until = "04:00Z"'), "hours.USA.until"),
        (changed("^days = .*", 'days = ["monday"]'), "hours.USA.days"),
        (changed("^days = .*", 'days = ["mon", "mon"]'), "hours.USA.days"),
        (changed("^called = .*", 'called = "nobody"'), "hours.USA.called"),
        (changed('^sort = "line"', 'sort = "pigeon"'), "channels.attaches.sort"),
        (changed('^sort = "line"', 'sort = "line"\nparty = "USA"'), "channels.attaches.party"),
        (changed('^channel = "un-mission"', 'channel = "post"'), "escalation_by.FLASH[1].channel"),
        (changed("^alternates = .*foreign.*", 'alternates = ["nobody"]'), "escalation[3].alternates"),
        (changed("^after_min = 20", "after_min = -1"), "escalation_by.FLASH[1].after_min"),
        (
            changed(r"^\[\[escalation_by.FLASH\]\]\nafter_min = 20", "[[escalation_by.FAST]]\nafter_min = 20"),
            "escalation_by.FAST",
        ),
        (changed("^ministers-of-defence = .*", 'ministers-of-defence = "kings"'), "next_pairing.ministers-of-defence"),
        (changed("^ministers-of-defence = .*", 'kings = "chiefs-of-staff"'), "next_pairing.kings"),
        (changed("^publicity = .*", 'publicity = "secret"'), "disclosure.publicity"),
        (changed("^until = 2022-05-10", "until = 2022-05-08"), "watch.exceptions"),
        (changed("^until = 2022-05-10", 'until = "2022-05-10"'), "watch.exceptions[0].until"),
        (changed("^from = 2022-05-09", "from = 1969-12-31"), "watch.exceptions[0].from"),
        (changed("^from = 2022-05-09", "from = 2022-05-09T00:00:00Z"), "watch.exceptions[0].from"),
        (changed("^en = .*Comrade.*", ""), "address.RUS.en"),
        (changed(r"watch-officer.address.RUS\]", "watch-officer.address.POL]"), "address.POL"),
        (changed("^alternates = .*", 'alternates = { RUS = ["colonel"] }'), "alternates.RUS"),
        (changed("^alternates = .*", 'alternates = { POL = ["chief-of-staff"] }'), "alternates.POL"),
        (changed("^calls_by_token = true", 'calls_by_token = "yes"'), "calls_by_token"),
    ],
)
def test_whatever_else_it_says_is_refused(text: str, place: str) -> None:
    with pytest.raises(PeerFault) as caught:
        parse(text.encode())
    assert caught.value.code == "agreement-malformed"
    assert place in caught.value.message


def test_a_watch_until_midnight() -> None:
    hours = parse(changed('^until = "20:00Z"', 'until = "00:00Z"').encode()).hours["USA"]
    assert (hours.from_min, hours.until_min) == (240, 1440)


BROKEN = {
    "reply-clocks": ("^FLASH = 15", "FLASH = 61", "reply_within_min.FLASH"),
    "acknowledge-clocks": ("^FLASH = 5", "FLASH = 15\nPRIORITY = 10", "acknowledge_within_min.IMMEDIATE"),
    "read-after-reply": ("^IMMEDIATE = 15", "IMMEDIATE = 61", "acknowledge_within_min.IMMEDIATE"),
    "checks-overlap": ("^answer_within_min = 5", "answer_within_min = 721", "watch.answer_within_min"),
    "check-outside-hours": ('^from = "04:00Z"', 'from = "06:00Z"', "watch.times"),
    "exception-outside": ("^from = 2022-12-25", "from = 2021-12-25", "watch.exceptions[1]"),
    "exceptions-overlap": ("^from = 2022-12-25", "from = 2022-05-10", "watch.exceptions[1]"),
    "checks-before-founding": ("^founded = .*", "founded = 2022-03-03T00:00:00Z", "watch.first"),
    "not-in-force": ("^flight = 15", "movement = 15", "notify_ahead_min.movement"),
    "no-answer-in-force": (r"^reply = \[.*", 'reply = ["USA"]', "in_force.query"),
    "two-lead-times": ("^flight = 15", "hazard = 15", "notify_ahead_min.hazard"),
    "erased-too-early": ("^bodies_days = .*", "bodies_days = 13", "retention.bodies_days"),
    "nobody-called": ("^called = .*", "", "hours.USA"),
    "called-too-late": ("^within_min = 10", "within_min = 16", "hours.USA.within_min"),
    "too-few-roles": (r'^roles = \["watch-officer", .*', 'roles = ["watch-officer"]', "release.by_template.hazard"),
    "alternate-twice": (
        "^alternates = .*",
        'alternates = { RUS = ["chief-of-staff"] }',
        "pairings.chiefs-of-staff.alternates.RUS",
    ),
    "token-not-in-force": (r"^call-mark = .*", 'call-mark = ["USA"]', "in_force.call-mark"),
    "embargo": ("^embargo_h = .*", "", "disclosure.embargo_h"),
    "nothing-reviewed": (
        r"^takes_unreviewed = true(\n.*)\nreviewed = .*",
        r"takes_unreviewed = false",
        "takes_unreviewed",
    ),
    "slower-ladder": (r"^after_min = 20", "after_min = 41", "escalation_by.FLASH"),
    "channel-too-soon": (r"^after_min = 20", "after_min = 9", "escalation_by.FLASH[1].after_min"),
    "pairings-in-a-ring": (
        "^ministers-of-defence = .*",
        'ministers-of-defence = "ministers-of-defence"',
        "next_pairing.ministers-of-defence",
    ),
    "relay-between-two": ('^sort = "relay"', 'sort = "relay"\nparty = "USA"', "channels.un-mission.party"),
    "no-border": (r"^\[\[borders\]\]\n(.*\n){4}\n\[\[borders\]\]\n(.*\n){3}", "", "border_min_m.exercise"),
}


def test_the_whole_does_not_contradict_itself() -> None:
    assert contradictions(AGREED) == ()
    assert contradictions(AGREEMENT) == ()
    refuse_contradictions(AGREED)


@pytest.mark.parametrize("rule", RULES)
def test_each_contradiction_is_found_where_it_stands(rule: str) -> None:
    pattern, put, place = BROKEN[rule]
    agreement = parse(changed(pattern, put).encode())
    found = [(each.rule, each.place) for each in contradictions(agreement)]
    assert (rule, place) in found
    assert {each.rule for each in contradictions(agreement)} == {rule}
    with refused("agreement-contradicts"):
        refuse_contradictions(agreement)


def test_it_is_explained_in_both_languages() -> None:
    english, russian = explained(AGREED, "en"), explained(AGREED, "ru")
    assert len(english) == len(russian)
    assert "On 2022-12-25/2022-12-25 the checks are at 06:00Z instead." in english
    assert "Через 365 сут после сохранения сказанное стирают все; что оно было и когда, остаётся доказуемым." in russian
    assert explained(AGREED, "fr") == english


def test_no_sentence_lacks_its_other_language() -> None:
    assert ENGLISH.keys() == RUSSIAN.keys()
    for name, sentence in ENGLISH.items():
        assert set(re.findall(r"\{\d\}", sentence)) == set(re.findall(r"\{\d\}", RUSSIAN[name])), name
    for rule in RULES.values():
        assert set(re.findall(r"\{\d\}", rule.english)) == set(re.findall(r"\{\d\}", rule.russian)), rule


def test_every_term_counts() -> None:
    """Without any one of its lines the agreement is refused or says something else."""
    lines = WHOLE.splitlines()
    for number, line in enumerate(lines):
        if "=" not in line or line.startswith("#"):
            continue
        try:
            agreement = parse("\n".join(lines[:number] + lines[number + 1 :]).encode())
        except PeerFault:
            continue
        if line.startswith("days = "):  # every day of the week is the default
            continue
        assert agreement != AGREED, line


def test_every_term_is_told() -> None:
    """Whoever signs what is explained signs nothing that was not said: each change of a term changes the words."""
    told = explained(AGREED, "en")
    for pattern, put in [
        ("^flight = 15", "flight = 16"),
        (r"^hazard = \[.*", 'hazard = ["RUS"]'),
        ("^lateral_m = 5000", "lateral_m = 5001"),
        ("^vertical_m = 300", "vertical_m = 301"),
        ("^time_min = 10", "time_min = 11"),
        ("^exercise = 5000", "exercise = 5001"),
        ("^error_m = 50", "error_m = 51"),
        ("^hazard = 2", "hazard = 1"),
        ("^bodies_days = 365", "bodies_days = 366"),
        ('^until = "20:00Z"', 'until = "21:00Z"'),
        ("^within_min = 10", "within_min = 11"),
        ("^embargo_h = 24", "embargo_h = 25"),
        ("^until = 2022-05-10", "until = 2022-05-11"),
        ("^catalogue = .0", 'catalogue = "1'),
        ("Comrade", "Mr"),
        ("a pause of fire", "a ceasefire"),
        (r"^alternates = \{ RUS", "alternates = { USA"),
        ("^calls_by_token = true", "calls_by_token = false"),
    ]:
        assert explained(parse(changed(pattern, put).encode()), "en") != told, pattern


def test_what_is_reviewed_needs_its_answer_reviewed_too() -> None:
    strict = changed("^takes_unreviewed = true", "takes_unreviewed = false")
    short, whole = (
        parse(strict.replace('reviewed = ["flight"]', f"reviewed = {names}").encode())
        for names in ('["query", "holding-reply"]', '["query", "holding-reply", "reply"]')
    )
    assert [(each.rule, each.place) for each in contradictions(short)] == [("no-answer-in-force", "reviewed")] * 2
    assert contradictions(whole) == ()
