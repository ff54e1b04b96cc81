"""Which words say which kind: a row here, and what is asked for comes from the catalogue."""

from __future__ import annotations

from typing import Final

from parley.desk import messages as m
from parley.wire.forms import Action
from parley.wire.render import sentence_name
from parley.wire.rules import CORRECTABLE

NOTICE: Final = (
    Action("flight", m.FlightNotice, "aircraft will fly in an area, within a window"),
    Action("exercise", m.ExerciseNotice, "forces will exercise in an area, within a window"),
    Action("movement", m.MovementNotice, "troops, ships or equipment will be at a place at a time"),
    Action("hazard", m.HazardNotice, "an area will be dangerous, within a window"),
    Action("flight-summary", m.FlightSummary, "so many flights took place; the closest point, the tracks"),
    Action("launch", m.LaunchNotice, "something will be launched, within a window"),
    Action("launch-report", m.LaunchReport, "what became of a launch that was announced", answers=True),
    Action("naval", m.NavalNotice, "ships will be in a port or at a place, within a window"),
    Action("airspace", m.AirspaceNotice, "airspace will be closed, within a window"),
    Action("humanitarian", m.HumanitarianNotice, "a site or a convoy is to be spared, within a window"),
    Action("cancel", m.Cancellation, "take back what a notice announces", answers=True),
)
INCIDENT: Final = (Action("", m.IncidentReport, "report what happened, when and where"),)
PROTEST: Final = (Action("", m.Protest, "protest; it asks for nothing"),)
TEXT: Final = (Action("", m.FreeText, "send a text of any content, with a title"),)
READOUT: Final = (Action("", m.Readout, "say what is said in public of a call that was held", answers=True),)
CONTACT: Final = (Action("", m.TelephoneContact, "enter that two seats spoke by telephone"),)
ACCIDENT: Final = (Action("", m.AccidentReport, "something has left without being meant; the position may follow"),)
CODED: Final = (Action("", m.CodedMessage, "send a pre-agreed message: its word and number"),)
QUERY: Final = (Action("", m.Query, "ask for an explanation"),)
QUESTION: Final = (Action("", m.Question, "ask what is to be answered with yes or no"),)
REPLY: Final = (
    Action("reply", m.Reply, "the answer to a query", answers=True),
    Action("yes", m.YesNo, "yes", {"answer": m.YesOrNo.YES}, answers=True),
    Action("no", m.YesNo, "no", {"answer": m.YesOrNo.NO}, answers=True),
    Action("cannot", m.CannotAnswer, "the query cannot be answered, and why", answers=True),
    Action("follow-up", m.FollowUp, "ask further after the answer; the clock starts anew", answers=True),
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
ACK_FURTHER: Final = tuple(
    Action(word, m.Progress, said, {"step": step}, without, needs, answers=True, of="of")
    for word, step, without, needs, said in (
        ("opened", m.Step.OPENED, frozenset({"role"}), frozenset[str](), "the entry stands open on a screen"),
        ("passed", m.Step.PASSED, frozenset[str](), frozenset({"role"}), "it was passed to a role"),
        ("seen", m.Step.SEEN, frozenset[str](), frozenset({"role"}), "a principal has seen it"),
    )
)
DOUBT: Final = (
    Action(
        "position",
        m.Doubt,
        "the position cannot be right; the move is the author's",
        {"sort": m.DoubtSort.POSITION_DOUBTFUL},
        answers=True,
        of="of",
    ),
    Action(
        "disputed",
        m.Doubt,
        "it was otherwise: as a point or in a text",
        {"sort": m.DoubtSort.DISPUTED},
        answers=True,
        of="of",
    ),
    Action("stand-by", m.Clarification, "we stand by what was doubted or not understood", answers=True, of="of"),
)
MEETING: Final = (
    Action("request", m.MeetingRequest, "ask for a meeting about a query of ours", answers=True),
    *(
        Action(
            word,
            m.MeetingAnswer,
            said,
            {"answer": answer},
            frozenset({"at_ms" if answer is m.Answer.DECLINED else "reason"}),
            frozenset({"reason" if answer is m.Answer.DECLINED else "at_ms"}),
            answers=True,
        )
        for word, answer, said in (
            ("accept", m.Answer.ACCEPTED, "accept one of the proposed times"),
            ("other-time", m.Answer.OTHER_TIME, "propose another time"),
            ("decline", m.Answer.DECLINED, "decline, with a reason or `none-given`"),
        )
    ),
)
PRESENCE: Final = (
    Action("ask", m.PresenceQuery, "is the holder of a role at the machine?"),
    Action("answer", m.PresenceAnswer, "here, on the way, not here, or not said", answers=True),
)
SUSPENSION: Final = (
    Action("declare", m.Suspension, "suspend templates in a direction, from a time on"),
    Action("end", m.Resumption, "what was suspended goes on again", answers=True),
)
TRANSLATION: Final = (Action("", m.Translation, "what an entry says, in another language", answers=True, of="of"),)
DEFERRAL: Final = (
    Action("propose", m.Deferral, "another time for what is due for an entry", answers=True, of="of"),
    Action("agree", m.DeferralAnswer, "agree to the other time", {"answer": m.YesOrNo.YES}, answers=True, of="of"),
    Action("refuse", m.DeferralAnswer, "the old time stands", {"answer": m.YesOrNo.NO}, answers=True, of="of"),
)
CLIMB: Final = (Action("", m.Escalated, "take a rung of the agreed ladder", answers=True, of="of"),)
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
        frozenset({"reason", "role"}),
        frozenset({"at_ms"}),
        answers=True,
    ),
    Action("received", m.CallTaken, "the watch has received the request; to which role it went", answers=True),
    Action(
        "other-level",
        m.CallLevel,
        "propose another pairing for it",
        {"move": m.LevelMove.PROPOSED},
        answers=True,
    ),
    Action(
        "escalate",
        m.CallLevel,
        "go to the next pairing, since nobody answers or it was declined",
        {"move": m.LevelMove.ESCALATED},
        answers=True,
    ),
    Action("defer", m.CallDeferral, "put the answer off until a time; it is owed then", answers=True),
    Action("withdraw", m.CallWithdrawal, "ask no more for this call of ours", answers=True),
    Action("token", m.CallToken, "issue a one-time token for the agreed time", answers=True),
    Action("read-back", m.CallReadback, "read back our half of the token", answers=True),
    *(
        Action(mark.name.lower().replace("_", "-"), m.CallMark, said, {"mark": mark}, answers=True)
        for mark, said in (
            (m.Mark.STARTED, "the call has started"),
            (m.Mark.INTERRUPTED, "the call was interrupted"),
            (m.Mark.RESUMED, "the call goes on"),
            (m.Mark.ENDED, "the call has ended"),
            (m.Mark.IN_EFFECT, "what was agreed in it is in effect"),
            (m.Mark.FOLLOWED_UP, "its follow-up has taken place"),
        )
    ),
    Action("held", m.CallHeld, "the call was held: its outcome, as this side tells it", answers=True),
    Action(
        "decline",
        m.CallAnswer,
        "decline, with a reason or `none-given`",
        {"answer": m.Answer.DECLINED},
        frozenset({"at_ms", "role"}),
        frozenset({"reason"}),
        answers=True,
    ),
)
CHECK: Final = (
    Action("open", m.WatchCheck, "is anybody there? a challenge is made and goes out"),
    Action("answer", m.WatchAnswer, "a person is here: read the challenge back", answers=True),
)
REACHED: Final = tuple(
    Action(
        answer.name.lower(),
        m.Reached,
        f"word of it has reached all here who are to know: {answer.name.lower()}",
        {"reached": answer},
        answers=True,
        of="of",
    )
    for answer in m.YesOrNo
)
MANNING: Final = (
    Action("", m.Manning, "say that the watch is there, or on call and reachable within so many minutes"),
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

CORRECTION: Final = tuple(
    Action(
        sentence_name(kind).removesuffix("-notice"),
        kind,
        f"say anew, and rightly, all that a {sentence_name(kind).replace('-', ' ')} of ours said",
        answers=True,
        of="of",
        corrects=True,
    )
    for kind in CORRECTABLE
)

COMMANDS: Final = {
    "notice": NOTICE, "query": QUERY, "question": QUESTION, "reply": REPLY, "ack": (*ACK, *ACK_FURTHER), "call": CALL,
    "check": CHECK, "statement": STATEMENT, "incident": INCIDENT, "accident": ACCIDENT, "protest": PROTEST,
    "text": TEXT, "readout": READOUT, "contact": CONTACT, "confirm": CONFIRM, "doubt": DOUBT, "meeting": MEETING,
    "presence": PRESENCE, "suspension": SUSPENSION, "translation": TRANSLATION, "deferral": DEFERRAL,
    "correct": CORRECTION, "coded": CODED, "manning": MANNING, "reached": REACHED, "climb": CLIMB,
}  # fmt: skip
"""The commands that say something, and a page's address of it: `notice-flight`, `query`."""
EVERY: Final = tuple(action for actions in COMMANDS.values() for action in actions)
