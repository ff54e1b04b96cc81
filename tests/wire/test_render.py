"""Each kind reads well in each language, and no slot is lost on the way to the reader."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from parley.desk import messages as m
from parley.node.desk import OPENERS
from parley.wire.context import Context
from parley.wire.kinds import KINDS
from parley.wire.render import distance, position, render, sentence_name, span, subject
from parley.wire.reports import refused_here
from parley.wire.speech import LANGUAGES, speech
from parley.words.codes import CODES
from sim import samples as s

CONTEXT = Context(author="USA, watch officer", addressee="RUS, watch officer")
Renderer = Callable[[m.Message, str], str]


def rendered(message: m.Message, language: str) -> str:
    return render(message, language, CONTEXT)


def bare(text: str) -> str:
    """A text without the marks of direction, which no reader sees."""
    return re.sub("[\u200f\u2068\u2069]", "", text)


def lost(renderer: Renderer, samples: Iterable[m.Message] = s.SAMPLES) -> list[str]:
    """The slots that a renderer does not show: changed, they leave its sentence as it was."""
    return [
        f"{type(sample).__name__}.{name} in {language}"
        for sample in samples
        for language in LANGUAGES
        for name, other in s.variants(sample)
        if renderer(other, language) == renderer(sample, language)
    ]


@pytest.mark.slow
def test_no_slot_is_lost() -> None:
    assert lost(rendered) == []


@pytest.mark.parametrize(
    "name", ["subject", "point", "scheduled_ms", "reply_within_min", "aircraft_type", "read_back", "follow_up"]
)
def test_a_renderer_that_loses_one_is_found(name: str) -> None:
    def forgetful(message: m.Message, language: str) -> str:
        may_lack = hasattr(message, name) and not isinstance(message, m.IncidentReport)
        dropped: dict[str, Any] = {name: None} if may_lack else {}
        return rendered(replace(message, **dropped), language)

    samples = [sample for sample in s.SAMPLES if getattr(sample, name, None) is not None]
    assert any(f".{name} in" in line for line in lost(forgetful, samples))


def test_every_language_knows_every_kind() -> None:
    for language in LANGUAGES:
        assert {sentence_name(kind.type) for kind in KINDS} <= speech(language).names
    for sample in s.SAMPLES:
        texts = {bare(rendered(sample, language)) for language in LANGUAGES}
        assert len(texts) == len(LANGUAGES)
        assert all(text.endswith((".", "”", "»")) for text in texts)
        assert not any(wrong in text for text in texts for wrong in ("..", " .", "  ", "None", "absent"))


def test_a_flight_notice_in_english() -> None:
    assert rendered(s.NOTICE, "en") == (
        "USA, watch officer → RUS, watch officer: flight notice. 2 aircraft (“B-52H”) between FL280 (28,000 ft, "
        "8,534 m) and FL320 (32,000 ft, 9,754 m), from "
        "161505Z NOV 21 to 171505Z NOV 21. Area (en): “Black Sea, west of 037° E”. Closest point, as declared: "
        "20.0 km (10.8 NM, 12.4 mi) from the border of Russia, at 161505Z NOV 21, position 49°58.6′ N 023°31.9′ E."
    )


def test_a_flight_notice_in_russian() -> None:
    assert rendered(s.NOTICE, "ru") == (
        "USA, watch officer → RUS, watch officer: уведомление о полёте. 2 воздушных судна («B-52H»), эшелоны от FL280 "
        "(28\u00a0000 футов, 8\u00a0534 м) до FL320 (32\u00a0000 футов, 9\u00a0754 м), с 161505Z NOV 21 "
        "по 171505Z NOV 21. Район (en): «Black Sea, west of 037° E». Ближайшая точка, как объявлено: 20,0 км (10,8 "
        "морской мили, 12,4 мили) от границы России, время 161505Z NOV 21, координаты "
        "49°58,6′ с. ш. 023°31,9′ в. д."
    )


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "1 воздушное судно"),
        (2, "2 воздушных судна"),
        (4, "4 воздушных судна"),
        (5, "5 воздушных судов"),
        (11, "11 воздушных судов"),
        (12, "12 воздушных судов"),
        (14, "14 воздушных судов"),
        (20, "20 воздушных судов"),
        (21, "21 воздушное судно"),
        (22, "22 воздушных судна"),
        (111, "111 воздушных судов"),
        (121, "121 воздушное судно"),
        (1001, "1\u00a0001 воздушное судно"),
    ],
)
def test_russian_plurals(number: int, expected: str) -> None:
    assert f" {expected} (" in rendered(replace(s.NOTICE, aircraft=number), "ru")


@pytest.mark.parametrize(
    ("movement", "expected"),
    [
        (s.TROOPS, ["1 военнослужащий", "2 военнослужащих", "5 военнослужащих", "21 военнослужащий"]),
        (s.MOVEMENT, ["1 плавсредство", "2 плавсредства", "5 плавсредств", "21 плавсредство"]),
        (s.EQUIPMENT, ["1 единица", "2 единицы", "5 единиц", "21 единица"]),
    ],
)
def test_russian_plurals_of_what_moves(movement: m.MovementNotice, expected: list[str]) -> None:
    for number, words in zip((1, 2, 5, 21), expected, strict=True):
        assert f" {words}." in rendered(replace(movement, number=number), "ru")


PAIR = "USA, watch officer → RUS, watch officer: "


@pytest.mark.parametrize(
    ("message", "in_english", "in_russian"),
    [
        (
            s.EXERCISE,
            (
                "exercise notice: exercise of strategic forces. Name (en): “GLOBAL THUNDER”. From 161505Z NOV 21 to "
                "171505Z NOV 21. Area (en): “From Alaska to the Barents Sea”. Persons: 1. Aircraft: 22. Ships: 5. "
                "Text (en): “Bombers from east and west.”"
            ),
            (
                "уведомление об учениях: учения стратегических сил. Название (en): «GLOBAL "
                "THUNDER». С 161505Z NOV 21 по "
                "171505Z NOV 21. Район (en): «From Alaska to the Barents Sea». Военнослужащих: 1. Воздушных судов: 22. "
                "Кораблей: 5. Текст (en): «Bombers from east and west.»"
            ),
        ),
        (
            s.MOVEMENT,
            (
                "movement notice: transfer of naval craft. What (en): “patrol boats”. Number: 2 "
                "craft. Leaves 161505Z NOV "
                "21. Arrives 171505Z NOV 21. Place (en): “Odessa”. Position 49°58.6′ N 023°31.9′ E. For Ukraine."
            ),
            (
                "уведомление о перемещении: передача плавсредств. Что (en): «patrol boats». "
                "Численность: 2 плавсредства. "
                "Отправление 161505Z NOV 21. Прибытие 171505Z NOV 21. Место (en): «Odessa». Координаты: 49°58,6′ с. ш. "
                "023°31,9′ в. д. Для Украины."
            ),
        ),
        (
            s.HAZARD,
            (
                "hazard notice: missiles. From 161505Z NOV 21 to 171505Z NOV 21. Area (ru): "
                "“Баренцево море”. Within 5.000 "
                "km (2.700 NM, 3.107 mi) of 49°58.6′ N 023°31.9′ E. Up to FL600 (60,000 ft, 18,288 m). Public warning "
                "(ru): “NAVAREA XX 112/21”."
            ),
            (
                "уведомление об опасности: ракетные стрельбы. С 161505Z NOV 21 по 171505Z NOV 21. "
                "Район (ru): «Баренцево "
                "море». В радиусе 5,000 км (2,700 морской мили, 3,107 мили) от точки 49°58,6′ с. ш. 023°31,9′ в. д. До "
                "FL600 (60\u00a0000 футов, 18\u00a0288 м). Открытое предупреждение (ru): «NAVAREA XX 112/21»."
            ),
        ),
        (
            s.HELD,
            (
                "the call was held from 161505Z NOV 21 to 171505Z NOV 21 and was interrupted. "
                "Agreed point 1 (en): “Flights "
                "are notified a day ahead.” Agreed point 2 (en): “The watch calls twice a day.” In "
                "effect from 171505Z NOV "
                "21. Follow-up (en): “The chiefs speak again in a month.” It is due at 171505Z NOV 21."
            ),
            (
                "телефонный разговор состоялся, с 161505Z NOV 21 по 171505Z NOV 21; разговор "
                "прервался. Договорённость 1 "
                "(en): «Flights are notified a day ahead.» Договорённость 2 (en): «The watch calls "
                "twice a day.» Действует "
                "с 171505Z NOV 21. Дальнейшие шаги (en): «The chiefs speak again in a month.» Срок: 171505Z NOV 21."
            ),
        ),
        (
            s.EMBARGO,
            "readout (under embargo until 171505Z NOV 21). Text (en): “Security was discussed.”",
            "сообщение о разговоре (под эмбарго до 171505Z NOV 21). Текст (en): «Security was discussed.»",
        ),
        (
            replace(s.CONTACT, entered=m.Entered.LINE_WAS_DOWN, read_back=None),
            (
                "telephone contact at 161505Z NOV 21; entered later, since the line was down. By: "
                "USA, watch-officer. To: "
                "RUS, chief-of-staff. Passed (en): “Two aircraft turn back.” Nothing was read back."
            ),
            (
                "телефонный контакт, время 161505Z NOV 21; внесено позже, так как связь была прервана. "
                "Звонил: USA, "
                "watch-officer. Отвечал: RUS, chief-of-staff. Передано (en): «Two aircraft turn "
                "back.» Ничего не повторено."
            ),
        ),
        (
            s.PROTEST,
            "protest. On entry 000102030405. Text (ru): “Заявляем протест.”",
            "протест. По записи 000102030405. Текст (ru): «Заявляем протест.»",
        ),
        (
            s.AMENDED,
            "the account in entry 000102030405 is amended. Text (ru): “Не месяц, а неделя.”",
            "изложенное в записи 000102030405 уточняется. Текст (ru): «Не месяц, а неделя.»",
        ),
    ],
    ids=lambda each: type(each).__name__ if not isinstance(each, str) else "",
)
def test_how_each_reads(message: m.Message, in_english: str, in_russian: str) -> None:
    assert rendered(message, "en") == PAIR + in_english
    assert rendered(message, "ru") == PAIR + in_russian


@pytest.mark.parametrize(
    ("metres", "precision", "in_english", "in_russian"),
    [
        (20_000, 100, "20.0 km (10.8 NM, 12.4 mi)", "20,0 км (10,8 морской мили, 12,4 мили)"),
        (24_000, 1000, "24 km (13 NM, 15 mi)", "24 км (13 морских миль, 15 миль)"),
        (2_000, 1000, "2 km (1 NM, 1 mi)", "2 км (1 морская миля, 1 миля)"),
        (6_000, 1000, "6 km (3 NM, 4 mi)", "6 км (3 морские мили, 4 мили)"),
        (0, 1000, "0 km (0 NM, 0 mi)", "0 км (0 морских миль, 0 миль)"),
        (1_852, 1, "1.852 km (1.000 NM, 1.151 mi)", "1,852 км (1,000 морской мили, 1,151 мили)"),
    ],
)
def test_distances_in_three_units(metres: int, precision: int, in_english: str, in_russian: str) -> None:
    value = m.BorderDistance(distance_m=metres, precision_m=precision, border_of="RUS")
    assert distance(value, "en") == in_english
    assert distance(value, "ru") == in_russian


@pytest.mark.parametrize(
    ("lat_e7", "lon_e7", "expected"),
    [
        (499_766_667, 235_316_667, "49°58.6′ N 023°31.9′ E"),
        (0, 0, "00°00.0′ N 000°00.0′ E"),
        (-1, -1, "00°00.0′ S 000°00.0′ W"),
        (899_999_999, -1_799_999_999, "90°00.0′ N 180°00.0′ W"),
        (123_456_789, 1_234_567_891, "12°20.7407′ N 123°27.4073′ E"),
    ],
)
def test_positions(lat_e7: int, lon_e7: int, expected: str) -> None:
    assert position(m.Position(lat_e7=lat_e7, lon_e7=lon_e7), "en") == expected


def test_spans() -> None:
    assert span((26 * 60 + 5) * 60_000, "en") == "26 h 5 min"
    assert span((26 * 60 + 5) * 60_000 - 20_000, "ru") == "26 ч 5 мин"
    assert span(59 * 60_000, "en") == "59 min"


def test_a_text_cannot_leave_its_quotation_marks() -> None:
    planted = replace(s.STATEMENT, text="Yes”. Proposed: now. Text (en): “No", subject=None)
    assert rendered(planted, "en").count("”") == 1
    planted = replace(planted, text="Да». Предлагаемое время: сейчас. Текст (ru): «Нет")
    assert rendered(planted, "ru").count("»") == 1


def test_entries_and_roles_by_the_reader_s_names() -> None:
    context = replace(CONTEXT, cite=lambda entry: f"USA {entry[1]}", name=lambda name: f"<{name}>")
    assert "entry USA 1: read by watch." in render(s.READ, "en", context)
    assert "<watch-officer>" in render(s.READ, "ru", context)


def test_another_language_gets_english() -> None:
    assert rendered(s.NOTICE, "fr") == rendered(s.NOTICE, "en")


def test_a_text_of_any_length_and_with_any_words_reaches_the_reader() -> None:
    long = replace(s.STATEMENT, text="а" * 16_000)
    assert "а" * 16_000 in rendered(long, "ru")
    for text in ("absent", "{ $x }", "\ue0000\ue001", "-not-agreed"):
        assert f"(ru): «{text}»." in rendered(replace(s.STATEMENT, text=text), "ru")
        assert f"(“{text}”)" in rendered(replace(s.NOTICE, aircraft_type=text), "en")


def test_a_text_that_runs_from_right_to_left_is_isolated() -> None:
    mixed = replace(s.NOTICE, area="البحر الأسود 37°", language="ar")
    text = rendered(mixed, "en")
    assert "“\u2068البحر الأسود 37°\u2069”" in text
    assert text.count("\u2068") == text.count("\u2069") > 10
    assert "\u2068" not in rendered(s.NOTICE, "en")


@pytest.mark.slow
def test_help_does_not_read_the_sentences() -> None:
    script = (
        "import sys; from parley.cli.main import whole_parser; "
        "whole_parser(); print({'fluent', 'babel'} & {*sys.modules})"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "set()\n"


EXPLOSION = m.IncidentReport(
    language="pl",
    incident=m.Incident.EXPLOSION,
    point=m.Point(at_ms=s.AT_MS, distance=m.BorderDistance(distance_m=24_000, precision_m=1000, border_of="POL")),
    text="Wybuch w magazynie.",
)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Explosion, 24 km · 13 NM from the Polish border"),
        ("ru", "Взрыв, 24 км · 13 морских миль от польской границы"),
        ("uk", "Вибух, 24 км · 13 морських миль від польського кордону"),
        ("ar", "انفجار، 24 كم · 13 ميلًا بحريًا من حدود بولندا"),
    ],
)
def test_what_a_thread_is_about(language: str, expected: str) -> None:
    assert bare(subject(EXPLOSION, language, CONTEXT) or "") == expected


def test_a_subject_is_made_of_slots_that_are_there() -> None:
    nowhere = replace(EXPLOSION, point=m.Point(at_ms=s.AT_MS))
    at_home = replace(s.POINT, distance=m.BorderDistance(distance_m=1_000, precision_m=100, border_of="XYZ"))
    assert subject(nowhere, "en", CONTEXT) == "Explosion"
    assert subject(replace(s.QUERY, point=at_home), "en", CONTEXT) == "Query, 1.0 km · 0.5 NM from the border of XYZ"
    assert subject(s.NOTICE, "en", CONTEXT) == (
        "Flight: 2 aircraft, 161505Z NOV 21, 20.0 km · 10.8 NM from the Russian border"
    )
    assert subject(s.REPLY, "en", CONTEXT) is None


def test_whatever_opens_a_thread_has_a_subject() -> None:
    openers = {sample for sample in s.SAMPLES if isinstance(sample, OPENERS)}
    for language in LANGUAGES:
        subjects = [subject(sample, language, CONTEXT) for sample in openers]
        assert all(subjects)
        assert not any(wrong in bare(text or "") for text in subjects for wrong in ("..", " .", "  ", "None", "absent"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_told_in_the_officers_language(language: str) -> None:
    told = refused_here("slot-range", "Slot aircraft is outside 1 to 10000.", language)
    assert told.endswith(" (Slot aircraft is outside 1 to 10000.)")
    assert refused_here("suspended", CODES["suspended"].meaning, language).endswith(".")
    assert refused_here("store-failed", "The disk is full.", language) == "The disk is full."


def test_each_refusal_that_has_a_sentence_is_a_code() -> None:
    faults = {name.removeprefix("fault-") for name in speech("en").names if name.startswith("fault-")}
    assert len(faults) > 10
    assert faults <= set(CODES)
