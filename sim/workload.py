"""What the officers of both sides say: statements, threads with their answers, calls, bursts, FLASH."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Final

from parley.desk import messages as m
from parley.desk.agreement import Agreement, Pairing, Role
from parley.node.desk import Statement
from parley.node.events import Submitted
from parley.words.terms import Precedence

PARTIES: Final = ("RUS", "USA")
THREE: Final = ("FRA", "RUS", "USA")


def agreement(parties: tuple[str, ...]) -> Agreement:
    """Give an agreement without watch and without deadlines that matter."""
    texts = {party: "ru" if party == "USA" else "en" for party in parties}
    return Agreement(
        founded_ms=0,
        languages=texts,
        roles={"watch": Role(name=texts, authority=texts)},
        pairings={"heads": Pairing(name=texts, roles=dict.fromkeys(parties, "watch"))},
        watch=None,
        reply_within_min=dict.fromkeys(Precedence, 60),
        acknowledge_within_min={},
        call_answer_within_h=48,
        notify_ahead_days={},
        escalation=(),
    )


AGREEMENT: Final = agreement(PARTIES)
KNOWN_MAX: Final = 12
FOR_SOME: Final = "for some: "
SLOTS_MS: Final = (1_800_000_000_000, 1_800_003_600_000)


class Workload:
    """Makes events for the two hosts; it knows of each side's statements what that side was shown."""

    def __init__(self, random: Random, parties: tuple[str, ...] = PARTIES) -> None:
        self.random, self.parties = random, parties
        self.token = 0
        self.known: dict[str, list[Statement]] = {party: [] for party in parties}

    def shown(self, party: str, statement: Statement) -> None:
        """Remember a statement that stands in a party's record: it may be answered, unless it is for some only."""
        if isinstance(statement.message, m.PlainStatement) and statement.message.text.startswith(FOR_SOME):
            return
        self.known[party] = [*self.known[party][1 - KNOWN_MAX :], statement]

    def next(self, party: str) -> Submitted:
        """Make the next statement of a party."""
        random = self.random
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
