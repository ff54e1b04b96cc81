"""Statements read back from rows at hand or from the store, and threads folded from them."""

from __future__ import annotations

from parley.node.desk import Statement
from parley.node.ports import Row
from parley.node.state import State
from parley.node.threads import Released, statement_from
from parley.record.entry import Entry, decode_entry
from parley.record.feed import Feed
from parley.record.release import OfficerKeys, draft_digest, draft_of, split_evidence
from parley.wire.catalogue import decode


def fold_threads(state: State, touched: dict[bytes, list[Statement]], *, anew: bool) -> dict[bytes, str]:
    """Fold threads in joint order; give the statements refused in them, with their codes.

    What comes behind all that was said in a thread is folded onto it; else the thread is folded anew.
    """
    refused: dict[bytes, str] = {}
    desk, model = state.config.desk, state.shelf.model
    for name, fresh in touched.items():
        if name in state.erased_threads:
            continue  # what was said there is gone, and so is what could be judged by it
        lone = name not in state.threads
        last = not lone and not anew and _comes_last(state, name, len(fresh))
        if not lone and (not last or len(fresh) > 1):
            _sort(state.threads[name])
        if last and desk.thread(name) is not None:
            for statement in sorted(fresh, key=lambda each: _position(state, each.id)):
                code = desk.extend(statement)
                model.extend(name, statement, code)
                if code:
                    refused[statement.id] = code
            continue
        statements = fresh if lone and fresh else _at_hand(state, name, fresh)
        codes = desk.refold(name, statements)
        model.note(name, desk.thread(name), statements, codes)
        refused.update(codes)
    return refused


def _at_hand(state: State, thread: bytes, fresh: list[Statement]) -> list[Statement]:
    """Give the statements of a thread in joint order: those that the read model keeps and the fresh, if these are all.

    Else they are read from the store, as those that do not count are.
    """
    told = state.shelf.model.told.get(thread)
    known = fresh + (told.statements if told else [])
    if len({each.id for each in known}) != len(state.threads.get(thread, ())) or thread in state.shelf.model.codes:
        return statements_of(state, thread)
    placed = {each.id: each._replace(position=_position(state, each.id)) for each in known}
    return sorted(placed.values(), key=lambda each: each.position or 0)


def _comes_last(state: State, thread: bytes, fresh: int) -> bool:
    """Say whether the newest spots of a thread, so many, come behind all its others, which stand in joint order."""
    spots = state.threads[thread]
    newest = min(feed.positions[index] for feed, index in spots[-fresh:])
    feed, index = spots[-fresh - 1] if len(spots) > fresh else (None, 0)
    return feed is not None and index < feed.placed and feed.positions[index] < newest


def _sort(spots: list[tuple[Feed, int]]) -> None:
    """Put the spots of a thread in joint order."""
    spots.sort(key=lambda spot: spot[0].positions[spot[1]] if spot[1] < spot[0].placed else -1)


def _position(state: State, entry: bytes) -> int:
    feed, index = state.places[entry]
    return feed.positions[index]


def statements_of(state: State, thread: bytes) -> list[Statement]:
    """Give the statements of a thread that have a place, in joint order."""
    spots = state.threads.get(thread)
    if spots is None:
        spots = [state.places[thread]] if thread in state.places else []
    placed = [spot for spot in spots if spot[1] < spot[0].placed]
    placed.sort(key=lambda spot: spot[0].positions[spot[1]])
    return [statement_at(state, *spot) for spot in placed]


def statement_at(state: State, feed: Feed, index: int) -> Statement:
    """Give the statement that stands at a place, from what is at hand or from the store."""
    row = row_at(state, feed, index)
    position = feed.positions[index] if index < feed.placed else 0
    said = said_in(feed.tree.leaf(index), decode_entry(row.entry), row.body or b"", state.shelf.officers)
    return said._replace(position=position)


def said_in(leaf: bytes, entry: Entry, body: bytes, officers: OfficerKeys) -> Statement:
    """Give what a body says, without its position. Raises PeerFault with the code of the refusal."""
    slots, evidence = split_evidence(body)
    message = decode(entry.kind, entry.kind_version, slots)
    released = None
    if evidence is not None:
        released = Released(evidence, draft_digest(draft_of(entry), slots), officers)
    return statement_from(leaf, entry, message, 0)._replace(released=released)


def row_at(state: State, feed: Feed, index: int) -> Row:
    """Give the row at a place, from what is at hand or from the store."""
    row = state.recent.get((feed, index))
    return row if row is not None else state.reader.entries(feed.party, feed.id, index, index + 1)[0]
