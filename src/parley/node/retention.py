"""Bodies erased by agreement: when the record shows the agreed age, whole threads at a time; entries stay.

The judgement is one of the record alone, so both nodes come to the same, and a node that takes the record over from the
other holds as erased what the other has erased.
"""

from __future__ import annotations

from typing import Final

from parley.node.folding import BODY_MISSING, refuse
from parley.node.reading import Erased
from parley.node.rows import row_at
from parley.node.state import Bodyless, State
from parley.node.unfinished import is_pending
from parley.record.entry import BODY_KIND_MIN, decode_entry
from parley.record.feed import Feed
from parley.record.retention import may_be_erased, reached_ms
from parley.words.instants import DAY_MS, HOUR_MS, Now
from parley.words.limits import BODIES_DAYS_MIN

ROWS_AT_ONCE: Final = 2_000
"""So many entries are looked through in one round, so that no round lasts long."""


def days_at(state: State, feed: Feed, index: int) -> int | None:
    """Give after how many days the body of an entry that has a place is erased, by the terms that hold for it."""
    return state.config.desk.terms.at(feed.positions[index]).bodies_days


def judge_bodyless(state: State, now: Now | None) -> None:
    """Find out of statements that came without a body whether they were erased by agreement, or are refused.

    At a start (`now` is None) what was not refused then stays open until it is known. What may be old waits until all
    that the others hold has come in, by what they say after it came: receipts may follow that show its age.
    """
    if not state.bodyless:
        return
    reached = reached_ms(state.record)
    whole = all(peer.whole for peer in state.peers.values())
    for (feed, index), each in list(state.bodyless.items()):
        known = each.id in state.refusals_told
        if not known and _is_due(state, feed, index, reached):
            state.erased_threads[each.thread] = None
            state.shelf.note_erased(feed, index, Erased(each.id, each.thread, feed.party, each.clock_ms, each.kind))
        elif not known and (now is None or not ((whole and each.asked) or _is_new(each, now))):
            _wait(state, feed, index, now)
            continue
        else:
            refuse(state, feed, index, each.id, BODY_MISSING, replaying=known)
        del state.bodyless[feed, index]


def _wait(state: State, feed: Feed, index: int, now: Now | None) -> None:
    """Have the others asked once more what they hold: a list from before they erased a body does not show its age.

    At a start they are asked in any case.
    """
    each = state.bodyless[feed, index]
    if now is not None and not each.asked:
        for peer in state.peers.values():
            peer.whole, peer.question, peer.differs_ms = False, b"", now.mono_ms
    state.bodyless[feed, index] = each._replace(asked=True)


def _is_new(each: Bodyless, now: Now) -> bool:
    """Say whether an entry is too new by its own clock for any agreement to have had it erased."""
    return now.wall_ms - each.clock_ms < BODIES_DAYS_MIN * DAY_MS


def _is_due(state: State, feed: Feed, index: int, reached: int) -> bool:
    placed = index < feed.placed
    return placed and may_be_erased(state.record, feed, index, days_at(state, feed, index), reached)


def erase_due(state: State, now: Now) -> None:
    """Erase, once an hour, the bodies of the threads that are over and as old as was agreed."""
    least = state.config.desk.terms.bodies_days_least
    if least is None or now.mono_ms < state.erase_next_ms:
        return
    reached = reached_ms(state.record)
    left = ROWS_AT_ONCE
    for feed in state.record.feeds.values():
        left -= _look_through(state, feed, least, reached, left)
    state.erase_next_ms = now.mono_ms + (HOUR_MS if left else 0)
    for thread in [thread for thread in state.aged if _is_over(state, thread, reached)]:
        _erase(state, thread)


def _look_through(state: State, feed: Feed, least: int, reached: int, most: int) -> int:
    """Remember the statements that the shortest age has passed for: of a feed always its beginning. Give how many."""
    start = stop = state.aged_upto.get(feed, 0)
    while stop - start < most and stop < feed.placed and may_be_erased(state.record, feed, stop, least, reached):
        stop += 1
    for row in state.reader.entries(feed.party, feed.id, start, stop) if stop > start else ():
        if row.body is not None and row.index not in feed.unsound:
            entry = decode_entry(row.entry)
            if entry.kind >= BODY_KIND_MIN:
                thread = entry.thread or feed.tree.leaf(row.index)
                state.aged.setdefault(thread, []).append((feed, row.index))
    state.aged_upto[feed] = stop
    return stop - start


def _is_over(state: State, thread: bytes, reached: int) -> bool:
    """Say whether every statement of a thread is as old as was agreed for it, and nothing is open in it.

    One without a body that is not judged yet may be young; where one is held as erased, nothing tells what is open.
    """
    spots = state.aged[thread]
    members = state.threads.get(thread, [])
    if not all(_is_due(state, feed, index, reached) for feed, index in spots) or not set(members) <= {*spots}:
        return False
    if any(each.thread == thread for each in state.bodyless.values()):
        return False
    if thread in state.erased_threads:
        return True
    stands = state.config.desk.thread(thread)
    return stands is None or not is_pending(stands, reached)


def _erase(state: State, thread: bytes) -> None:
    state.shelf.model.forget(thread)
    for feed, index in state.aged.pop(thread):
        entry = decode_entry(row_at(state, feed, index).entry)
        erased = Erased(feed.tree.leaf(index), thread, feed.party, entry.clock_ms, entry.kind)
        state.shelf.note_erased(feed, index, erased)
        state.outcome.batch.erasures.append((feed.party, feed.id, index))
        state.places.pop(feed.tree.leaf(index), None)
        state.forget_row(feed, index)
    state.threads.pop(thread, None)
    state.config.desk.forget(thread)
    state.erased_threads[thread] = None
