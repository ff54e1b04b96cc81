"""Admin: is this node fit, which seats are there and what may they do, who is signed in. No message is shown here."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from starlette.responses import Response

from parley.console.pages import Visit, page, see
from parley.console.screens.kinds import Act as Deed
from parley.console.screens.kinds import Screen
from parley.desk.people import Act, may, refuse_act
from parley.words.instants import iso


async def _admin(visit: Visit) -> Response:
    house, sessions, own = visit.house, visit.sessions, visit.session
    people, keys = house.people(), house.seat_keys()
    link, own.told = own.told, ""
    return await page(
        visit,
        "admin.html",
        may_appoint=may(people, own.seat, Act.APPOINT),
        link=link,
        seats=[
            {
                "name": name,
                "roles": sorted(people.seats[name].roles) if name in people.seats else [],
                "speaks_as": people.seats[name].speaks_as if name in people.seats else "",
                "keys": [{"name": key.name, "made": iso(key.made_ms)} for key in keys.of(name)],
                "code": name in keys.codes,
            }
            for name in sorted({*people.seats, *(key.seat for key in keys.keys)})
        ],
        sessions=[
            {
                "name": each.name,
                "seat": each.seat,
                "idle_min": sessions.idle_s(each) // 60,
                "locked": sessions.locked(each),
                "own": each is own,
            }
            for each in sessions.listed()
        ],
        officers=(await visit.ask(do="officers"))["officers"].get(house.party, []),
        checks=await asyncio.to_thread(house.checks),
    )


async def _link(visit: Visit, form: Mapping[str, str]) -> Response:
    visit.session.told = (await visit.ask(do="enrol", name=form.get("name", "")))["link"]
    return see(visit.to("admin"))


async def _end_session(visit: Visit, form: Mapping[str, str]) -> Response:
    """End a session: an administrator any, everybody those of the own seat."""
    name, own = form.get("name", ""), visit.session.seat
    if not any(each.name == name and each.seat == own for each in visit.sessions.listed()):
        refuse_act(visit.house.people(), own, Act.APPOINT)
    ended = visit.sessions.end_named(name)
    if ended is not None:
        visit.house.log(own, "console-session-ended", of=ended.seat, session=name)
    return see(visit.to("admin"))


async def _remove_key(visit: Visit, form: Mapping[str, str]) -> Response:
    """Take a key out; the sessions of its seat end with it."""
    refuse_act(visit.house.people(), visit.session.seat, Act.APPOINT)
    keys, name = visit.house.seat_keys(), form.get("name", "")
    for key in keys.keys:
        if key.name == name:
            visit.house.keep_seat_keys(keys.without(name))
            visit.house.log(visit.session.seat, "console-key-removed", of=key.seat, key=name)
            visit.sessions.end_of(key.seat, but=visit.session)
    return see(visit.to("admin"))


SCREENS: Final = (Screen("admin", "admin", _admin, "9"),)
ACTS: Final = (
    Deed("link", "admin/link", _link),
    Deed("end-session", "admin/end-session", _end_session),
    Deed("remove-key", "admin/remove-key", _remove_key),
)
