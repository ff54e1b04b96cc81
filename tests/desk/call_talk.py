"""What sides say round a call in random histories: mostly what comes next, so that calls come to their end."""

from __future__ import annotations

from random import Random
from typing import Any, Final

from parley.desk import calls, setups
from parley.desk import messages as m
from parley.node.calling import setup_of
from parley.node.threads import Thread
from parley.words.instants import DAY_MS, HOUR_MS, MINUTE_MS
from sim.samples import AT_MS, OTHER_MS, TOKEN

ROLES: Final = (None, None, "chief-of-staff", "director-of-operations", "watch-officer")
TIMES: Final = (AT_MS, AT_MS, AT_MS, OTHER_MS)
TOLD: Final = (m.CallHeld, m.Confirmation, m.Confirmation, m.Readout, m.CallMark)
NEXT: Final[dict[setups.State, tuple[type[m.Message], ...]]] = {
    setups.State.NOT_SET_UP: (*[m.CallToken] * 4, m.CallWithdrawal, m.CallHeld),
    setups.State.ISSUED: (m.CallReadback, m.CallReadback, m.CallReadback, m.CallToken),
    setups.State.HALF: (m.CallReadback, m.CallReadback, m.CallReadback, m.CallMark),
    setups.State.AUTHENTICATED: (m.CallMark, m.CallMark, m.CallReadback),
}
ANSWERS: Final = (*[m.CallAnswer] * 5, m.CallTaken, m.CallLevel, m.CallDeferral)
ASKER: Final = (*[m.PlainStatement] * 12, m.CallLevel, m.CallWithdrawal)
OVER: Final = (calls.State.CROSSED, calls.State.WITHDRAWN, calls.State.DECLINED)


def next_kinds(thread: Thread, party: str) -> tuple[type[m.Message], ...]:
    """The kinds that a party may say next in a call's thread."""
    if thread.state in calls.HAPPENED:
        return TOLD
    if thread.state is calls.State.ACCEPTED:
        return NEXT.get(setup_of(thread), (m.CallMark, m.CallHeld))
    return ASKER if party == thread.proposed_by else ANSWERS


def goes_on(thread: Thread | None) -> bool:
    """Whether a thread is of a call that may still come to something."""
    return thread is not None and isinstance(thread.opener.message, m.CallRequest) and thread.state not in OVER


def of_a_call(random: Random, now_ms: int, sample: m.Message) -> dict[str, Any]:
    """Other slots of a sample: mostly such as fit the samples' times and token."""
    match sample:
        case m.CallAnswer(answer=m.Answer.ACCEPTED):
            return {"role": random.choice(ROLES), "at_ms": random.choice(TIMES)}
        case m.CallLevel():
            return {"move": random.choice(list(m.LevelMove))}
        case m.CallDeferral():
            return {"by_ms": now_ms + random.choice((HOUR_MS, 5 * HOUR_MS, 3 * DAY_MS))}
        case m.CallToken(token=token):
            return {"token": random.choice((token, token, token[::-1])), "at_ms": random.choice(TIMES)}
        case m.CallReadback():
            return {"digits": random.choice(setups.halves(TOKEN.token))}
        case m.CallMark(at_ms=at_ms):
            late_ms = at_ms + random.choice((0, 0, 0, 5 * HOUR_MS))
            return {"mark": random.choice((m.Mark.STARTED, *m.Mark)), "at_ms": late_ms}
        case _:
            return _told(now_ms, sample)


def _told(now_ms: int, sample: m.Message) -> dict[str, Any]:
    """What is told of a call, by the clock: a draw would change every history that is named by its seed."""
    match sample:
        case m.CallHeld():
            return {"from_ms": AT_MS + now_ms // MINUTE_MS % 3 * MINUTE_MS}
        case m.Readout():
            publicity = list(m.Publicity)[now_ms // MINUTE_MS % len(m.Publicity)]
            embargo = publicity is m.Publicity.EMBARGO
            return {"publicity": publicity, "embargo_until_ms": now_ms + DAY_MS if embargo else None}
        case _:
            return {}
