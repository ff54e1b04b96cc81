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
EXERCISES: Final = {
    m.ExerciseType.OTHER: "учения",
    m.ExerciseType.STRATEGIC: "учения стратегических сил",
    m.ExerciseType.LAND: "учения сухопутных войск",
    m.ExerciseType.NAVAL: "учения военно-морских сил",
    m.ExerciseType.AIR: "учения военно-воздушных сил",
}
MOVEMENTS: Final = {
    m.Movement.TROOPS: "переброска войск",
    m.Movement.NAVAL_TRANSFER: "передача плавсредств",
    m.Movement.EQUIPMENT: "переброска техники",
}
HAZARDS: Final = {
    m.Hazard.NOT_STATED: "характер опасности не назван",
    m.Hazard.GUNNERY: "артиллерийские стрельбы",
    m.Hazard.MISSILES: "ракетные стрельбы",
    m.Hazard.MINES: "мины",
    m.Hazard.OTHER: "опасность иного рода",
}
INCIDENTS: Final = {
    m.Incident.OTHER: "происшествие",
    m.Incident.COLLISION: "столкновение",
    m.Incident.DANGEROUS_APPROACH: "опасное сближение",
    m.Incident.BORDER_CROSSED: "пересечение границы",
    m.Incident.WEAPON_FIRED: "применение оружия",
    m.Incident.INTERFERENCE: "помехи системам управления",
}
ENDINGS: Final = {m.Ending.COMPLETED: "разговор завершён", m.Ending.INTERRUPTED: "разговор прервался"}
VERDICTS: Final = {
    m.Verdict.CONFIRMED: "подтверждается",
    m.Verdict.AMENDED: "уточняется",
    m.Verdict.DISPUTED: "оспаривается",
}
PUBLICITIES: Final = {
    m.Publicity.PRIVATE: "публично ничего не сообщается",
    m.Publicity.REACTIVE_ONLY: "сообщается только в ответ на вопросы",
    m.Publicity.EMBARGO: "под эмбарго",
    m.Publicity.SEPARATE_READOUTS: "раздельные сообщения",
    m.Publicity.JOINT_READOUT: "совместное сообщение",
}
SERVICEMEN: Final = ("военнослужащий", "военнослужащих", "военнослужащих")
SHIPS: Final = ("корабль", "корабля", "кораблей")
MOVED: Final = {
    m.Movement.TROOPS: SERVICEMEN,
    m.Movement.NAVAL_TRANSFER: ("плавсредство", "плавсредства", "плавсредств"),
    m.Movement.EQUIPMENT: ("единица", "единицы", "единиц"),
}
DAYS: Final = ("день", "дня", "дней")
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
    return f"{_number(number)} {form}"


def _number(number: int) -> str:
    return f"{number:,}".replace(",", _NO_BREAK)


def _miles(number: str, forms: tuple[str, str, str], fraction: str) -> str:
    """A number of miles; after a decimal fraction the noun stands in the genitive singular."""
    return f"{number} {fraction}" if "," in number else count(int(number), forms)


def distance(value: m.BorderDistance) -> str:
    """Write a distance: 20,0 км (10,8 морской мили, 12,4 мили)."""
    units = in_units(value, ",")
    nautical = _miles(units.nm, NAUTICAL_MILES, "морской мили")
    return f"{units.km} км ({nautical}, {_miles(units.mi, MILES, 'мили')})"


def radius(radius_m: int) -> str:
    """Write a radius to the metre: 5,000 км (2,700 морской мили, 3,107 мили)."""
    return distance(m.BorderDistance(distance_m=radius_m, precision_m=1, border_of=""))


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


def _also(label: str, language: str | None, text: str | None) -> str:
    return "" if text is None else f" {_text(label, language or '', text)}"


def _exercise_notice(notice: m.ExerciseNotice, _: Context) -> str:
    numbers = ((notice.troops, SERVICEMEN), (notice.aircraft, AIRCRAFT), (notice.ships, SHIPS))
    forces = [count(number, forms) for number, forms in numbers if number]
    counted = f" Силы: {', '.join(forces)}." if forces else ""
    return (
        f"уведомление об учениях: {EXERCISES[notice.exercise]}. {_text('Название', notice.language, notice.name)} "
        f"С {dtg(notice.from_ms)} по {dtg(notice.until_ms)}. {_text('Район', notice.language, notice.area)}{counted}"
        f"{_also('Текст', notice.language, notice.text)}"
    )


def _movement_notice(notice: m.MovementNotice, _: Context) -> str:
    number = "" if notice.number is None else f" Численность: {count(notice.number, MOVED[notice.movement])}."
    leaves = "" if notice.from_ms is None else f" Отправление {dtg(notice.from_ms)}."
    at = "" if notice.position is None else f" Координаты: {position(notice.position).removesuffix('.')}."
    to = "" if notice.recipient is None else f" Для {in_russian_genitive(notice.recipient)}."
    return (
        f"уведомление о перемещении: {MOVEMENTS[notice.movement]}. {_text('Что', notice.language, notice.what)}"
        f"{number}{leaves} Прибытие {dtg(notice.arrives_ms)}. {_text('Место', notice.language, notice.place)}{at}{to}"
    )


def _hazard_notice(notice: m.HazardNotice, _: Context) -> str:
    circle = ""
    if notice.centre is not None and notice.radius_m is not None:
        centre = position(notice.centre).removesuffix(".")
        circle = f" В радиусе {radius(notice.radius_m)} от точки {centre}."
    height = "" if notice.fl_max is None else f" До {flight_level(notice.fl_max)}."
    return (
        f"уведомление об опасности: {HAZARDS[notice.hazard]}. С {dtg(notice.from_ms)} по {dtg(notice.until_ms)}. "
        f"{_text('Район', notice.language, notice.area)}{circle}{height}"
        f"{_also('Открытое предупреждение', notice.language, notice.warning)}"
    )


def _incident_report(report: m.IncidentReport, _: Context) -> str:
    dead = "" if report.dead is None else f" Погибших: {_number(report.dead)}."
    injured = "" if report.injured is None else f" Пострадавших: {_number(report.injured)}."
    return (
        f"сообщение об инциденте: {INCIDENTS[report.incident]}. По сообщению автора: {point(report.point)}. "
        f"{_text('Текст', report.language, report.text)}{_also('Силы', report.language, report.forces)}{dead}{injured}"
    )


def _protest(protest: m.Protest, context: Context) -> str:
    return f"протест.{_about(protest.subject, context)} {_text('Текст', protest.language, protest.text)}"


def _free_text(free: m.FreeText, _: Context) -> str:
    reference = _also("Исходящий номер", free.language, free.reference)
    title = _text("Заголовок", free.language, free.title)
    return f"свободный текст. {title}{reference} {_text('Текст', free.language, free.text)}"


def _call_held(held: m.CallHeld, _: Context) -> str:
    points = "".join(
        f" {_text(f'Договорённость {number}', held.language or '', text)}" for number, text in enumerate(held.points, 1)
    )
    effective = "" if held.effective_ms is None else f" Действует с {dtg(held.effective_ms)}."
    return (
        f"телефонный разговор состоялся, с {dtg(held.from_ms)} по {dtg(held.until_ms)}; {ENDINGS[held.ending]}."
        f"{points or ' Договорённостей нет.'}{effective}{_also('Дальнейшие шаги', held.language, held.follow_up)}"
    )


def _confirmation(answer: m.Confirmation, context: Context) -> str:
    text = _also("Текст", answer.language, answer.text)
    return f"изложенное в записи {context.cite(answer.of)} {VERDICTS[answer.verdict]}.{text}"


def _readout(said: m.Readout, _: Context) -> str:
    until = "" if said.embargo_until_ms is None else f" до {dtg(said.embargo_until_ms)}"
    return f"сообщение о разговоре ({PUBLICITIES[said.publicity]}{until}). {_text('Текст', said.language, said.text)}"


def _telephone_contact(contact: m.TelephoneContact, context: Context) -> str:
    late = "; внесено позже, так как связи не было" if contact.entered is m.Entered.LINE_WAS_DOWN else ""
    read_back = _also("Повторено", contact.language, contact.read_back) or " Ничего не повторено."
    return (
        f"телефонный контакт, время {dtg(contact.at_ms)}{late}. "
        f"Звонил: {contact.caller}, {context.name(contact.caller_seat)}. "
        f"Отвечал: {contact.called}, {context.name(contact.called_seat)}. "
        f"{_text('Передано', contact.language, contact.passed)}{read_back}"
    )


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
    m.ExerciseNotice: _exercise_notice,
    m.MovementNotice: _movement_notice,
    m.HazardNotice: _hazard_notice,
    m.IncidentReport: _incident_report,
    m.Protest: _protest,
    m.FreeText: _free_text,
    m.CallHeld: _call_held,
    m.Confirmation: _confirmation,
    m.Readout: _readout,
    m.TelephoneContact: _telephone_contact,
}
