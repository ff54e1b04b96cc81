"""Conflicts between what two parties declare on a line: both nodes find the same, with the versions compared."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from parley.cli.main import main
from parley.desk import messages as m
from parley.node.events import Submitted
from tests.app.homes import Desk, alike, running, two_homes
from tools.kill9 import AGREEMENT

HOUR_MS = 3_600_000
FROM_MS = 1_800_000_000_000
SEPARATION = "\n[separation]\nlateral_m = 9260\nvertical_m = 305\ntime_min = 15\n"


def hazard(lon: float, fl_max: int | None = None) -> m.HazardNotice:
    """A circle of 10 km on the sixtieth parallel."""
    return m.HazardNotice(
        language="en", hazard=m.Hazard.GUNNERY, from_ms=FROM_MS, until_ms=FROM_MS + HOUR_MS, area="at sea",
        centre=m.Position(lat_e7=600_000_000, lon_e7=round(lon * 1e7)), radius_m=10_000, fl_max=fl_max,
    )  # fmt: skip


def airspace(lon: float, fl_min: int) -> m.AirspaceNotice:
    """A closed circle of 10 km on the sixtieth parallel, from a level up."""
    return m.AirspaceNotice(
        language="ru", from_ms=FROM_MS, until_ms=FROM_MS + HOUR_MS, area="море", fl_min=fl_min,
        centre=m.Position(lat_e7=600_000_000, lon_e7=round(lon * 1e7)), radius_m=10_000,
    )  # fmt: skip


async def say(desk: Desk, message: m.Message, thread: bytes | None = None) -> bytes:
    answer = await desk.runtime.submit(Submitted(token=0, message=message, thread=thread, officer_word=True))
    assert answer.id is not None, answer.code
    return answer.id


def told(home: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["geo", "conflicts", "--home", str(home), "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return {key: found[key] for key in ("volumes", "in_words_only", "minima", "conflicts")}


def test_both_nodes_find_the_same_conflicts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said: dict[str, bytes] = {}

    async def talk() -> None:
        homes = two_homes(tmp_path, AGREEMENT + SEPARATION)
        async with running(homes[0]) as usa, running(homes[1]) as rus:
            await alike(usa, rus)
            said["gunnery"] = await say(usa, hazard(20, fl_max=100))
            said["closed"] = await say(rus, airspace(20.4, fl_min=105))
            await say(rus, airspace(25, fl_min=0))
            cancelled = await say(rus, airspace(20, fl_min=0))
            await say(rus, m.Cancellation(), cancelled)
            await say(usa, hazard(30))
            said["amended"] = await say(usa, hazard(20, fl_max=102), said["gunnery"])
            await say(
                usa,
                m.HazardNotice(language="en", hazard=m.Hazard.MINES, from_ms=FROM_MS, until_ms=FROM_MS + 1, area="x"),
            )
            await alike(usa, rus)

    asyncio.run(talk())
    usa, rus = (told(tmp_path / party, capsys) for party in ("USA", "RUS"))
    assert usa == rus
    assert (usa["volumes"], usa["in_words_only"]) == (4, 1)
    assert usa["minima"] == {"lateral_m": 9_260, "vertical_m": 305, "time_min": 15}
    (conflict,) = usa["conflicts"]
    assert conflict["sort"] == "caution"
    assert {conflict["one"]["version"], conflict["other"]["version"]} == {said["amended"].hex(), said["closed"].hex()}
    assert {conflict["one"]["id"], conflict["other"]["id"]} == {said["gunnery"].hex(), said["closed"].hex()}
    # GeographicLib says 2,320 m; what is told is never longer, and up to 2 m shorter.
    assert (conflict["lateral_m"], conflict["vertical_m"]) == (2_318, 91)
