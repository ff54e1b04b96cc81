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


def variants(sample: m.Message) -> list[tuple[str, m.Message]]:
    """The sample again and again, each time with one slot (that it has) changed, and that slot's name."""
    found = []
    for field in fields(sample):
        if getattr(sample, field.name) in (None, ()) or field.name in {"level", "answer"}:
            continue
        others = OTHER[field.name] + (POINTS if field.name in {"closest", "point"} else [])
        found += [(field.name, replace(sample, **{field.name: other})) for other in others]
    return found
