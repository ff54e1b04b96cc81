"""Each kind as Russian sentences. Original texts stand in quotation marks, with the code of their language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from parley.desk import messages as m
from parley.wire.context import Context
from parley.wire.quantities import degrees_minutes, flight_level, hours_minutes, in_units
from parley.wire.territories import in_russian_genitive
from parley.words.instants import dtg

INNER: Final = str.maketrans("«»", "„“")
INTERPRETERS: Final = {
    m.Interpreter.NONE: "не требуются",
    m.Interpreter.OURS: "предоставляет запрашивающая сторона",
    m.Interpreter.YOURS: "просьба предоставить другой стороне",
    m.Interpreter.BOTH: "по одному от каждой стороны",
}
REASONS: Final = {
    m.DeclineReason.NONE_GIVEN: "причина не названа",
    m.DeclineReason.NOT_AVAILABLE: "должностное лицо недоступно",
    m.DeclineReason.NEEDS_AUTHORISATION: "требуется разрешение",
    m.DeclineReason.WRONG_LEVEL: "уровень не соответствует",
    m.DeclineReason.TOPIC: "причина — предмет разговора",
    m.DeclineReason.TIMING: "причина — неподходящее время",
    m.DeclineReason.ATMOSPHERE: "причина — неподходящая обстановка",
}
ASSERTIONS: Final = {
    m.Assertion.STATEMENT: "заявление",
    m.Assertion.ASSERTION: "утверждение",
    m.Assertion.DENIAL: "опровержение",
}
AIRCRAFT: Final = ("воздушное судно", "воздушных судна", "воздушных судов")
NAUTICAL_MILES: Final = ("морская миля", "морские мили", "морских миль")
MILES: Final = ("миля", "мили", "миль")
MINUTES_GENITIVE: Final = ("минуты", "минут", "минут")
_NO_BREAK: Final = "\u00a0"


def count(number: int, forms: tuple[str, str, str]) -> str:
    """Write a number with its noun in the right form: 1, 21 … · 2 to 4, 22 … · 0, 5 to 20."""
    if number % 10 == 1 and number % 100 != 11:
        form = forms[0]
    elif number % 10 in {2, 3, 4} and number % 100 not in {12, 13, 14}:
        form = forms[1]
    else:
        form = forms[2]
    return f"{f'{number:,}'.replace(',', _NO_BREAK)} {form}"


def _miles(number: str, forms: tuple[str, str, str], fraction: str) -> str:
    """A number of miles; after a decimal fraction the noun stands in the genitive singular."""
    return f"{number} {fraction}" if "," in number else count(int(number), forms)


def distance(value: m.BorderDistance) -> str:
    """Write a distance: 20,0 км (10,8 морской мили, 12,4 мили)."""
    units = in_units(value, ",")
    nautical = _miles(units.nm, NAUTICAL_MILES, "морской мили")
    return f"{units.km} км ({nautical}, {_miles(units.mi, MILES, 'мили')})"


def position(value: m.Position) -> str:
    """Write a place: 49°58,6′ с. ш. 023°31,9′ в. д."""
    (lat, south), (lon, west) = degrees_minutes(value, ",")
    return f"{lat} {'ю' if south else 'с'}. ш. {lon} {'з' if west else 'в'}. д."


def span(span_ms: int) -> str:
    """Write a span: 26 ч 5 мин."""
    hours, minutes = hours_minutes(span_ms)
    return f"{hours} ч {minutes} мин" if hours else f"{minutes} мин"


def point(value: m.Point) -> str:
    """Write a point: how far from whose border, when, where."""
    parts = []
    if value.distance is not None:
        border = in_russian_genitive(value.distance.border_of)
        parts.append(f"{distance(value.distance)} от границы {border}")
    parts.append(f"время {dtg(value.at_ms)}")
    if value.position is not None:
        parts.append(f"координаты {position(value.position)}")
    return ", ".join(parts).removesuffix(".")


def _text(label: str, language: str, text: str) -> str:
    """Quote a text as a sentence of its own; quotation marks in it become inner ones, so that it ends where it ends."""
    inner = text.translate(INNER)
    return f"{label} ({language}): «{inner}»{'' if text[-1:] in '.!?…' else '.'}"


def _about(subject: bytes | None, context: Context) -> str:
    return "" if subject is None else f" По записи {context.cite(subject)}."


def _claim(value: m.Point | None) -> str:
    return "" if value is None else f" По утверждению автора: {point(value)}."


def _flight_notice(notice: m.FlightNotice, _: Context) -> str:
    kind = f" ({notice.aircraft_type})" if notice.aircraft_type else ""
    closest = f" Ближайшая точка, как объявлено: {point(notice.closest)}." if notice.closest else ""
    return (
        f"уведомление о полёте. {count(notice.aircraft, AIRCRAFT)}{kind}, эшелоны от {flight_level(notice.fl_min)} "
        f"до {flight_level(notice.fl_max)}, с {dtg(notice.from_ms)} по {dtg(notice.until_ms)}. "
        f"{_text('Район', notice.language, notice.area)}{closest}"
    )


def _query(query: m.Query, context: Context) -> str:
    text = _text("Текст", query.language, query.text)
    return f"запрос: просьба дать разъяснения.{_about(query.subject, context)} {text}{_claim(query.point)}"


def _holding_reply(reply: m.HoldingReply, _: Context) -> str:
    promised = "срок не назван" if reply.promised_ms is None else f"обещан к {dtg(reply.promised_ms)}"
    return f"предварительный ответ: ответ последует; {promised}. {_text('Текст', reply.language, reply.text)}"


def _reply(reply: m.Reply, _: Context) -> str:
    return f"ответ. {_text('Текст', reply.language, reply.text)}{_claim(reply.point)}"


def _acknowledgement(ack: m.Acknowledgement, context: Context) -> str:
    whose = f"подтверждение ({context.name(ack.seat)}): запись {context.cite(ack.of)}"
    match ack.level:
        case m.AckLevel.READ:
            return f"{whose} прочитана."
        case m.AckLevel.UNDERSTOOD:
            return f"{whose} понята. {_text('Другими словами', ack.language or '', ack.paraphrase or '')}"
        case m.AckLevel.NOT_UNDERSTOOD:
            slots = ", ".join(map(str, ack.slots))
            return f"{whose} не понята: {'поле' if len(ack.slots) == 1 else 'поля'} {slots}."


def _watch_check(check: m.WatchCheck, context: Context) -> str:
    when = "вне расписания" if check.scheduled_ms is None else f"по расписанию на {dtg(check.scheduled_ms)}"
    return f"проверка связи ({context.name(check.seat)}), {when}. Прошу повторить: {check.challenge}."


def _watch_answer(answer: m.WatchAnswer, context: Context) -> str:
    return f"ответ на проверку связи ({context.name(answer.seat)}). Повторяю: {answer.challenge}."


def _call_request(request: m.CallRequest, context: Context) -> str:
    times = ", ".join(map(dtg, request.slots_ms))
    within = ""
    if request.reply_within_min is not None:
        within = f" Ответ ожидается в течение {count(request.reply_within_min, MINUTES_GENITIVE)}."
    return (
        f"запрос телефонного разговора: {context.name(request.pairing)}. "
        f"{_text('Предмет', request.language, request.topic)} Предлагаемое время: {times}. "
        f"Язык разговора: {request.call_language}. Переводчики: {INTERPRETERS[request.interpreter]}.{within}"
    )


def _call_answer(answer: m.CallAnswer, _: Context) -> str:
    text = f" {_text('Текст', answer.language or '', answer.text)}" if answer.text else ""
    match answer.answer:
        case m.Answer.ACCEPTED:
            return f"согласие на телефонный разговор, время {dtg(answer.at_ms or 0)}.{text}"
        case m.Answer.OTHER_TIME:
            return f"предлагается другое время телефонного разговора: {dtg(answer.at_ms or 0)}.{text}"
        case m.Answer.DECLINED:
            return f"телефонный разговор отклонён; {REASONS[answer.reason or m.DeclineReason.NONE_GIVEN]}.{text}"


def _plain(statement: m.PlainStatement, context: Context) -> str:
    text = _text("Текст", statement.language, statement.text)
    return f"{ASSERTIONS[statement.assertion]}.{_about(statement.subject, context)} {text}"


SENTENCES: Final[Mapping[type[m.Message], Callable[[Any, Context], str]]] = {
    m.FlightNotice: _flight_notice,
    m.Query: _query,
    m.HoldingReply: _holding_reply,
    m.Reply: _reply,
    m.Acknowledgement: _acknowledgement,
    m.WatchCheck: _watch_check,
    m.WatchAnswer: _watch_answer,
    m.CallRequest: _call_request,
    m.CallAnswer: _call_answer,
    m.PlainStatement: _plain,
}
