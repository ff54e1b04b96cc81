"""The agreement: what it says is read; whatever else it says is refused, with the line or the field."""

import re
import tomllib
import tracemalloc

import pytest

from parley.desk.agreement import Rung, parse
from parley.desk.watch import scheduled
from parley.words.faults import PeerFault
from parley.words.instants import iso, parse_iso
from parley.words.limits import AGREEMENT_BYTES_MAX, AGREEMENT_ITEMS_MAX
from parley.words.terms import Precedence
from tests.desk.agreements import AGREEMENT, TEXT
from tests.refusals import refused


def fault(text: str) -> str:
    """Say what is wrong with an agreement."""
    with pytest.raises(PeerFault) as caught:
        parse(text.encode())
    assert caught.value.code == "agreement-malformed"
    return caught.value.message


def changed(pattern: str, put: str) -> str:
    """The demo's agreement with the first match of a pattern replaced."""
    text, count = re.subn(pattern, put.replace("\\", r"\\"), TEXT, count=1, flags=re.MULTILINE)
    assert count == 1, pattern
    return text


def test_the_demo_s_agreement_is_read() -> None:
    assert dict(AGREEMENT.languages) == {"RUS": "ru", "USA": "en"}
    assert list(AGREEMENT.pairings) == ["chiefs-of-staff", "ministers-of-defence", "foreign-ministers"]
    assert AGREEMENT.pairings["chiefs-of-staff"].roles["RUS"] == "chief-of-staff"
    assert AGREEMENT.roles["watch-officer"].name["ru"] == "оперативный дежурный"
    assert AGREEMENT.reply_within_min[Precedence.FLASH] == 15
    assert set(AGREEMENT.acknowledge_within_min) == {Precedence.FLASH, Precedence.IMMEDIATE}
    assert AGREEMENT.call_answer_within_h == 48
    assert AGREEMENT.escalation[1] == Rung(after_min=5, role="director-of-operations")
    assert AGREEMENT.founded_ms == parse_iso("2021-11-01T00:00Z")


def test_44_checks_opened_in_turn() -> None:
    assert AGREEMENT.watch is not None
    checks = list(scheduled(AGREEMENT.watch, parse_iso("2022-03-23T12:00Z")))
    assert len(checks) == 44
    assert [(iso(at_ms), by) for at_ms, by in checks[:3]] == [
        ("2022-03-01T17:00Z", "USA"),
        ("2022-03-02T05:00Z", "RUS"),
        ("2022-03-02T17:00Z", "USA"),
    ]
    assert iso(checks[-1][0]) == "2022-03-23T05:00Z"
    assert list(scheduled(AGREEMENT.watch, AGREEMENT.watch.first_ms - 1)) == []
    assert len(list(scheduled(AGREEMENT.watch, AGREEMENT.watch.first_ms))) == 1


def test_an_agreement_without_a_watch_has_none() -> None:
    assert parse(changed(r"\[watch\]\n(.*\n){4}", "").encode()).watch is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "format"),
        ("format = \nx = 1", "line 1"),
        ("format = 1\nx = y\nz = 1", "line 2"),
        ("a = 1\na = 2\nb = 1", "line 2"),
        (changed("^format = 1", "format = 2"), "format"),
        (changed("^format = 1", "format = true"), "format"),
        (changed("^format = 1", "format = 1\nunheard = 1"), "unheard"),
        (changed("^founded = .*", "founded = 2021-11-01T00:00:00"), "founded"),
        (changed("^founded = .*", "founded = 1969-12-31T00:00:00Z"), "founded"),
        (changed("^founded = .*", 'founded = "2021-11-01T00:00:00Z"'), "founded"),
        (changed("^founded = .*", ""), "founded"),
        (changed("^founded = .*", "founded = 2021-13-01T00:00:00Z"), "TOML"),
        (changed('^RUS = "ru"', ""), "parties"),
        (changed('^RUS = "ru"', '"R S" = "ru"'), "parties"),
        (changed('^RUS = "ru"', "\n".join(f'P{number} = "ru"' for number in range(16))), "parties"),
        (changed('^RUS = "ru"', 'RUS = "Russian"'), "parties.RUS"),
        (changed('^RUS = "ru"', 'RUS = "fr"'), "name.fr"),
        (changed('^RUS = "ru"', 'RUS = "ru"\nPOL = "ru"'), "roles.POL"),
        (changed("^FLASH = 15", ""), "reply_within_min.FLASH"),
        (changed("^FLASH = 15", "FLASH = 0"), "reply_within_min.FLASH"),
        (changed("^FLASH = 15", "FLASH = -1"), "reply_within_min.FLASH"),
        (changed("^FLASH = 15", "FLASH = 15.0"), "reply_within_min.FLASH"),
        (changed("^FLASH = 15", "FLASH = 15\nOVERRIDE = 1"), "reply_within_min.OVERRIDE"),
        (changed("^FLASH = 15", f"FLASH = {'9' * 5000}"), "TOML"),
        (changed("^call_answer_within_h = 48", "call_answer_within_h = 9999999"), "call_answer_within_h"),
        (changed("^times = .*", "times = []"), "watch.times"),
        (changed("^times = .*", 'times = ["17:00Z", "05:00Z"]'), "watch.times"),
        (changed("^times = .*", 'times = ["05:00Z", "05:00Z"]'), "watch.times"),
        (changed("^times = .*", 'times = ["24:00Z"]'), "watch.times"),
        (changed("^times = .*", 'times = ["05:00"]'), "watch.times"),
        (changed("^times = .*", "times = [5]"), "watch.times"),
        (changed("^opened_by = .*", 'opened_by = ["POL"]'), "watch.opened_by"),
        (changed("^opened_by = .*", "opened_by = []"), "watch.opened_by"),
        (changed("^first = .*", "first = 05:00:00"), "watch.first"),
        (changed(r"^\[watch\]", "[[watch]]"), "watch"),
        (changed(r"^\[roles.watch-officer\]", "[roles.Watch]"), "roles"),
        (changed(r"^\[roles.watch-officer\]", '[roles."Ivan Ivanov"]'), "roles"),
        (changed('en = "watch officer"', 'en = ""'), "roles.watch-officer.name.en"),
        (changed('en = "watch officer"', 'en = "watch\\u202eofficer"'), "roles.watch-officer.name.en"),
        (changed('en = "watch officer"', f'en = "{"x" * 501}"'), "roles.watch-officer.name.en"),
        (changed('en = "watch officer"', 'en = "watch officer", fr = "x"'), "roles.watch-officer.name.fr"),
        (changed('USA = "chief-of-staff"', 'USA = "chief"'), "pairings.chiefs-of-staff.roles.USA"),
        (changed('USA = "chief-of-staff", ', ""), "pairings.chiefs-of-staff.roles.USA"),
        (changed("^after_min = 5", "after_min = 20"), "escalation[2].after_min"),
        (changed("^after_min = 5", "after_min = 5\nthen = 1"), "escalation[1].then"),
        (changed('^role = "director-of-operations"', 'role = "nobody"'), "escalation[1].role"),
        ("escalation = 1\n" + re.sub(r"\[\[escalation\]\]\n.*\n.*\n", "", TEXT), "escalation"),
        ("escalation = [1]\n" + re.sub(r"\[\[escalation\]\]\n.*\n.*\n", "", TEXT), "escalation"),
        (TEXT + '[[escalation]]\nafter_min = 15\nrole = "watch-officer"\n' * AGREEMENT_ITEMS_MAX, "escalation"),
        (TEXT + "".join(f"[pairings.p{number}]\n" for number in range(AGREEMENT_ITEMS_MAX)), "pairings"),
        ("x = " + "[" * 100_000, "nested"),
        ("#" * (AGREEMENT_BYTES_MAX + 1), "bytes"),
    ],
)
def test_whatever_else_it_says_is_refused(text: str, place: str) -> None:
    assert place in fault(text)


@pytest.mark.parametrize(
    ("pattern", "put", "says"),
    [
        (
            "^FLASH = 15",
            'FLASH = "15 min"',
            'reply_within_min.FLASH is the text "15 min"; it has to be a whole number, as 15.',
        ),
        ("^FLASH = 15", "FLASH = 15 min", "(at line 16, column 12); this line is 'FLASH = 15 min'."),
        (r"^\[watch\]", "[wacht]", "wacht is no field that may stand here; perhaps watch is meant."),
        ("^hazard = 3", "nothing-like-it = 3", "notify_ahead_days.nothing-like-it is no field that may stand here."),
        ("^hazard = 3", "hazard = 400", "notify_ahead_days.hazard is 400; it has to lie between 1 and 366."),
        ("^format = 1", "format = 2", "format is 2; it has to be 1."),
        ("^format = 1", "format = true", "format is true; it has to be a whole number, as 15."),
        ("^opened_by = .*", 'opened_by = ["USA", "\\u202eA"]', "names \\u202eA, and has to name one of: RUS, USA."),
        ("^FLASH = 15", f"FLASH = 0x{'F' * 5000}", "reply_within_min.FLASH is a number far too large; it has to lie"),
        ("^founded = .*", f"founded = 0x{'F' * 5000}", "founded is a number far too large; it has to be a date"),
        ("^FLASH = 15", '"(at line 99999, column 1)" = 1', "is missing; it has to be a whole number"),
        ("^founded = .*", "founded = 2026-01-01", "founded is 2026-01-01; it has to be a date and time with its zone"),
        ('^USA = "en"', 'USA = "English"', 'parties.USA is the text "English"; it has to be a code of a language'),
    ],
)
def test_what_is_wrong_is_told_with_what_stands_there_and_what_has_to(pattern: str, put: str, says: str) -> None:
    text, count = re.subn(pattern, lambda _: put, TEXT, count=1, flags=re.MULTILINE)
    assert count == 1
    assert says in fault(text)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\x00", b"format = 1\r"])
def test_bytes_that_are_no_text(data: bytes) -> None:
    with refused("agreement-malformed"):
        parse(data)


def test_every_line_counts() -> None:
    """Without any one of its fields the agreement is refused or says something else."""
    lines = TEXT.splitlines()
    for number, line in enumerate(lines):
        if "=" not in line or line.startswith("#"):
            continue
        text = "\n".join(lines[:number] + lines[number + 1 :])
        assert tomllib.loads(text) is not None
        try:
            agreement = parse(text.encode())
        except PeerFault:
            continue
        says_the_default = line == "takes_unreviewed = true"  # without a catalogue a file means that anyway
        assert (agreement == AGREEMENT) == says_the_default, line


@pytest.mark.parametrize("key", ["a." * 130_000 + "a = 1", "[" + "a." * 130_000 + "a]", "'a'." * 33 + "a = 1"])
def test_a_key_of_many_parts_is_refused_before_it_costs_anything(key: str) -> None:
    tracemalloc.start()
    with pytest.raises(PeerFault, match="full stops"):
        parse(key.encode())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * len(key) + 10_000


@pytest.mark.parametrize("cut", ["", "x" * 158])
def test_a_key_that_reads_like_the_place_of_a_fault_names_no_line(cut: str) -> None:
    key = f"{cut}(at line 99999, column 1)"
    with refused("agreement-malformed"):
        parse(f'["{key}"]\n["{key}"]\n'.encode())
