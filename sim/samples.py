"""One message of each kind and level, and for each slot another value that may stand there."""

from dataclasses import fields, replace
from typing import Any

from parley.desk import messages as m
from parley.words.instants import parse_iso

AT_MS = parse_iso("2021-11-16T15:05Z")
OTHER_MS = parse_iso("2021-11-17T15:05Z")
ENTRY = bytes(range(32))

POINT = m.Point(
    at_ms=AT_MS,
    position=m.Position(lat_e7=499_766_667, lon_e7=235_316_667),
    distance=m.BorderDistance(distance_m=20_000, precision_m=100, border_of="RUS"),
)
NOTICE = m.FlightNotice(
    language="en",
    aircraft=2,
    aircraft_type="B-52H",
    from_ms=AT_MS,
    until_ms=OTHER_MS,
    fl_min=280,
    fl_max=320,
    area="Black Sea, west of 037° E",
    closest=POINT,
)
QUERY = m.Query(language="ru", text="Просим разъяснить.", subject=ENTRY, point=POINT)
HOLDING = m.HoldingReply(language="en", text="We are looking into it.", promised_ms=AT_MS)
REPLY = m.Reply(language="en", text="The flight kept to its notice.", point=POINT)
READ = m.Acknowledgement(of=ENTRY, level=m.AckLevel.READ, seat="watch-officer")
UNDERSTOOD = replace(READ, level=m.AckLevel.UNDERSTOOD, language="ru", paraphrase="Спрашивают о полёте.")
NOT_UNDERSTOOD = replace(READ, level=m.AckLevel.NOT_UNDERSTOOD, slots=(2, 3))
CHECK = m.WatchCheck(challenge="K7Q4", seat="watch-officer", scheduled_ms=AT_MS)
ANSWER = m.WatchAnswer(challenge="K7Q4", seat="watch-officer")
REQUEST = m.CallRequest(
    language="en",
    pairing="chiefs-of-staff",
    topic="The flights of November",
    slots_ms=(AT_MS, OTHER_MS),
    call_language="en",
    interpreter=m.Interpreter.BOTH,
    reply_within_min=60,
)
ACCEPTED = m.CallAnswer(answer=m.Answer.ACCEPTED, at_ms=AT_MS, language="ru", text="Согласны.", role="chief-of-staff")
OTHER_TIME = m.CallAnswer(answer=m.Answer.OTHER_TIME, at_ms=OTHER_MS)
DECLINED = m.CallAnswer(answer=m.Answer.DECLINED, reason=m.DeclineReason.TIMING, language="ru", text="Не сейчас.")
STATEMENT = m.PlainStatement(language="ru", text="Это не так.", assertion=m.Assertion.DENIAL, subject=ENTRY)
EXERCISE = m.ExerciseNotice(
    language="en",
    name="GLOBAL THUNDER",
    exercise=m.ExerciseType.STRATEGIC,
    from_ms=AT_MS,
    until_ms=OTHER_MS,
    area="From Alaska to the Barents Sea",
    troops=1,
    aircraft=22,
    ships=5,
    text="Bombers from east and west.",
)
MOVEMENT = m.MovementNotice(
    language="en",
    movement=m.Movement.NAVAL_TRANSFER,
    what="patrol boats",
    number=2,
    from_ms=AT_MS,
    arrives_ms=OTHER_MS,
    place="Odessa",
    position=POINT.position,
    recipient="UKR",
)
TROOPS = replace(MOVEMENT, movement=m.Movement.TROOPS, what="one battalion", number=800, recipient=None)
EQUIPMENT = replace(MOVEMENT, movement=m.Movement.EQUIPMENT, what="howitzers", number=21)
HAZARD = m.HazardNotice(
    language="ru",
    hazard=m.Hazard.MISSILES,
    from_ms=AT_MS,
    until_ms=OTHER_MS,
    area="Баренцево море",
    centre=POINT.position,
    radius_m=5_000,
    fl_max=600,
    warning="NAVAREA XX 112/21",
)
INCIDENT = m.IncidentReport(
    language="en",
    incident=m.Incident.DANGEROUS_APPROACH,
    point=POINT,
    text="A fighter crossed ahead of our aircraft.",
    forces="one RC-135, one Su-27",
    dead=0,
    injured=2,
)
PROTEST = m.Protest(language="ru", text="Заявляем протест.", subject=ENTRY)
FREE = m.FreeText(language="ru", title="Нота", text="О применении соглашения.", reference="17/нс")
HELD = m.CallHeld(
    from_ms=AT_MS,
    until_ms=OTHER_MS,
    ending=m.Ending.INTERRUPTED,
    language="en",
    points=("Flights are notified a day ahead.", "The watch calls twice a day."),
    effective_ms=OTHER_MS,
    follow_up="The chiefs speak again in a month.",
    next_ms=OTHER_MS,
)
HELD_ONLY = m.CallHeld(from_ms=AT_MS, until_ms=OTHER_MS)
RECEIVED = m.CallTaken(seat="watch-officer")
REFERRED = m.CallTaken(seat="watch-officer", role="chief-of-staff", by_ms=AT_MS)
OTHER_LEVEL = m.CallLevel(
    move=m.LevelMove.PROPOSED, pairing="ministers-of-defence", request=ENTRY, language="ru", text="Выше."
)
ESCALATED = m.CallLevel(move=m.LevelMove.ESCALATED, pairing="ministers-of-defence")
PUT_OFF = m.CallDeferral(by_ms=OTHER_MS, language="ru", text="После совещания.")
WITHDRAWN = m.CallWithdrawal(language="en", text="It is settled.")
DIGITS = "12345 23456 34567 45678 56789 67890"
TOKEN = m.CallToken(token=DIGITS, at_ms=AT_MS, seat="watch-officer")
READBACK = m.CallReadback(digits="12345 23456 34567", seat="watch-officer")
MARK = m.CallMark(mark=m.Mark.STARTED, at_ms=AT_MS)
CONFIRMED = m.Confirmation(of=ENTRY, verdict=m.Verdict.CONFIRMED)
AMENDED = m.Confirmation(of=ENTRY, verdict=m.Verdict.AMENDED, language="ru", text="Не месяц, а неделя.")
READOUT = m.Readout(language="en", text="Security was discussed.", publicity=m.Publicity.SEPARATE_READOUTS)
EMBARGO = replace(READOUT, publicity=m.Publicity.EMBARGO, embargo_until_ms=OTHER_MS)
CONTACT = m.TelephoneContact(
    language="en",
    caller="USA",
    caller_seat="watch-officer",
    called="RUS",
    called_seat="chief-of-staff",
    at_ms=AT_MS,
    passed="Two aircraft turn back.",
    read_back="Two aircraft turn back.",
)

SUMMARY = m.FlightSummary(
    language="en",
    from_ms=AT_MS,
    until_ms=OTHER_MS,
    flights=30,
    aircraft_types="RC-135, P-8A",
    area="Black Sea",
    closest=POINT,
    transponder=m.Transponder.PARTLY,
    escorted=19,
    tracks=(POINT, m.Point(at_ms=OTHER_MS)),
)
LAUNCH = m.LaunchNotice(
    language="ru",
    vehicle=m.LaunchVehicle.BALLISTIC_MISSILE,
    name="Ярс",
    from_ms=AT_MS,
    until_ms=OTHER_MS,
    area="Плесецк",
    site=m.Position(lat_e7=629_000_000, lon_e7=405_000_000),
    azimuth_deg=75,
    impact="Кура",
    centre=m.Position(lat_e7=570_000_000, lon_e7=1_620_000_000),
    radius_m=40_000,
    warning="NAVAREA XI 40/21",
)
LAUNCHED = m.LaunchReport(result=m.LaunchResult.LAUNCHED, at_ms=AT_MS, language="ru", text="Как объявлено.")
NAVAL = m.NavalNotice(
    language="en",
    purpose=m.NavalPurpose.PORT_CALL,
    ships=2,
    ship_type="destroyer",
    hulls="DDG 71, DDG 75",
    from_ms=AT_MS,
    until_ms=OTHER_MS,
    place="Odessa",
    position=POINT.position,
)
AIRSPACE = m.AirspaceNotice(
    language="ru",
    from_ms=AT_MS,
    until_ms=OTHER_MS,
    area="Ростов-на-Дону",
    centre=POINT.position,
    radius_m=5_000,
    fl_min=100,
    fl_max=600,
    warning="NOTAM A1/22",
)
CONVOY = m.HumanitarianNotice(
    language="en",
    humanitarian=m.Humanitarian.CONVOY,
    from_ms=AT_MS,
    until_ms=OTHER_MS,
    what="food and medicine",
    place="Zaporizhzhia to Mariupol",
    position=POINT.position,
    vehicles=50,
    markings="white flags",
    persons=110,
)
SITE = replace(CONVOY, humanitarian=m.Humanitarian.SITE, vehicles=None)
CANCELLED = m.Cancellation(language="en", text="The flight does not take place.")
CORRECTION = m.Correction(of=ENTRY, says=replace(NOTICE, aircraft=3))
DOUBT = m.Doubt(of=ENTRY, sort=m.DoubtSort.POSITION_DOUBTFUL, item=2, point=POINT, language="ru", text="Не там.")
CLARIFIED = m.Clarification(of=ENTRY, language="en", text="It was there.")
OPENED = m.Progress(of=ENTRY, step=m.Step.OPENED, seat="watch-officer")
PASSED = m.Progress(of=ENTRY, step=m.Step.PASSED, seat="watch-officer", role="chief-of-staff")
CANNOT = m.CannotAnswer(why=m.CannotReason.NOT_OURS, language="en", text="Ask the ministry.")
QUESTION = m.Question(language="ru", text="Это ваши?", subject=ENTRY, point=POINT)
YES = m.YesNo(answer=m.YesOrNo.YES, language="en", text="As notified.")
FOLLOW_UP = m.FollowUp(language="ru", text="А второй?", point=POINT)
MEETING = m.MeetingRequest(language="ru", text="О полётах.", slots_ms=(AT_MS, OTHER_MS), place="Вена")
MEETING_ACCEPTED = m.MeetingAnswer(answer=m.Answer.ACCEPTED, at_ms=AT_MS, language="en", text="We come.")
MEETING_OTHER = m.MeetingAnswer(answer=m.Answer.OTHER_TIME, at_ms=OTHER_MS)
MEETING_DECLINED = m.MeetingAnswer(answer=m.Answer.DECLINED, reason=m.DeclineReason.TIMING, language="en", text="No.")
ACCIDENT = m.AccidentReport(
    language="en",
    accident=m.Accident.MISSILE,
    at_ms=AT_MS,
    armed=m.Armed.UNARMED,
    towards="PAK",
    position=POINT.position,
    text="A fault in maintenance.",
)
PRESENCE = m.PresenceQuery(role="chief-of-staff", language="ru", text="Он у аппарата?")
ON_THE_WAY = m.PresenceAnswer(presence=m.Presence.ON_THE_WAY, by_ms=AT_MS)
HERE = m.PresenceAnswer(presence=m.Presence.HERE)
SUSPENSION = m.Suspension(
    direction=m.Direction.OURS,
    templates=("exercise", "flight"),
    from_ms=AT_MS,
    ordered_by="minister-of-defence",
    review_ms=OTHER_MS,
    language="ru",
    text="До отмены.",
)
RESUMPTION = m.Resumption(from_ms=AT_MS, ordered_by="minister-of-defence", language="ru", text="Возобновляем.")
TRANSLATION = m.Translation(of=ENTRY, grade=m.Grade.ROUGH, language="en", text="Please explain.")
DEFERRAL = m.Deferral(of=ENTRY, due_ms=OTHER_MS, language="en", text="We need a day more.")
DEFERRED = m.DeferralAnswer(of=ENTRY, answer=m.YesOrNo.YES)
CODED = m.CodedMessage(word=m.CodeWord.ACCIDENT, phrase=4)
SIGNAL = m.CodedMessage(word=m.CodeWord.SIGNAL, phrase=2, of=ENTRY)
THERE = m.Manning(kept=m.Kept.ON_WATCH)
WORD_CAME = m.Reached(of=ENTRY, reached=m.YesOrNo.YES)
ON_CALL = m.Manning(kept=m.Kept.ON_CALL, within_min=15)

RUNG = m.Escalated(
    of=ENTRY, lacks=m.Lacking.REPLY, rung=2, takes="director-of-operations", channel="duty-telephone"
)  # fmt: skip

SAMPLES: tuple[m.Message, ...] = (
    NOTICE, QUERY, HOLDING, REPLY, READ, UNDERSTOOD, NOT_UNDERSTOOD, CHECK, ANSWER, REQUEST, ACCEPTED, OTHER_TIME,
    DECLINED, STATEMENT, EXERCISE, MOVEMENT, TROOPS, EQUIPMENT, HAZARD, INCIDENT, PROTEST, FREE, HELD, HELD_ONLY,
    CONFIRMED, AMENDED, READOUT, EMBARGO, CONTACT, SUMMARY, LAUNCH, LAUNCHED, NAVAL, AIRSPACE, CONVOY, SITE,
    CANCELLED, CORRECTION, DOUBT, CLARIFIED, OPENED, PASSED, CANNOT, QUESTION, YES, FOLLOW_UP, MEETING,
    MEETING_ACCEPTED, MEETING_OTHER, MEETING_DECLINED, ACCIDENT, PRESENCE, ON_THE_WAY, HERE, SUSPENSION, RESUMPTION,
    TRANSLATION, DEFERRAL, DEFERRED, CODED, SIGNAL, THERE, ON_CALL, WORD_CAME, RUNG, RECEIVED, REFERRED, OTHER_LEVEL,
    ESCALATED, PUT_OFF, WITHDRAWN, TOKEN, READBACK, MARK,
)  # fmt: skip

OTHER: dict[str, list[Any]] = {
    "lacks": [each for each in m.Lacking if each is not m.Lacking.REPLY],
    "rung": [1, 3],
    "takes": ["chief-of-staff"],
    "channel": ["un-mission", None],
    "language": ["fr"],
    "text": ["Something else."],
    "paraphrase": ["Something else."],
    "topic": ["Something else"],
    "area": ["Somewhere else"],
    "aircraft": [1, 3, 5],
    "aircraft_type": ["Tu-95MS", None],
    "from_ms": [AT_MS - 3_600_000],
    "until_ms": [OTHER_MS + 3_600_000],
    "fl_min": [200],
    "fl_max": [400],
    "subject": [bytes(32), None],
    "of": [bytes(32)],
    "promised_ms": [OTHER_MS, None],
    "seat": ["duty-officer"],
    "slots": [(2,), (1, 2)],
    "challenge": ["X9X9"],
    "scheduled_ms": [OTHER_MS, None],
    "pairing": ["ministers-of-defence"],
    "slots_ms": [(AT_MS,), (AT_MS, OTHER_MS + 60_000)],
    "call_language": ["ru"],
    "interpreter": [m.Interpreter.NONE, m.Interpreter.OURS, m.Interpreter.YOURS],
    "reply_within_min": [61, None],
    "at_ms": [AT_MS + 60_000],
    "reason": [reason for reason in m.DeclineReason if reason != m.DeclineReason.TIMING],
    "assertion": [m.Assertion.STATEMENT, m.Assertion.ASSERTION],
    "name": ["GROM"],
    "exercise": [kind for kind in m.ExerciseType if kind != m.ExerciseType.STRATEGIC],
    "troops": [2, 5, 1_000, None],
    "ships": [1, 2, None],
    "movement": [m.Movement.NAVAL_TRANSFER],
    "what": ["something else"],
    "number": [1, 5, None],
    "arrives_ms": [OTHER_MS + 60_000],
    "place": ["Nikolaev"],
    "position": [None, m.Position(lat_e7=1, lon_e7=2)],
    "recipient": ["GEO"],
    "hazard": [kind for kind in m.Hazard if kind != m.Hazard.MISSILES],
    "centre": [m.Position(lat_e7=1, lon_e7=2)],
    "radius_m": [5_001],
    "warning": ["another", None],
    "incident": [kind for kind in m.Incident if kind != m.Incident.DANGEROUS_APPROACH],
    "forces": ["others", None],
    "dead": [3, None],
    "injured": [3, None],
    "title": ["Another title"],
    "reference": ["18", None],
    "ending": [m.Ending.COMPLETED],
    "points": [("Flights are notified a day ahead.",), ("The watch calls twice a day.", "Another.")],
    "effective_ms": [AT_MS, None],
    "follow_up": ["None."],
    "next_ms": [AT_MS, None],
    "request": [bytes(32), None],
    "token": ["00000 23456 34567 45678 56789 67890"],
    "digits": ["00000 23456 34567"],
    "mark": [mark for mark in m.Mark if mark != m.Mark.STARTED],
    "publicity": [kind for kind in m.Publicity if kind not in {m.Publicity.SEPARATE_READOUTS, m.Publicity.EMBARGO}],
    "embargo_until_ms": [AT_MS],
    "caller": ["CAN"],
    "called": ["CAN"],
    "caller_seat": ["duty-officer"],
    "called_seat": ["duty-officer"],
    "passed": ["Something else."],
    "read_back": ["Something else.", None],
    "entered": [m.Entered.LINE_WAS_DOWN],
    "closest": [None],
    "point": [None],
    "flights": [31],
    "aircraft_types": ["Tu-95MS", None],
    "transponder": [kind for kind in m.Transponder if kind != m.Transponder.PARTLY],
    "escorted": [1, 0, None],
    "tracks": [(POINT,), (m.Point(at_ms=OTHER_MS), POINT), ()],
    "vehicle": [kind for kind in m.LaunchVehicle if kind != m.LaunchVehicle.BALLISTIC_MISSILE],
    "site": [m.Position(lat_e7=1, lon_e7=2), None],
    "azimuth_deg": [0, 1, None],
    "impact": ["elsewhere", None],
    "result": [m.LaunchResult.FAILED],
    "purpose": [kind for kind in m.NavalPurpose if kind != m.NavalPurpose.PORT_CALL],
    "ship_type": ["frigate", None],
    "hulls": ["101", None],
    "vehicles": [1, 2, 5],
    "markings": ["red crosses", None],
    "persons": [1, 2, None],
    "says": [replace(NOTICE, aircraft=4), STATEMENT],
    "why": [kind for kind in m.CannotReason if kind != m.CannotReason.NOT_OURS],
    "sort": [m.DoubtSort.DISPUTED],
    "item": [3, None],
    "role": ["minister-of-defence"],
    "accident": [kind for kind in m.Accident if kind != m.Accident.MISSILE],
    "armed": [kind for kind in m.Armed if kind != m.Armed.UNARMED],
    "towards": ["IND", None],
    "by_ms": [OTHER_MS, None],
    "direction": [m.Direction.YOURS, m.Direction.BOTH],
    "templates": [("flight",), ()],
    "ordered_by": ["chief-of-staff"],
    "review_ms": [OTHER_MS + 60_000],
    "phrase": [1, 3],
    "grade": [kind for kind in m.Grade if kind != m.Grade.ROUGH],
    "due_ms": [OTHER_MS + 60_000],
    "within_min": [1, 2, 5, 16],
    "reached": [m.YesOrNo.NO],
}
DISTANCE = POINT.distance
assert DISTANCE is not None
POINTS = [
    replace(POINT, at_ms=OTHER_MS),
    replace(POINT, position=None),
    replace(POINT, distance=None),
    replace(POINT, position=m.Position(lat_e7=-499_766_667, lon_e7=235_316_667)),
    replace(POINT, position=m.Position(lat_e7=499_766_667, lon_e7=-235_316_667)),
    replace(POINT, position=m.Position(lat_e7=499_766_667, lon_e7=235_316_700)),
    replace(POINT, distance=replace(DISTANCE, distance_m=20_100)),
    replace(POINT, distance=replace(DISTANCE, precision_m=1000)),
    replace(POINT, distance=replace(DISTANCE, border_of="POL")),
]


FIXED = {"kept", "move", "word", "level", "answer", "verdict", "humanitarian", "step", "presence"}
"""Slots that decide which others there are: the samples have each of their values."""
NEEDED = {(m.CallDeferral, "by_ms"), (m.IncidentReport, "point"), (m.NavalNotice, "ships")}


def variants(sample: m.Message) -> list[tuple[str, m.Message]]:
    """The sample again and again, each time with one slot (that it has) changed, and that slot's name."""
    found = []
    for field in fields(sample):
        value = getattr(sample, field.name)
        if value in (None, ()) or field.name in FIXED or (field.name == "movement" and sample != EQUIPMENT):
            continue
        if field.name == "publicity" and sample == EMBARGO:
            continue
        others = OTHER[field.name] + (POINTS if field.name in {"closest", "point"} else [])
        needed = (type(sample), field.name) in NEEDED
        found += [
            (field.name, replace(sample, **{field.name: other}))
            for other in others
            if other != value and not (needed and other is None)
        ]
    return found
