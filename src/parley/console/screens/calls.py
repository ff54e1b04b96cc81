"""The board of calls: who has spoken to whom, who asked, where nobody has tried; and one call, but for its sound."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from starlette.responses import Response

from parley.console import shown
from parley.console.pages import Visit, page, see
from parley.console.saying import say
from parley.console.screens.kinds import Act, Screen
from parley.desk import messages as m
from parley.words.faults import OurFault
from parley.words.instants import DAY_MS, MINUTE_MS, MONTHS, from_ms, parse_iso, to_ms

WIDE: Final = 470
"""The strip's width, in its own units."""
TICKS: Final = 6
TURNS: Final = ("not-stored", "running", "unanswered", "not-known-line-down")
"""What came of a request that waits for the side asked."""
TOKEN_GROUPS: Final = 6


class Drawn(NamedTuple):
    """One mark on a strip: its sort, and where."""

    sort: str
    x: float
    width: float = 0


def mark_of(result: str) -> str:
    """Give the mark of what came of a request."""
    name = shown.named(result)
    if name in {"held", "declined"}:
        return name
    return "open" if name in TURNS else "other"


def strip(row: Mapping[str, Any], since_ms: int, until_ms: int) -> Iterator[Drawn]:
    """Draw a pairing's attempts between two instants; a dashed box over all of it where there were none."""
    for each in row["attempts"]:
        at_ms = parse_iso(each["held"] or each["answered"] or each["asked"])
        yield Drawn(mark_of(each["result"]), _x(at_ms, since_ms, until_ms))
    if row["stands"] == "never":
        yield Drawn("gap", 2, WIDE - 10)


def ticks(since_ms: int, until_ms: int) -> Iterator[tuple[float, str]]:
    """Give the first days of months, or of weeks where it is shorter, at most so many."""
    days = (until_ms - since_ms) // DAY_MS
    step = max(1, days // TICKS)
    for day in range(0, days + 1, step):
        moment = from_ms(since_ms + day * DAY_MS)
        yield _x(since_ms + day * DAY_MS, since_ms, until_ms), f"{moment:%d} {MONTHS[moment.month - 1]}"


def _x(at_ms: int, since_ms: int, until_ms: int) -> float:
    whole = max(1, until_ms - since_ms)
    return round(6 + (WIDE - 16) * min(1.0, max(0.0, (at_ms - since_ms) / whole)), 1)


def since_of(text: str) -> int | None:
    """Read the day since when is counted, None if it is none; ms."""
    try:
        return to_ms(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC))
    except ValueError:
        return None


async def _board(visit: Visit) -> Response:
    asked = shown.asked(visit, "since", "pairing")
    found = await visit.ask(do="call-board", since_ms=since_of(asked["since"]))
    since_ms, until_ms = parse_iso(found["pairings"][0]["since"]) if found["pairings"] else 0, parse_iso(found["as_of"])
    rows = found["pairings"]
    chosen = next((row for row in rows if row["pairing"] == asked["pairing"]), None) or next(
        (row for row in rows if mark_of(row["stands"]) in {"declined", "open"}), rows[0] if rows else None
    )
    return await page(
        visit,
        "calls.html",
        board=found,
        chosen=chosen,
        latest=chosen["attempts"][-1] if chosen and chosen["attempts"] else None,
        counts=Counter(row["stands"] if row["stands"] == "never" else mark_of(row["stands"]) for row in rows),
        since=f"{from_ms(since_ms):%Y-%m-%d}",
        strips={row["pairing"]: list(strip(row, since_ms, until_ms)) for row in rows},
        ticks=list(ticks(since_ms, until_ms)),
        mark_of=mark_of,
        wide=WIDE,
        **shown.tools(visit),
    )


async def _call(visit: Visit) -> Response:
    ref = visit.request.path_params["ref"]
    found = await visit.ask(do="call", ref=ref)
    return await page(visit, "call.html", call=found, ref=ref, mark_of=mark_of, **shown.tools(visit))


# ---------------------------------------------------------------- what its forms ask for


async def _token(visit: Visit, _: Mapping[str, str]) -> Response:
    call = await _asked_call(visit)
    token = " ".join(f"{secrets.randbelow(100_000):05}" for _ in range(TOKEN_GROUPS))
    return await _say(
        visit, call, m.CallToken(token=token, at_ms=parse_iso(call["agreed_for"]), seat=await role_of(visit))
    )


async def _read_back(visit: Visit, form: Mapping[str, str]) -> Response:
    call = await _asked_call(visit)
    read = m.CallReadback(digits=" ".join(form.get("digits", "").split()), seat=await role_of(visit))
    return await _say(visit, call, read)


async def _mark(visit: Visit, form: Mapping[str, str]) -> Response:
    call = await _asked_call(visit)
    if form.get("mark") not in call["may"] or form["mark"] not in m.Mark.__members__:
        raise OurFault("call-ended", "This cannot be entered of the call as it stands now.")
    entered = m.CallMark(mark=m.Mark[form["mark"]], at_ms=visit.house.now_ms(visit.line) // MINUTE_MS * MINUTE_MS)
    return await _say(visit, call, entered)


async def _asked_call(visit: Visit) -> Mapping[str, Any]:
    found: Mapping[str, Any] = await visit.ask(do="call", ref=visit.request.path_params["ref"])
    if found["agreed_for"] is None:
        raise OurFault("call-not-agreed")
    return found


async def role_of(visit: Visit) -> str:
    """Give as which role of the agreement this seat speaks. Raises OurFault `seat-unknown`."""
    line = await visit.ask(do="line")
    seat = str(line["speaks_as"].get(visit.session.seat, visit.session.seat))
    if seat not in line["roles"]:
        raise OurFault("seat-unknown", f"For this the seat speaks as a role: {', '.join(line['roles'])}.")
    return seat


async def _say(visit: Visit, call: Mapping[str, Any], message: m.Message) -> Response:
    """Release it in the call's thread, as `parley call` does; what one seat may not say alone waits as a draft."""
    opener = call["statements"][0]
    try:
        await say(visit, opener, message)
    except OurFault as fault:
        if fault.code != "draft-needed":
            raise
        await say(visit, opener, message, draft=True)
        return see(visit.to("drafts"))
    return see(visit.to(f"call/{visit.request.path_params['ref']}"))


SCREENS: Final = (
    Screen("calls", "calls", _board, "3"),
    Screen("call", "call/{ref}", _call),
)
ACTS: Final = (
    Act("call-token", "call/{ref}/token", _token),
    Act("call-read-back", "call/{ref}/read-back", _read_back),
    Act("call-mark", "call/{ref}/mark", _mark),
)
