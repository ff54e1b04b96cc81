"""The real nodes behind call.pml: what each shows of the two requests, and what it lets itself say."""

from __future__ import annotations

from dataclasses import replace

from models.party import STEP_MS, WALL_MS, Clock, Party, founded
from models.replay import Sent, Words
from parley.desk import messages as m
from parley.desk import setups
from parley.desk.agreement import Terms
from parley.node.calling import setup_of
from parley.node.effects import Answer
from parley.node.events import Event, Submitted
from parley.node.threads import Thread
from sim.terms import agreement
from sim.workload import PARTIES

AT_MS = WALL_MS + 365 * 86_400_000
"""The one time that is ever proposed, so that no step of a trace comes near it."""
NAMES = {
    "other time": "other_time",
    "one with another": "crossed",
    "not set up": "not_set_up",
    "token issued": "issued",
}
NAMES |= {"one half read back": "half", "in call": "in_call"}


class Machine:
    """Two nodes under an agreement that asks for tokens; what one has sent waits until it is carried."""

    def __init__(self) -> None:
        self.clock: Clock
        self.clock, *both = founded()
        self.parties: list[Party] = both
        for party in both:
            party.node.state.config.desk.terms = Terms(replace(agreement(PARTIES), calls_by_token=True))
        self.waiting: list[list[bytes]] = [[], []]
        self.requests: list[bytes | None] = [None, None]
        self.tokens = 0

    def do(self, event: str, given: Words, packet: bytes) -> list[Sent]:  # noqa: ARG002  no bag in this model
        """Have an event happen."""
        self.clock.ms += STEP_MS
        side = int(given[0])
        if event == "carry":
            sent, self.waiting[side] = self.waiting[side], []
            for each in sent:
                self._round(1 - side, self.parties[1 - side].hears(each))
        else:
            _, kind, thread, counts = given
            self._say(side, kind, int(thread), counts=counts == "1")
        return []

    def shows(self) -> list[Words]:
        """Give how each side reads both requests, and how far their calls are set up."""
        return [(str(side), *self._shows(side, 0), *self._shows(side, 1)) for side in (0, 1)]

    def _shows(self, side: int, of: int) -> Words:
        thread = self._thread(side, of)
        if thread is None or thread.state is None:
            return "none", "not_set_up"
        state, setup = str(thread.state), str(setup_of(thread))
        return NAMES.get(state, state), NAMES.get(setup, setup)

    def _thread(self, side: int, of: int) -> Thread | None:
        request = self.requests[of]
        return None if request is None else self.parties[side].node.state.config.desk.thread(request)

    def _say(self, side: int, kind: str, of: int, *, counts: bool) -> None:
        if kind == "ask":
            if counts:  # a second request would be a call of its own
                self.requests[of] = self._round(side, Submitted(token=1, message=_request(side)))
        elif self.requests[of] is not None:
            message = self._message(side, kind, of)
            self._round(side, Submitted(token=1, message=message, thread=self.requests[of]))

    def _message(self, side: int, kind: str, of: int) -> m.Message:
        thread, seat = self._thread(side, of), "watch"
        match kind:
            case "other":
                return m.CallAnswer(answer=m.Answer.OTHER_TIME, at_ms=AT_MS)
            case "accept":
                return m.CallAnswer(answer=m.Answer.ACCEPTED, at_ms=AT_MS)
            case "decline":
                return m.CallAnswer(answer=m.Answer.DECLINED, reason=m.DeclineReason.NONE_GIVEN)
            case "withdraw":
                return m.CallWithdrawal()
            case "token":
                self.tokens += 1
                groups = " ".join(f"{10 * self.tokens + group:05}" for group in range(6))
                return m.CallToken(token=groups, at_ms=AT_MS, seat=seat)
            case "readback":
                read = thread is not None and thread.token
                mine = thread.sides.index(self.parties[side].name) if thread is not None and read else 0
                digits = setups.halves(thread.token)[mine] if thread is not None and read else "00000 00000 00000"
                return m.CallReadback(digits=digits, seat=seat)
            case "start":
                return m.CallMark(mark=m.Mark.STARTED, at_ms=AT_MS)
            case "tell":
                return m.CallHeld(from_ms=AT_MS, until_ms=AT_MS + 60_000)
            case _:
                raise ValueError(kind)

    def _round(self, side: int, event: Event) -> bytes | None:
        """Do a round; what leaves waits. Give the entry that a statement became."""
        party = self.parties[side]
        self.waiting[side] += party.round(event)
        answers = [each for outcome in party.waiting for each in outcome.effects if isinstance(each, Answer)]
        return answers[0].id if answers else None


def _request(side: int) -> m.CallRequest:
    return m.CallRequest(
        language="en",
        pairing="heads",
        topic=f"asked by {side}",
        slots_ms=(AT_MS,),
        call_language="en",
        interpreter=m.Interpreter.NONE,
    )
