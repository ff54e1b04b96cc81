"""Drafts: what was passed on, as it will be read; reviewed, released by another seat, held, stopped while it can be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from parley.console.pages import Visit, page, see
from parley.console.port import Json
from parley.console.screens.kinds import Act, Screen
from parley.desk.people import Act as Right
from parley.desk.people import may
from parley.words.faults import OurFault

OPEN: Final = ("written", "released by one of two")
HELD: Final = "released and held"


async def _list(visit: Visit) -> Response:
    forms = (await visit.ask(do="form", step="list"))["forms"]
    drafts = (await visit.ask(do="draft", step="list"))["drafts"]
    return await page(visit, "drafts.html", forms=forms, drafts=drafts[::-1])


async def _draft(visit: Visit) -> Response:
    draft = await visit.ask(do="draft", step="show", draft=_number(visit))
    seat, people = visit.session.seat, visit.house.people()
    standing = draft["state"] in OPEN
    found = (await visit.ask(do="form", step="checks", draft=draft["draft"]))["checks"] if standing else []
    return await page(
        visit,
        "draft.html",
        draft=draft,
        checks_found=found,
        is_open=standing,
        is_held=draft["state"] == HELD,
        may=lambda act: may(people, seat, Right[act]),
        options=await _options(visit, draft) if standing and draft["keys"] else "",
        first=visit.session.language,
    )


async def _options(visit: Visit, draft: Json) -> str:
    """Give what the browser asks the seat's key by, as JSON."""
    return json.dumps(await visit.ask(do="draft", step="touch", draft=draft["draft"]))


def _number(visit: Visit) -> int:
    number = visit.request.path_params["number"]
    if not number.isdecimal():
        raise OurFault("draft-unknown", f"There is no draft {number!a}.")
    return int(number)


async def _do(visit: Visit, given: Mapping[str, str]) -> Response:
    """Do one step; a release comes back while it is held, so that it can be stopped."""
    number, step = _number(visit), given.get("do", "")
    more: dict[str, Any] = {}
    if step == "release":
        more = {
            "precedence": given.get("precedence"),
            "digest": given.get("digest"),
            "because": given.get("because", ""),
            "order": given.get("order", ""),
            "alone": given.get("alone") == "yes",
            "assertion": _assertion(given.get("assertion", "")),
            "wait": False,
        }
    await visit.ask(do="draft", step=step, draft=number, **more)
    return see(visit.to(f"draft/{number}"))


def _assertion(text: str) -> object:
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        raise OurFault("touch-malformed", "The answer is no JSON.") from None


SCREENS: Final = (Screen("drafts", "drafts", _list, "D"), Screen("draft", "draft/{number}", _draft))
ACTS: Final = (Act("draft", "draft/{number}", _do),)
