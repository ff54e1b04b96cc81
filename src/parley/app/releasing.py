"""What people do with a draft, by their seats: write, review, release, stop, void; each under the roles of the home."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple, TypeAlias

from parley.app.drafts import SAID, Draft, Drafts
from parley.app.people import read_people
from parley.app.released import note_release
from parley.app.requests import Json, OpenLine, private_text, seat_of, submitted_of
from parley.app.silence import refuse_silent
from parley.app.touches import assertion_of, request_options
from parley.desk.drafts import (
    Course,
    Fact,
    State,
    edited,
    hold_ms,
    move,
    released,
    reviewed,
    signers,
    stopped,
    unreleased,
)
from parley.desk.people import Act, refuse_act
from parley.desk.release import officers_needed, proofs_needed
from parley.desk.suspensions import EMERGENCY
from parley.node.effects import Answer
from parley.node.events import Submitted
from parley.record.release import Assertion, Evidence, challenge
from parley.wire.render import sentence_name
from parley.words.faults import OurFault
from parley.words.instants import iso_or_none
from parley.words.limits import SHORT_TEXT_CHARS_MAX

Submit: TypeAlias = Callable[[Submitted], Awaitable[Answer]]
_LEAVING: Final[set[asyncio.Task[Json]]] = set()
"""Releases that are held, or on their way, for which no caller waits; the loop itself keeps none alive."""


class Desk(NamedTuple):
    """One line as its people's drafts need it: its record, its id, its drafts, and how something is submitted."""

    line: OpenLine
    id: bytes
    drafts: Drafts
    submit: Submit

    def may(self, seat: str, act: Act) -> None:
        """Refuse an act without its role. Raises OurFault."""
        refuse_act(read_people(self.line.home.folder), seat, act)


def desk_of(line: OpenLine, line_id: bytes, submit: Submit) -> Desk:
    """Put together what drafts of a line need."""
    folder = line.home.line_folder(line.name)
    return Desk(line, line_id, Drafts(line.home.folder, folder, line.name), submit)


async def draft_request(desk: Desk, request: Json) -> Json:
    """Carry out one step of a draft. Raises OurFault with the code of what was wrong."""
    seat = seat_of(request)
    match request:
        case {"step": "list"}:
            desk.may(seat, Act.READ)
            return {"drafts": [told(desk, each) for each in desk.drafts.every()]}
        case {"step": "new"}:
            return told(desk, write(desk, seat, request, None))
        case {"step": str(step), "draft": int(number)}:
            return await _of_draft(desk, seat, step, number, request)
        case _:
            raise OurFault("request-malformed", "The request asks for nothing that is done to a draft.")


async def _of_draft(desk: Desk, seat: str, step: str, number: int, request: Json) -> Json:
    match step:
        case "show":
            desk.may(seat, Act.READ)
            return told(desk, desk.drafts.load(number))
        case "edit":
            return told(desk, write(desk, seat, request, number))
        case "review":
            return told(desk, review(desk, seat, number))
        case "release":
            return await release(desk, seat, number, request)
        case "stop":
            return told(desk, stop(desk, seat, number))
        case "void":
            return told(desk, void(desk, seat, number))
        case "touch":
            return touch(desk, seat, number)
        case _:
            raise OurFault("request-malformed", "The request asks for nothing that is done to a draft.")


def write(desk: Desk, seat: str, request: Mapping[str, Any], number: int | None) -> Draft:
    """Write a draft, or write one anew: what was signed under it is void."""
    desk.may(seat, Act.DRAFT)
    said = {key: request.get(key) for key in SAID}
    submitted_of(said)
    with desk.drafts.changing():
        if number is None:
            draft = desk.drafts.begin(said, edited(Course(), seat))
        else:
            old = desk.drafts.load(number)
            changed = {"said": said, "before": old.said, "edition": old.edition + 1, "refused": ""}
            draft = desk.drafts.change(old, edited(old.course, seat), assertions=(), **changed)
    desk.drafts.note(_now_ms(), seat, "draft-written", draft, edition=draft.edition, digest=draft.digest(desk.id).hex())
    return draft


def review(desk: Desk, seat: str, number: int) -> Draft:
    """Put a seat's review under a draft that another wrote."""
    desk.may(seat, Act.REVIEW)
    with desk.drafts.changing():
        old = desk.drafts.load(number)
        draft = desk.drafts.change(old, reviewed(old.course, seat, old.digest(desk.id)))
    desk.drafts.note(_now_ms(), seat, "draft-reviewed", draft, edition=draft.edition)
    return draft


def stop(desk: Desk, seat: str, number: int) -> Draft:
    """Stop a draft that is released and held."""
    desk.may(seat, Act.STOP)
    with desk.drafts.changing():
        old = desk.drafts.load(number)
        draft = desk.drafts.change(old, stopped(old.course), assertions=())
    desk.drafts.note(_now_ms(), seat, "draft-stopped", draft)
    return draft


def void(desk: Desk, seat: str, number: int) -> Draft:
    """Void a draft for good."""
    desk.may(seat, Act.DRAFT)
    with desk.drafts.changing():
        old = desk.drafts.load(number)
        draft = desk.drafts.change(old, move(old.course, Fact.VOIDED))
    desk.drafts.note(_now_ms(), seat, "draft-voided", draft)
    return draft


async def release(desk: Desk, seat: str, number: int, request: Json) -> Json:
    """Release a draft under a seat; the last one holds it, and unless it is stopped it is sent then."""
    reason = private_text(request, "because", "request-malformed", SHORT_TEXT_CHARS_MAX)
    order = private_text(request, "order", "request-malformed", SHORT_TEXT_CHARS_MAX)
    alone = request.get("alone") is True
    with desk.drafts.changing():
        draft = _signed(desk, seat, desk.drafts.load(number), request, reason)
    facts = {"digest": draft.digest(desk.id).hex(), "precedence": draft.said["precedence"], "alone": alone}
    desk.drafts.note(_now_ms(), seat, "draft-released", draft, reason=reason, **facts)
    if draft.course.state is not State.HELD:
        return told(desk, draft)
    leaving = asyncio.create_task(_leave(desk, draft, reason=reason, order=order, alone=alone))
    if request.get("wait") is not False:
        return await leaving
    _LEAVING.add(leaving)
    leaving.add_done_callback(_left)
    return told(desk, draft)


def _left(task: asyncio.Task[Json]) -> None:
    """What a release without a caller came to stands in the draft: sent, stopped, or refused with its code."""
    _LEAVING.discard(task)
    if not task.cancelled() and not isinstance(task.exception(), OurFault | None):
        task.result()


async def _leave(desk: Desk, draft: Draft, *, reason: str, order: str, alone: bool) -> Json:
    await hold(draft.course.hold_until_ms or 0)
    return await _send(desk, draft, reason=reason, order=order, alone=alone)


async def hold(until_ms: int) -> None:
    """Wait while a released draft can still be stopped."""
    await asyncio.sleep(max(0, until_ms - _now_ms()) / 1000)


def _signed(desk: Desk, seat: str, draft: Draft, request: Json, reason: str) -> Draft:
    """Put a seat's release under a draft. Raises OurFault; then nothing has changed."""
    submitted = draft.submitted()
    kind, alone = type(submitted.message), request.get("alone") is True
    desk.may(seat, Act.BREAK_GLASS if alone else Act.RELEASE)
    if alone and kind not in EMERGENCY:
        raise OurFault("glass-no-emergency")
    if alone and not reason:
        raise OurFault("reason-needed")
    if request.get("precedence") != submitted.precedence.name:
        raise OurFault("precedence-unconfirmed", f"The draft has precedence {submitted.precedence.name}.")
    if request.get("digest") not in {None, draft.digest(desk.id).hex()}:
        raise OurFault("draft-changed", "It was edited after this page was shown.")
    refuse_silent(desk.drafts.folder, submitted.message, reasoned=bool(reason))
    digest, agreement = draft.digest(desk.id), desk.line.agreement
    until_ms = _now_ms() + hold_ms(submitted.precedence)
    needed = officers_needed(agreement, kind)
    course = released(draft.course, seat, digest, needed=needed, alone=alone, hold_until_ms=until_ms)
    given = request.get("assertion")
    assertions = draft.assertions
    if given is not None:
        assertions = (*assertions, _proved(desk, assertion_of(seat, given, desk.line), digest))
    elif proofs_needed(agreement, kind):
        raise OurFault("release-unproved", f"Give {seat}'s assertion over {challenge(digest)}.")
    return desk.drafts.change(draft, course, assertions=assertions, refused="")


def touch(desk: Desk, seat: str, number: int) -> Json:
    """Give what a browser needs to ask a seat's hardware key for its answer to a draft."""
    desk.may(seat, Act.READ)
    digest = desk.drafts.load(number).digest(desk.id)
    standing = desk.line.ledger.shelf.officers.standing(desk.line.home.party)
    keys = {key: host for name, host, key, holds in standing if name == seat and holds}
    return request_options(desk.line.home.folder, keys, challenge(digest))


def _proved(desk: Desk, assertion: Assertion, digest: bytes) -> Assertion:
    """Judge a key's answer as the other side will. Raises OurFault with the code of what is wrong."""
    officers = desk.line.ledger.shelf.officers
    (judged,) = officers.judge(desk.line.home.party, None, Evidence(digest, (assertion,)), digest)
    if judged.code:
        raise OurFault(judged.code)
    return assertion


async def _send(desk: Desk, held: Draft, *, reason: str, order: str, alone: bool) -> Json:
    with desk.drafts.changing():
        draft = desk.drafts.load(held.number)
        if draft.course != held.course:
            raise OurFault("draft-stopped")
        draft = desk.drafts.change(draft, move(draft.course, Fact.HOLD_OVER))
    assertions = tuple(sorted(draft.assertions, key=lambda each: each.seat.encode()))
    submitted = replace(
        draft.submitted(),
        officers=len(draft.course.releases),
        reasoned=bool(reason),
        evidence=Evidence(draft.digest(desk.id), assertions) if assertions else None,
    )
    answer = await desk.submit(submitted)
    with desk.drafts.changing():
        if answer.id is None:
            desk.drafts.change(draft, unreleased(draft.course), assertions=(), refused=answer.code)
            raise OurFault(answer.code, answer.message)
        draft = desk.drafts.change(draft, move(draft.course, Fact.ENTERED), entry=answer.id.hex())
    seats = signers(draft.course.releases)
    more = {"second": seats[1] if seats[1:] else "", "reason": reason, "order": order, "alone": "yes" if alone else ""}
    note_release(
        desk.drafts.folder,
        seat=seats[0],
        entry=answer.id,
        kind=sentence_name(type(submitted.message)),
        drafted=", ".join(draft.course.writers),
        **{key: value for key, value in more.items() if value},
    )
    return told(desk, draft)


def told(desk: Desk, draft: Draft) -> Json:
    """Tell a draft, for JSON: what it says in every language of the line, what a release binds, how it went."""
    submitted, course = draft.submitted(), draft.course
    digest = draft.digest(desk.id)
    kind = type(submitted.message)
    return {
        "line": desk.line.name,
        "draft": draft.number,
        "edition": draft.edition,
        "state": str(course.state),
        "kind": sentence_name(type(submitted.message)),
        "precedence": submitted.precedence.name,
        "class": submitted.traffic_class.name,
        "to": list(submitted.addressees),
        "parties": [each for each in sorted(desk.line.agreement.languages) if each != desk.line.home.party],
        "not_after": iso_or_none(submitted.not_after_ms),
        "says": _says(desk, draft.said),
        "digest": digest.hex(),
        "challenge": challenge(digest),
        "writers": list(course.writers),
        "reviewed": signers(course.reviews),
        "released": signers(course.releases),
        "officers": officers_needed(desk.line.agreement, kind),
        "keys": proofs_needed(desk.line.agreement, kind),
        "emergency": kind in EMERGENCY,
        "thread": draft.said["thread"],
        "before": None if draft.before is None else _says(desk, draft.before),
        "refused": draft.refused or None,
        "held_until": iso_or_none(course.hold_until_ms),
        "held_s": None if course.hold_until_ms is None else max(0, -(-(course.hold_until_ms - _now_ms()) // 1000)),
        "entry": draft.entry or None,
    }


def _says(desk: Desk, said: Mapping[str, Any]) -> dict[str, str]:
    return desk.line.teller().preview(submitted_of(said).message)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
