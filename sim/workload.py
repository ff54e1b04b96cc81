"""What the officers of both sides say: statements, threads with their answers, calls, bursts, FLASH, every kind."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any, Final

from parley.desk import messages as m
from parley.node.desk import DECLARED, OPENERS, Statement
from parley.node.events import Submitted
from parley.wire.kinds import BY_TYPE
from parley.wire.rules import CORRECTABLE
from parley.words.terms import Precedence
from sim.samples import SAMPLES, variants

PARTIES: Final = ("RUS", "USA")
THREE: Final = ("FRA", "RUS", "USA")
KNOWN_MAX: Final = 12
FOR_SOME: Final = "for some: "
SLOTS_MS: Final = (1_800_000_000_000, 1_800_003_600_000)
_EVERYWHERE: Final = (
    m.Acknowledgement, m.Progress, m.Doubt, m.Clarification, m.Correction, m.Translation, m.Deferral, m.DeferralAnswer,
    m.MeetingRequest, m.MeetingAnswer, m.PlainStatement,
)  # fmt: skip
_ANSWERS: Final[dict[type[m.Message], tuple[type[m.Message], ...]]] = {
    **dict.fromkeys(DECLARED, (m.Cancellation,)),
    m.LaunchNotice: (m.Cancellation, m.LaunchReport),
    m.Query: (m.HoldingReply, m.Reply, m.CannotAnswer, m.FollowUp),
    m.Question: (m.HoldingReply, m.YesNo, m.CannotAnswer, m.FollowUp),
    m.Protest: (m.Reply,),
    m.Suspension: (m.Resumption,),
    m.CallRequest: (
        m.CallTaken,
        m.CallAnswer,
        m.CallLevel,
        m.CallDeferral,
        m.CallWithdrawal,
        m.CallToken,
        m.CallReadback,
        m.CallMark,
        m.CallHeld,
        m.Confirmation,
        m.Readout,
    ),
    m.TelephoneContact: (m.Confirmation,),
    m.WatchCheck: (m.WatchAnswer,),
    m.PresenceQuery: (m.PresenceAnswer,),
}
"""What answers an opener; it may also be said again, and some kinds have their place in every thread."""
_MESSAGES: Final[dict[type[m.Message], list[m.Message]]] = {}
"""Messages of each kind: as they may be, and with one slot changed."""
for _sample in SAMPLES:
    _MESSAGES.setdefault(type(_sample), []).extend([_sample, *(variant for _, variant in variants(_sample))])
SHARES: Final = (0.0, 0.3, 0.6)
"""How much of what is said is of any kind of the catalogue; each schedule draws one."""


def _with(message: m.Message, **slots: Any) -> m.Message:  # noqa: ANN401  whatever the slot takes
    """Give a message with other values in slots that its kind has."""
    return replace(message, **slots)


class Workload:
    """Makes events for the two hosts; it knows of each side's statements what that side was shown."""

    def __init__(self, random: Random, parties: tuple[str, ...] = PARTIES, kinds: Random | None = None) -> None:
        self.random, self.parties, self.kinds = random, parties, kinds
        self.share = kinds.choice(SHARES) if kinds is not None else 0.0
        self.openers: dict[bytes, type[m.Message]] = {}
        self.token = 0
        self.known: dict[str, list[Statement]] = {party: [] for party in parties}

    def shown(self, party: str, statement: Statement) -> None:
        """Remember a statement that stands in a party's record: it may be answered, unless it is for some only."""
        if isinstance(statement.message, m.PlainStatement) and statement.message.text.startswith(FOR_SOME):
            return
        self.known[party] = [*self.known[party][1 - KNOWN_MAX :], statement]
        if statement.id == statement.thread:
            self.openers[statement.thread] = type(statement.message)

    def next(self, party: str) -> Submitted:
        """Make the next statement of a party."""
        random = self.random
        if self.kinds is not None and self.kinds.random() < self.share:
            return self._any_kind(self.kinds, party)
        if len(self.parties) > 2 and random.random() < 0.2:
            return self._for_some(party)
        known = self.known[party]
        thread: bytes | None = None
        if known and random.random() < 0.5:
            of = random.choice(known)
            thread, message = of.thread, self._answer(of)
        else:
            message = self._opening()
        return self._submitted(message, thread, officer_word=random.random() < 0.3)

    def _any_kind(self, random: Random, party: str) -> Submitted:
        """Make a statement of any kind: mostly one that may stand where it is said, now and then anything anywhere."""
        known, of = self.known[party], None
        kinds: tuple[type[m.Message], ...] = OPENERS
        thread = None
        if known and random.random() < 0.6:
            of = random.choice(known)
            opener, thread = self.openers.get(of.thread, m.PlainStatement), of.thread
            kinds = random.choice(((opener, *_ANSWERS.get(opener, ())), _EVERYWHERE))
        if random.random() < 0.1:
            kinds = tuple(map(type, SAMPLES))
        message = random.choice(_MESSAGES[random.choice(kinds)])
        if hasattr(message, "until_ms") and random.random() < 0.05:
            message = _with(message, until_ms=0)
        allowed = BY_TYPE[type(message)].precedences
        speed = random.choice(sorted(Precedence if random.random() < 0.1 else allowed))
        return self._submitted(self._about(random, message, of), thread, speed, officer_word=random.random() < 0.3)

    def _about(self, random: Random, message: m.Message, of: Statement | None) -> m.Message:
        """Have a message name what it is about, and a call what the others of this workload know of."""
        if isinstance(message, m.TelephoneContact):
            caller, called = random.sample(self.parties, 2)
            return replace(message, caller=caller, called=called)
        if isinstance(message, m.CallRequest):
            return replace(message, pairing="heads", slots_ms=SLOTS_MS)
        if isinstance(message, m.CallAnswer):
            return self._call_answer()
        if isinstance(message, m.CallDeferral):
            return replace(message, by_ms=SLOTS_MS[1])
        if isinstance(message, m.CallToken | m.CallMark):
            return replace(message, at_ms=SLOTS_MS[0])
        if of is None or not hasattr(message, "of") or random.random() < 0.1:
            return message
        if isinstance(message, m.Correction) and isinstance(of.message, CORRECTABLE):
            return replace(message, of=of.id, says=of.message)
        return _with(message, of=of.id)

    def _for_some(self, party: str) -> Submitted:
        """Make a statement whose body goes to one other member only."""
        other = self.random.choice([member for member in self.parties if member != party])
        text = self._text()
        speed = self.random.choice((Precedence.ROUTINE, Precedence.FLASH))
        event = self._submitted(replace(text, text=FOR_SOME + text.text), None, speed, officer_word=True)
        return replace(event, addressees=(other,))

    def flash(self) -> Submitted:
        """Make a plain FLASH statement."""
        return self._submitted(self._text(), None, Precedence.FLASH)

    def plain(self) -> Submitted:
        """Make a plain ROUTINE statement, without an officer's word."""
        return self._submitted(self._text(), None, Precedence.ROUTINE)

    def _submitted(
        self, message: m.Message, thread: bytes | None, speed: Precedence | None = None, *, officer_word: bool = False
    ) -> Submitted:
        self.token += 1
        random = self.random
        precedence = Precedence.ROUTINE if speed is None else speed
        if speed is None and not isinstance(message, m.WatchCheck | m.WatchAnswer):
            precedence = random.choices(list(Precedence), (6, 2, 1, 1))[0]
        return Submitted(
            token=self.token,
            message=message,
            precedence=precedence,
            thread=thread,
            officer_word=officer_word,
        )

    def _text(self) -> m.PlainStatement:
        size = int(4 * 500 ** self.random.random())
        return m.PlainStatement(language="en", text="x" * size)

    def _opening(self) -> m.Message:
        random = self.random
        match random.randrange(8):
            case 0:
                return m.Query(language="en", text="was that you")
            case 1:
                return m.CallRequest(
                    language="en", pairing="heads", topic="a call", slots_ms=SLOTS_MS,
                    call_language="en", interpreter=m.Interpreter.BOTH,
                )  # fmt: skip
            case 2:
                return m.WatchCheck(challenge="AB12", seat="watch")
            case 3:
                return self._notice()
            case _:
                return self._text()

    def _notice(self) -> m.FlightNotice:
        return m.FlightNotice(
            language="en", aircraft=2, from_ms=SLOTS_MS[0], until_ms=SLOTS_MS[1], fl_min=100, fl_max=200, area="north",
        )  # fmt: skip

    def _answer(self, of: Statement) -> m.Message:
        random = self.random
        if random.random() < 0.3:
            return m.Acknowledgement(of=of.id, level=m.AckLevel.READ, seat="watch")
        match of.message:
            case m.Query() if random.random() < 0.5:
                return m.HoldingReply(language="en", text="later")
            case m.Query() | m.HoldingReply():
                return m.Reply(language="en", text="it was")
            case m.CallRequest() | m.CallAnswer():
                return self._call_answer()
            case m.WatchCheck():
                return m.WatchAnswer(challenge=random.choice(("AB12", "AB21")), seat="watch")
            case m.FlightNotice():
                return self._notice()
            case _:
                return self._text()

    def _call_answer(self) -> m.CallAnswer:
        match self.random.randrange(3):
            case 0:
                return m.CallAnswer(answer=m.Answer.ACCEPTED, at_ms=SLOTS_MS[0])
            case 1:
                return m.CallAnswer(answer=m.Answer.OTHER_TIME, at_ms=SLOTS_MS[1])
            case _:
                return m.CallAnswer(answer=m.Answer.DECLINED, reason=m.DeclineReason.NONE_GIVEN)
