"""The joint record: do both ends hold the same history, and can it be proved? Its entries, one of them, an incident."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response

from parley.console import policy, shown
from parley.console.pages import Visit, page, see
from parley.console.screens.kinds import Act, Screen
from parley.words.instants import MONTHS, to_ms

FILTERS: Final = ("notice", "query", "call", "watch")
"""Kinds that the heading offers as filters: parts of kinds' names."""
_WORD: Final = re.compile(r"(from|kind|after|before):(\S+)", re.IGNORECASE)
_DAY: Final = re.compile(r"([0-9]{1,2})([a-z]{3})([0-9]{2})", re.IGNORECASE)


def asked_of(text: str) -> dict[str, Any]:
    """Read a search: `from:rus kind:query after:24feb22 before:2022-03-13`, and what is left as words of a text."""
    found: dict[str, Any] = {"text": " ".join(_WORD.sub(" ", text).split()), "kind": ""}
    for name, value in _WORD.findall(text):
        match name.lower():
            case "from":
                found["by"] = value
            case "kind":
                found["kind"] = value
            case "after":
                found["from_ms"] = day_of(value)
            case _:
                found["until_ms"] = day_of(value)
    return found


def day_of(text: str) -> int | None:
    """Read a day, as 2022-02-24 or 24feb22; None where it is none; ms."""
    short = _DAY.fullmatch(text)
    if short is not None and short[2].upper() in MONTHS:
        text = f"20{short[3]}-{MONTHS.index(short[2].upper()) + 1:02}-{int(short[1]):02}"
    try:
        return to_ms(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC))
    except ValueError:
        return None


def grouped(number: int) -> str:
    """Write a number in groups of three digits: 2 310."""
    return f"{number:,}".replace(",", "\u202f")


def short(digest: str, chars: int = 8) -> str:
    """Write the beginning of a hash in groups of four: b81e 07c2."""
    return " ".join(digest[at : at + 4] for at in range(0, chars, 4))


def checked(visit: Visit, check: Mapping[str, Any]) -> str:
    """Say how far a check is, or what came of it."""
    if check["running"]:
        done, total = grouped(check["done"]), grouped(check["total"])
        return (
            visit.say("record-verifying", done=done, total=total) if check["total"] else visit.say("record-exporting")
        )
    if check["code"]:
        return visit.say("record-check-failed", code=check["code"])
    if check["verdict"] is None:
        return visit.say("record-not-verified")
    if check["fault"]:
        return visit.say("record-refused", code=check["fault"]["code"])
    return visit.say("record-verified", entries=grouped(check["entries"]), at=shown.zulu(check["ended"]))


async def _record(visit: Visit) -> Response:
    asked = shown.asked(visit, "q", "before", "entry")
    before = int(asked["before"]) if asked["before"].isdecimal() and len(asked["before"]) < 10 else None
    search = asked_of(asked["q"][:200])
    check = await visit.ask(do="verify", begin=False)
    chosen = await visit.ask(do="entry", ref=asked["entry"]) if asked["entry"] else None
    return await page(
        visit,
        "record.html",
        record=await visit.ask(do="record"),
        found=await visit.ask(do="entries", before=before, **search),
        chosen=chosen,
        q=asked["q"],
        search=search,
        check=check,
        checked=checked(visit, check),
        filters=FILTERS,
        grouped=grouped,
        short=short,
        **shown.tools(visit),
    )


async def _verifying(visit: Visit) -> Response:
    check = await visit.ask(do="verify", begin=False)
    return JSONResponse({"running": check["running"], "said": checked(visit, check)}, headers=dict(policy.FIXED))


async def _incident(visit: Visit) -> Response:
    ref = visit.request.path_params["ref"]
    found = await visit.ask(do="incident", ref=ref)
    return await page(visit, "incident.html", incident=found, ref=ref, short=short, **shown.tools(visit))


async def _incident_print(visit: Visit) -> Response:
    found = await visit.ask(do="incident-page", ref=visit.request.path_params["ref"])
    return printed(found["text"])


def printed(text: str) -> Response:
    """Give a page that was written to be printed: it forbids by itself to load or run anything."""
    only = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    return HTMLResponse(text, headers={**policy.FIXED, "Content-Security-Policy": only})


# ---------------------------------------------------------------- what its forms ask for


async def _verify(visit: Visit, _: Mapping[str, str]) -> Response:
    await visit.ask(do="verify", begin=True)
    return see(visit.to("record"))


async def _export(visit: Visit, _: Mapping[str, str]) -> Response:
    return await _sent(visit, "record", "", f"{visit.line}-record.zip")


async def _prove(visit: Visit, _: Mapping[str, str]) -> Response:
    ref = visit.request.path_params["ref"]
    return await _sent(visit, "entry", ref, f"{visit.line}-{ref[:12]}.proof")


async def _incident_file(visit: Visit, _: Mapping[str, str]) -> Response:
    ref = visit.request.path_params["ref"]
    return await _sent(visit, "incident", ref, f"{visit.line}-incident-{ref[:12]}.zip")


async def _sent(visit: Visit, form: str, ref: str, name: str) -> Response:
    """Send what the node packed, and take it away behind that."""
    packed = Path((await visit.ask(do="pack", form=form, ref=ref))["path"])
    gone = BackgroundTask(packed.unlink, missing_ok=True)
    sort = "application/zip" if name.endswith(".zip") else "application/octet-stream"
    return FileResponse(packed, filename=name, media_type=sort, headers=dict(policy.FIXED), background=gone)


SCREENS: Final = (
    Screen("record", "record", _record, "4"),
    Screen("record-verifying", "record/verifying", _verifying),
    Screen("incident", "incident/{ref}", _incident),
    Screen("incident-print", "incident/{ref}/print", _incident_print),
)
ACTS: Final = (
    Act("record-verify", "record/verify", _verify),
    Act("record-export", "record/export", _export),
    Act("record-prove", "record/prove/{ref}", _prove),
    Act("incident-file", "incident/{ref}/file", _incident_file),
)
