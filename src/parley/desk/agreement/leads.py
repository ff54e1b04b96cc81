"""How long before it begins a notice is to be stored by the other side."""

from __future__ import annotations

from parley.desk.agreement.terms import Agreement
from parley.words.instants import DAY_MS, MINUTE_MS


def stored_by_ms(agreement: Agreement, template: str, begins_ms: int) -> int | None:
    """Give the last ms at which a notice of what begins then is stored in time; None where it may come at any time.

    Days are those between two dates in UTC: three days before a Friday end with Tuesday.
    """
    minutes, days = agreement.notify_ahead_min.get(template), agreement.notify_ahead_days.get(template)
    by_minutes = None if minutes is None else begins_ms - minutes * MINUTE_MS
    by_days = None if days is None else (begins_ms // DAY_MS - days + 1) * DAY_MS - 1
    return min([each for each in (by_minutes, by_days) if each is not None], default=None)


def is_late(agreement: Agreement, template: str, begins_ms: int, stored_ms: int) -> bool:
    """Say whether a notice stored then comes too late; a desk that warns before release asks with the present."""
    by_ms = stored_by_ms(agreement, template, begins_ms)
    return by_ms is not None and stored_ms > by_ms
