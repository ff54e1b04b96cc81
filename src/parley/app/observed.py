"""What a party's own desk counted: a small private file of a line's folder, which no command sends or exports."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from parley.node.counts import Observed
from parley.words.faults import OurFault
from parley.words.instants import to_ms
from parley.words.limits import OBSERVED_BYTES_MAX, OBSERVED_COUNT_MAX
from parley.words.texts import has_hidden

FILE: Final = "observed.toml"
MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
LAYOUT: Final = 'flights = { "2021-11" = 30 }, claims = { "2021-11".en = "…" }, not_notified = { 2022-03-19 = 2 }'


def read_observed(folder: Path, party: str) -> Observed | None:
    """Read the file of a line's folder; None where there is none. Raises OurFault `observed-malformed`."""
    path = folder / FILE
    try:
        with path.open("rb") as file:
            return parse_observed(file.read(OBSERVED_BYTES_MAX), party)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise OurFault("observed-malformed", f"{path}: {str(error)[:200]}. It holds {LAYOUT}.") from None


def parse_observed(data: bytes, party: str) -> Observed:
    """Read the file's bytes. Raises ValueError with what is wrong."""
    document: dict[str, Any] = tomllib.loads(data.decode())
    if odd := set(document) - {"flights", "claims", "not_notified"}:
        raise ValueError(f"it has {min(odd)!r}")
    flights = _table(document, "flights")
    claims = _table(document, "claims")
    days = _table(document, "not_notified")
    for month in (*flights, *claims):
        if MONTH.fullmatch(month) is None:
            raise ValueError(f"{month!r} is no month")
    return Observed(
        party=party,
        flights={month: _count(number) for month, number in flights.items()},
        claims={month: _texts(texts) for month, texts in claims.items()},
        not_notified={_day_ms(day): _count(number) for day, number in days.items()},
    )


def _table(document: Mapping[str, Any], key: str) -> dict[str, Any]:
    table = document.get(key, {})
    if not isinstance(table, dict):
        raise ValueError(f"{key} is no table")  # noqa: TRY004  one sort of error for a file that is not in its form
    return table


def _count(number: object) -> int:
    if type(number) is not int or not 0 <= number <= OBSERVED_COUNT_MAX:
        raise ValueError(f"{number!r} is no number of flights")
    return number


def _texts(texts: object) -> dict[str, str]:
    if not isinstance(texts, dict) or any(type(text) is not str or has_hidden(text) for text in texts.values()):
        raise ValueError("a claim is a text in each language")
    return texts


def _day_ms(day: str) -> int:
    return to_ms(datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC))
