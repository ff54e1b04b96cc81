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
ACCEPTED = m.CallAnswer(answer=m.Answer.ACCEPTED, at_ms=AT_MS, language="ru", text="Согласны.")
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
)
HELD_ONLY = m.CallHeld(from_ms=AT_MS, until_ms=OTHER_MS)
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

SAMPLES: tuple[m.Message, ...] = (
    NOTICE,
    QUERY,
    HOLDING,
    REPLY,
    READ,
    UNDERSTOOD,
    NOT_UNDERSTOOD,
    CHECK,
    ANSWER,
    REQUEST,
    ACCEPTED,
    OTHER_TIME,
    DECLINED,
    STATEMENT,
    EXERCISE,
    MOVEMENT,
    TROOPS,
    EQUIPMENT,
    HAZARD,
    INCIDENT,
    PROTEST,
    FREE,
    HELD,
    HELD_ONLY,
    CONFIRMED,
    AMENDED,
    READOUT,
    EMBARGO,
    CONTACT,
)

OTHER: dict[str, list[Any]] = {
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
    "follow_up": ["None.", None],
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


FIXED = {"level", "answer", "verdict"}
"""Slots that decide which others there are: the samples have each of their values."""
NEEDED = {(m.IncidentReport, "point")}


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
