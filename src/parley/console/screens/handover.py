"""Handing over, taking and leaving the watch: each open item ticked, what the next officer needs compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from parley.console.pages import Visit, page, see, told
from parley.console.screens.kinds import Act, Screen
from parley.desk.people import Act as Right
from parley.desk.people import may
from parley.words.faults import Fault, OurFault

TICK: Final = "tick:"
SENTENCE: Final = "say:"


async def _show(visit: Visit) -> Response:
    return await _shown(visit, {}, None)


async def _shown(visit: Visit, given: Mapping[str, str], refused: Fault | None) -> Response:
    people, seat = visit.house.people(), visit.session.seat
    others = [name for name in sorted(people.seats) if name != seat and may(people, name, Right.KEEP_WATCH)]
    return await page(
        visit,
        "handover.html",
        code=409 if refused else 200,
        given=given,
        refused=None if refused is None else told(refused, visit.session.language),
        others=others,
        stands=await visit.ask(do="status"),
        may_keep=may(people, seat, Right.KEEP_WATCH),
    )


async def _do(visit: Visit, given: Mapping[str, str]) -> Response:
    """Do one step; where it is refused, what was typed stands there still."""
    more: dict[str, Any] = {"items": _items(visit, given)}
    match given.get("do"):
        case "hand-over":
            more["to"] = given.get("to", "").strip()
        case "leave":
            minutes = given.get("within_min", "").strip()
            more["within_min"] = int(minutes) if minutes.isdecimal() else 0
        case _:
            more |= {key: given.get(key) == "yes" for key in ("position", "sound", "alone")}
            more |= {key: given.get(key, "").strip() for key in ("clock", "record")}
    try:
        await visit.ask(do="watch", step=given.get("do", ""), **more)
    except OurFault as fault:
        return await _shown(visit, given, fault)
    return see(visit.to("handover"))


def _items(visit: Visit, given: Mapping[str, str]) -> dict[str, str]:
    """Give each item that is ticked, with its sentence, or that it was ticked."""
    ticked = [name.removeprefix(TICK) for name in given if name.startswith(TICK)]
    return {item: given.get(SENTENCE + item, "").strip() or visit.say("ticked") for item in ticked}


SCREENS: Final = (Screen("handover", "handover", _show, "8"),)
ACTS: Final = (Act("handover", "handover", _do),)
