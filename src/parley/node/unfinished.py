"""Whether anything in a thread is open still, so that its bodies stay whatever their age."""

from __future__ import annotations

from parley.desk import calls, launches, meetings, notices, presence, queries, suspensions
from parley.desk import messages as m
from parley.desk.validity import window_of
from parley.node.beside import MEETING
from parley.node.threads import Of, Thread


def is_pending(thread: Thread, now_ms: int) -> bool:
    """Say whether a thread is open still at an instant in ms: what `duties` lists is, however late, until it is done.

    So is what a watch has yet to read, and what has an hour to come: a notice, a suspension, a time proposed or agreed
    to. An unanswered call lapses; a protest asks for nothing, so it waits for nothing.
    """
    return (
        bool(thread.unread or thread.unsettled())
        or max(thread.proposed_ms, default=0) > now_ms
        or _is_owed(thread)
        or _is_to_come(thread, now_ms)
    )


def _is_owed(thread: Thread) -> bool:
    match thread.opener.message:
        case m.Query() | m.Question():
            return thread.state in queries.WAITING or thread.beside.get(Of(MEETING)) in meetings.OPEN
        case m.CallRequest():
            return thread.promised or (thread.state is calls.State.OUTCOME_AGREED and bool(thread.awaited))
        case m.PresenceQuery():
            return thread.state is presence.State.ASKED
        case m.LaunchNotice():
            return thread.state not in {launches.State.CANCELLED, launches.State.REPORTED}
        case m.Suspension():
            return thread.state is not suspensions.State.ENDED
        case _:
            return False


def _is_to_come(thread: Thread, now_ms: int) -> bool:
    if thread.ends_ms is not None:
        return thread.ends_ms > now_ms
    window = window_of(thread.latest)
    return window is not None and window[1] > now_ms and thread.state is not notices.State.CANCELLED
