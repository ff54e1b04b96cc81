"""Which words say which kind: a row here, and the options come from the catalogue."""

from __future__ import annotations

from typing import Final

from parley.cli._statement import Action
from parley.desk import messages as m

NOTICE: Final = (
    Action("flight", m.FlightNotice, "aircraft will fly in an area, within a window"),
    Action("exercise", m.ExerciseNotice, "forces will exercise in an area, within a window"),
    Action("movement", m.MovementNotice, "troops, ships or equipment will be at a place at a time"),
    Action("hazard", m.HazardNotice, "an area will be dangerous, within a window"),
)
INCIDENT: Final = (Action("", m.IncidentReport, "report what happened, when and where"),)
PROTEST: Final = (Action("", m.Protest, "protest; it asks for nothing"),)
TEXT: Final = (Action("", m.FreeText, "send a text of any content, with a title"),)
READOUT: Final = (Action("", m.Readout, "say what is said in public of a call that was held", answers=True),)
CONTACT: Final = (Action("", m.TelephoneContact, "enter that two seats spoke by telephone"),)
QUERY: Final = (Action("", m.Query, "ask for an explanation"),)
REPLY: Final = (
    Action("reply", m.Reply, "the answer to a query", answers=True),
    Action("holding", m.HoldingReply, "an answer will follow; no clock stops", answers=True),
)
ACK: Final = (
    Action(
        "read",
        m.Acknowledgement,
        "a person has read the entry",
        {"level": m.AckLevel.READ},
        frozenset({"language", "paraphrase", "slots"}),
        answers=True,
        of="of",
    ),
    Action(
        "understood",
        m.Acknowledgement,
        "it was understood: said again in other words",
        {"level": m.AckLevel.UNDERSTOOD},
        frozenset({"slots"}),
        frozenset({"paraphrase"}),
        answers=True,
        of="of",
    ),
    Action(
        "not-understood",
        m.Acknowledgement,
        "it was not understood in these of its slots",
        {"level": m.AckLevel.NOT_UNDERSTOOD},
        frozenset({"language", "paraphrase"}),
        frozenset({"slots"}),
        answers=True,
        of="of",
    ),
)
CALL: Final = (
    Action("request", m.CallRequest, "ask that two principals speak"),
    Action(
        "accept",
        m.CallAnswer,
        "accept one of the proposed times",
        {"answer": m.Answer.ACCEPTED},
        frozenset({"reason"}),
        frozenset({"at_ms"}),
        answers=True,
    ),
    Action(
        "other-time",
        m.CallAnswer,
        "propose another time",
        {"answer": m.Answer.OTHER_TIME},
        frozenset({"reason"}),
        frozenset({"at_ms"}),
        answers=True,
    ),
    Action("held", m.CallHeld, "the call was held: its outcome, as this side tells it", answers=True),
    Action(
        "decline",
        m.CallAnswer,
        "decline, with a reason or `none-given`",
        {"answer": m.Answer.DECLINED},
        frozenset({"at_ms"}),
        frozenset({"reason"}),
        answers=True,
    ),
)
CHECK: Final = (
    Action("open", m.WatchCheck, "is anybody there? a challenge is made and goes out"),
    Action("answer", m.WatchAnswer, "a person is here: read the challenge back", answers=True),
)
STATEMENT: Final = (Action("", m.PlainStatement, "say something in free text"),)

CONFIRM: Final = tuple(
    Action(
        verdict.name.lower(),
        m.Confirmation,
        f"the other side's account of a call or contact is {verdict.name.lower()}",
        {"verdict": verdict},
        answers=True,
        of="of",
    )
    for verdict in m.Verdict
)

EVERY: Final = (
    *NOTICE, *QUERY, *REPLY, *ACK, *CALL, *CHECK, *STATEMENT, *INCIDENT, *PROTEST, *TEXT, *READOUT, *CONTACT, *CONFIRM,
)  # fmt: skip
