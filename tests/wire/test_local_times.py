"""Local times beside the date-time group: by the clocks of the zones that the parties name, in every language."""

import zoneinfo
from collections.abc import Iterator

import pytest

from parley.desk import messages as m
from parley.desk.fields import ZONE
from parley.wire.context import Context
from parley.wire.local_times import shown, zone_of
from parley.wire.render import point, render
from parley.wire.speech import LANGUAGES
from parley.words.instants import INSTANT_MS_MAX, parse_iso

ZONES = {"USA": "America/New_York", "RUS": "Europe/Moscow"}
STRIKE = parse_iso("2022-03-13T02:45Z")


def test_the_date_stands_where_it_is_another_than_that_of_utc() -> None:
    assert shown(STRIKE, ZONES) == "130245Z MAR 22 (RUS 05:45, USA 12 MAR 21:45)"
    assert shown(STRIKE, {"RUS": "Europe/Moscow"}) == "130245Z MAR 22 (RUS 05:45)"
    assert shown(STRIKE, {}) == "130245Z MAR 22"


def test_summer_time_is_that_of_the_day() -> None:
    before, after = (shown(parse_iso(f"2022-03-13T{hour}:30Z"), ZONES) for hour in ("06", "07"))
    assert (before[-6:], after[-6:]) == ("01:30)", "03:30)")


def test_a_zone_that_this_machine_does_not_have_is_left_out() -> None:
    assert shown(STRIKE, ZONES | {"POL": "Europe/Varsovie"}) == shown(STRIKE, ZONES)
    assert shown(STRIKE, {"POL": "Europe/Varsovie"}) == "130245Z MAR 22"
    assert zone_of("America") is None  # a folder


def test_the_ends_of_the_calendar() -> None:
    assert shown(INSTANT_MS_MAX, ZONES) == "312359Z DEC 99 (USA 18:59)"
    assert shown(0, ZONES) == "010000Z JAN 70 (RUS 03:00, USA 31 DEC 19:00)"


def test_every_zone_of_a_place_has_the_form_of_one() -> None:
    names = [name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("SystemV/")]
    assert len(names) > 400
    assert [name for name in names if ZONE.fullmatch(name) is None] == []


@pytest.fixture
def no_zones_of_its_own() -> Iterator[None]:
    zoneinfo.reset_tzpath([])
    zoneinfo.ZoneInfo.clear_cache()
    zone_of.cache_clear()
    yield
    zoneinfo.reset_tzpath()
    zone_of.cache_clear()


@pytest.mark.usefixtures("no_zones_of_its_own")
def test_a_machine_without_zones_of_its_own_has_those_of_the_package() -> None:
    assert shown(STRIKE, ZONES) == "130245Z MAR 22 (RUS 05:45, USA 12 MAR 21:45)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_say_them_in_every_language(language: str) -> None:
    claim = m.Query(language="en", text="Was this you?", point=m.Point(at_ms=STRIKE))
    holding = m.HoldingReply(language="en", text="Wait.", promised_ms=STRIKE)
    named, plain = Context(author="USA", addressee="RUS", zones=ZONES), Context(author="USA", addressee="RUS")
    for message in (claim, holding):
        assert shown(STRIKE, ZONES) in render(message, language, named)
        assert "05:45" not in render(message, language, plain)
    assert shown(STRIKE, ZONES) in point(claim.point or m.Point(at_ms=0), language, ZONES)
