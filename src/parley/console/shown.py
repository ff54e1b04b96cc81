"""How pages write what views give: instants in their three times, spans, words for the names that views have."""

from __future__ import annotations

import re
from typing import Any, Final

from parley.console.pages import Visit
from parley.wire.local_times import zone_of
from parley.words.instants import MONTHS, dtg, from_ms, parse_iso

_NO_NAME: Final = re.compile("[^a-z0-9]+")
HOUR_MIN: Final = 60
DAY_MIN: Final = 24 * HOUR_MIN


def named(value: str) -> str:
    """Give what a view calls something as a name of the chrome has it: `not known, line down`, `NONE_GIVEN`."""
    return _NO_NAME.sub("-", value.lower()).strip("-")


def zulu(instant: str) -> str:
    """Write an ISO instant as a date-time group."""
    return dtg(parse_iso(instant))


def local(instant: str, zone: str) -> str:
    """Write what a clock in a zone shows at an ISO instant, with the date where it is not UTC's; a dash if unknown."""
    utc, here = from_ms(parse_iso(instant)), zone_of(zone)
    if here is None:
        return "—"
    moment = utc.astimezone(here)
    day = "" if moment.date() == utc.date() else f"{moment:%d} {MONTHS[moment.month - 1]} "
    return f"{day}{moment:%H:%M}"


def tools(visit: Visit) -> dict[str, Any]:
    """Give what templates write with, in the seat's language."""

    def word(sort: str, value: str) -> str:
        return visit.say(f"{sort}-{named(value)}")

    def span(minutes: int) -> str:
        """From now to an instant, or back."""
        days, rest = divmod(abs(minutes), DAY_MIN)
        sort = "span-days" if days else "span-hours"
        values = {"d": days, "h": rest // HOUR_MIN} if days else {"h": rest // HOUR_MIN, "m": rest % HOUR_MIN}
        return visit.say("ago" if minutes < 0 else "ahead", span=visit.say(sort, **values))

    return {"w": word, "at": zulu, "local": local, "span": span}


def asked(visit: Visit, *names: str) -> dict[str, str]:
    """Give what an address asks for, empty where it does not."""
    return {name: visit.request.query_params.get(name, "").strip() for name in names}
