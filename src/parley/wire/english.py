"""Each kind as English sentences. Original texts stand in quotation marks, with the code of their language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from parley.desk import messages as m
from parley.wire.context import Context
from parley.wire.quantities import degrees_minutes, flight_level, hours_minutes, in_units
from parley.wire.territories import in_english
from parley.words.instants import dtg

INNER: Final = str.maketrans("“”", "‘’")
INTERPRETERS: Final = {
    m.Interpreter.NONE: "none",
    m.Interpreter.OURS: "brought by the asking side",
    m.Interpreter.YOURS: "asked of the other side",
    m.Interpreter.BOTH: "one from each side",
}
REASONS: Final = {
    m.DeclineReason.NONE_GIVEN: "no reason is given",
    m.DeclineReason.NOT_AVAILABLE: "the principal is not available",
    m.DeclineReason.NEEDS_AUTHORISATION: "authorisation is needed",
    m.DeclineReason.WRONG_LEVEL: "the level is not the right one",
    m.DeclineReason.TOPIC: "the reason is the topic",
    m.DeclineReason.TIMING: "the reason is the timing",
    m.DeclineReason.ATMOSPHERE: "the reason is the atmosphere",
}
ASSERTIONS: Final = {
    m.Assertion.STATEMENT: "statement",
    m.Assertion.ASSERTION: "assertion",
    m.Assertion.DENIAL: "denial",
}

EXERCISES: Final = {
    m.ExerciseType.OTHER: "exercise",
    m.ExerciseType.STRATEGIC: "exercise of strategic forces",
    m.ExerciseType.LAND: "exercise of land forces",
    m.ExerciseType.NAVAL: "exercise of naval forces",
    m.ExerciseType.AIR: "exercise of air forces",
}
MOVEMENTS: Final = {
    m.Movement.TROOPS: "movement of troops",
    m.Movement.NAVAL_TRANSFER: "transfer of naval craft",
    m.Movement.EQUIPMENT: "movement of equipment",
}
MOVED: Final = {
    m.Movement.TROOPS: ("person", "persons"),
    m.Movement.NAVAL_TRANSFER: ("craft", "craft"),
    m.Movement.EQUIPMENT: ("piece", "pieces"),
}
HAZARDS: Final = {
    m.Hazard.NOT_STATED: "the nature of the hazard is not given",
    m.Hazard.GUNNERY: "gunnery",
    m.Hazard.MISSILES: "missiles",
    m.Hazard.MINES: "mines",
    m.Hazard.OTHER: "a hazard of another kind",
}
INCIDENTS: Final = {
    m.Incident.OTHER: "an incident",
    m.Incident.COLLISION: "a collision",
    m.Incident.DANGEROUS_APPROACH: "a dangerous approach",
    m.Incident.BORDER_CROSSED: "a border was crossed",
    m.Incident.WEAPON_FIRED: "a weapon was fired",
    m.Incident.INTERFERENCE: "interference with command networks",
}
ENDINGS: Final = {m.Ending.COMPLETED: "to its end", m.Ending.INTERRUPTED: "and was interrupted"}
VERDICTS: Final = {
    m.Verdict.CONFIRMED: "confirmed",
    m.Verdict.AMENDED: "amended",
    m.Verdict.DISPUTED: "disputed",
}
PUBLICITIES: Final = {
    m.Publicity.PRIVATE: "private, nothing is said in public",
    m.Publicity.REACTIVE_ONLY: "said only if asked",
    m.Publicity.EMBARGO: "under embargo",
    m.Publicity.SEPARATE_READOUTS: "separate readouts",
    m.Publicity.JOINT_READOUT: "joint readout",
}


def count(number: int, one: str, more: str) -> str:
    """Write a number with its noun."""
    return f"{number:,} {one if number == 1 else more}"


def distance(value: m.BorderDistance) -> str:
    """Write a distance: 20.0 km (10.8 NM, 12.4 mi)."""
    units = in_units(value, ".")
    return f"{units.km} km ({units.nm} NM, {units.mi} mi)"


def radius(radius_m: int) -> str:
    """Write a radius to the metre: 5.000 km (2.700 NM, 3.107 mi)."""
    return distance(m.BorderDistance(distance_m=radius_m, precision_m=1, border_of=""))


def position(value: m.Position) -> str:
    """Write a place: 49°58.6′ N 023°31.9′ E."""
    (lat, south), (lon, west) = degrees_minutes(value, ".")
    return f"{lat} {'S' if south else 'N'} {lon} {'W' if west else 'E'}"


def span(span_ms: int) -> str:
    """Write a span: 26 h 5 min."""
    hours, minutes = hours_minutes(span_ms)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def point(value: m.Point) -> str:
    """Write a point: how far from whose border, when, where."""
    parts = [] if value.distance is None else [f"{distance(value.distance)} from the border of "]
    if value.distance is not None:
        parts.append(f"{in_english(value.distance.border_of)}, ")
    parts.append(f"at {dtg(value.at_ms)}")
    if value.position is not None:
        parts.append(f", position {position(value.position)}")
    return "".join(parts)


def _text(label: str, language: str, text: str) -> str:
    """Quote a text as a sentence of its own; quotation marks in it become inner ones, so that it ends where it ends."""
    inner = text.translate(INNER)
    return f"{label} ({language}): “{inner}”{'' if text[-1:] in '.!?…' else '.'}"


def _about(subject: bytes | None, context: Context) -> str:
    return "" if subject is None else f" On entry {context.cite(subject)}."


def _claim(value: m.Point | None) -> str:
    return "" if value is None else f" Claimed by the author: {point(value)}."


def _flight_notice(notice: m.FlightNotice, _: Context) -> str:
    kind = f" ({notice.aircraft_type})" if notice.aircraft_type else ""
    closest = f" Closest point, as declared: {point(notice.closest)}." if notice.closest else ""
    return (
        f"flight notice. {count(notice.aircraft, 'aircraft', 'aircraft')}{kind} between {flight_level(notice.fl_min)} "
        f"and {flight_level(notice.fl_max)}, from {dtg(notice.from_ms)} to {dtg(notice.until_ms)}. "
        f"{_text('Area', notice.language, notice.area)}{closest}"
    )


def _query(query: m.Query, context: Context) -> str:
    text = _text("Text", query.language, query.text)
    return f"query: an explanation is asked for.{_about(query.subject, context)} {text}{_claim(query.point)}"


def _holding_reply(reply: m.HoldingReply, _: Context) -> str:
    promised = "no time is promised" if reply.promised_ms is None else f"it is promised for {dtg(reply.promised_ms)}"
    return f"holding reply: an answer will follow; {promised}. {_text('Text', reply.language, reply.text)}"


def _reply(reply: m.Reply, _: Context) -> str:
    return f"reply. {_text('Text', reply.language, reply.text)}{_claim(reply.point)}"


def _acknowledgement(ack: m.Acknowledgement, context: Context) -> str:
    whose = f"acknowledgement by the {context.name(ack.seat)}: entry {context.cite(ack.of)} was"
    match ack.level:
        case m.AckLevel.READ:
            return f"{whose} read."
        case m.AckLevel.UNDERSTOOD:
            return f"{whose} understood. {_text('In other words', ack.language or '', ack.paraphrase or '')}"
        case m.AckLevel.NOT_UNDERSTOOD:
            slots = ", ".join(map(str, ack.slots))
            return f"{whose} not understood in {'field' if len(ack.slots) == 1 else 'fields'} {slots}."


def _watch_check(check: m.WatchCheck, context: Context) -> str:
    when = "out of turn" if check.scheduled_ms is None else f"scheduled for {dtg(check.scheduled_ms)}"
    return f"watch check by the {context.name(check.seat)}, {when}. Please read back: {check.challenge}."


def _watch_answer(answer: m.WatchAnswer, context: Context) -> str:
    return f"answer to the watch check by the {context.name(answer.seat)}. Read back: {answer.challenge}."


def _call_request(request: m.CallRequest, context: Context) -> str:
    times = ", ".join(map(dtg, request.slots_ms))
    within = ""
    if request.reply_within_min is not None:
        within = f" An answer is asked for within {count(request.reply_within_min, 'minute', 'minutes')}."
    return (
        f"call request for the pairing {context.name(request.pairing)}. "
        f"{_text('Topic', request.language, request.topic)} Proposed: {times}. "
        f"Language of the call: {request.call_language}. Interpreters: {INTERPRETERS[request.interpreter]}.{within}"
    )


def _call_answer(answer: m.CallAnswer, _: Context) -> str:
    text = f" {_text('Text', answer.language or '', answer.text)}" if answer.text else ""
    match answer.answer:
        case m.Answer.ACCEPTED:
            return f"the call is accepted for {dtg(answer.at_ms or 0)}.{text}"
        case m.Answer.OTHER_TIME:
            return f"another time is proposed for the call: {dtg(answer.at_ms or 0)}.{text}"
        case m.Answer.DECLINED:
            return f"the call is declined; {REASONS[answer.reason or m.DeclineReason.NONE_GIVEN]}.{text}"


def _plain(statement: m.PlainStatement, context: Context) -> str:
    text = _text("Text", statement.language, statement.text)
    return f"{ASSERTIONS[statement.assertion]}.{_about(statement.subject, context)} {text}"


def _also(label: str, language: str | None, text: str | None) -> str:
    return "" if text is None else f" {_text(label, language or '', text)}"


def _exercise_notice(notice: m.ExerciseNotice, _: Context) -> str:
    numbers = ((notice.troops, "person", "persons"), (notice.aircraft, "aircraft", "aircraft"))
    forces = [count(number, *nouns) for number, *nouns in (*numbers, (notice.ships, "ship", "ships")) if number]
    counted = f" Forces: {', '.join(forces)}." if forces else ""
    return (
        f"exercise notice: {EXERCISES[notice.exercise]}. {_text('Name', notice.language, notice.name)} "
        f"From {dtg(notice.from_ms)} to {dtg(notice.until_ms)}. {_text('Area', notice.language, notice.area)}{counted}"
        f"{_also('Text', notice.language, notice.text)}"
    )


def _movement_notice(notice: m.MovementNotice, _: Context) -> str:
    number = "" if notice.number is None else f" Number: {count(notice.number, *MOVED[notice.movement])}."
    leaves = "" if notice.from_ms is None else f" Leaves {dtg(notice.from_ms)}."
    at = "" if notice.position is None else f" Position {position(notice.position)}."
    to = "" if notice.recipient is None else f" For {in_english(notice.recipient)}."
    return (
        f"movement notice: {MOVEMENTS[notice.movement]}. {_text('What', notice.language, notice.what)}{number}{leaves} "
        f"Arrives {dtg(notice.arrives_ms)}. {_text('Place', notice.language, notice.place)}{at}{to}"
    )


def _hazard_notice(notice: m.HazardNotice, _: Context) -> str:
    circle = ""
    if notice.centre is not None and notice.radius_m is not None:
        circle = f" Within {radius(notice.radius_m)} of {position(notice.centre)}."
    height = "" if notice.fl_max is None else f" Up to {flight_level(notice.fl_max)}."
    return (
        f"hazard notice: {HAZARDS[notice.hazard]}. From {dtg(notice.from_ms)} to {dtg(notice.until_ms)}. "
        f"{_text('Area', notice.language, notice.area)}{circle}{height}"
        f"{_also('Public warning', notice.language, notice.warning)}"
    )


def _incident_report(report: m.IncidentReport, _: Context) -> str:
    dead = "" if report.dead is None else f" Dead: {report.dead:,}."
    injured = "" if report.injured is None else f" Injured: {report.injured:,}."
    return (
        f"incident report: {INCIDENTS[report.incident]}. As reported: {point(report.point)}. "
        f"{_text('Text', report.language, report.text)}{_also('Forces', report.language, report.forces)}{dead}{injured}"
    )


def _protest(protest: m.Protest, context: Context) -> str:
    return f"protest.{_about(protest.subject, context)} {_text('Text', protest.language, protest.text)}"


def _free_text(free: m.FreeText, _: Context) -> str:
    reference = _also("Reference", free.language, free.reference)
    title = _text("Title", free.language, free.title)
    return f"free text. {title}{reference} {_text('Text', free.language, free.text)}"


def _call_held(held: m.CallHeld, _: Context) -> str:
    points = "".join(
        f" {_text(f'Agreed point {number}', held.language or '', text)}" for number, text in enumerate(held.points, 1)
    )
    effective = "" if held.effective_ms is None else f" In effect from {dtg(held.effective_ms)}."
    return (
        f"the call was held from {dtg(held.from_ms)} to {dtg(held.until_ms)} {ENDINGS[held.ending]}."
        f"{points or ' No points were agreed.'}{effective}{_also('Follow-up', held.language, held.follow_up)}"
    )


def _confirmation(answer: m.Confirmation, context: Context) -> str:
    text = _also("Text", answer.language, answer.text)
    return f"the account in entry {context.cite(answer.of)} is {VERDICTS[answer.verdict]}.{text}"


def _readout(said: m.Readout, _: Context) -> str:
    until = "" if said.embargo_until_ms is None else f" until {dtg(said.embargo_until_ms)}"
    return f"readout ({PUBLICITIES[said.publicity]}{until}). {_text('Text', said.language, said.text)}"


def _telephone_contact(contact: m.TelephoneContact, context: Context) -> str:
    late = "; entered later, since the line was down" if contact.entered is m.Entered.LINE_WAS_DOWN else ""
    read_back = _also("Read back", contact.language, contact.read_back) or " Nothing was read back."
    return (
        f"telephone contact at {dtg(contact.at_ms)}{late}. "
        f"By: {contact.caller}, {context.name(contact.caller_seat)}. "
        f"To: {contact.called}, {context.name(contact.called_seat)}. "
        f"{_text('Passed', contact.language, contact.passed)}{read_back}"
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
