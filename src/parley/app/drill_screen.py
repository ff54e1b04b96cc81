"""Drills as a screen asks for them: every scenario, and at a drill's own home the course and the mark sheets."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from parley.app import own_log
from parley.app.drills.course import EVENT, course
from parley.app.drills.homes import LINE
from parley.app.drills.judging import Ended
from parley.app.drills.scenarios import Scenario, names, scenario
from parley.app.drills.slots import LANGUAGES
from parley.app.home import Home

SHEETS_TOLD: Final = 50


@cache
def _scenarios() -> tuple[Scenario, ...]:
    """Every scenario that comes with this version: reading one tries whether its words can be said."""
    return tuple(scenario(name) for name in names())


def drills(home: Home, language: str) -> dict[str, Any]:
    """Tell them in a language; the course is null where this is no home of a drill line."""
    spoken = language if language in LANGUAGES else "en"
    sheets = [_sheet(each, spoken) for each in own_log.read(home.folder, EVENT)]
    last = sheets[-1] if sheets else None
    return {
        "language": spoken,
        "drill": home.demo,
        "home": str(home.folder.parent),
        "scenarios": [_told(each, spoken) for each in _scenarios()],
        "course": course(home) if home.demo and LINE in home.lines() else None,
        "sheets": sheets[-SHEETS_TOLD:][::-1],
        "ended_by_real": last is not None and last["ended"] == Ended.REAL,
    }


def _told(found: Scenario, language: str) -> dict[str, Any]:
    told = found.machine()
    return {
        **told,
        "title": told["title"][language],
        "about": told["about"][language],
        "expected": [
            {**each, "asks": each["asks"][language], "why": each["why"][language]} for each in told["expected"]
        ],
    }


def _sheet(each: Any, language: str) -> dict[str, Any]:  # noqa: ANN401  a line of the log
    titles = {found.name: found.title[language] for found in _scenarios()}
    name = str(each.get("scenario"))
    return {
        "at": each.get("at"),
        "seat": each.get("seat"),
        "scenario": name,
        "title": titles.get(name, name),
        **{key: each.get(key) for key in ("ended", "mark", "in_time", "late", "missed", "took_s")},
    }
