"""Scenario A3: a place whose words and coordinates differ is not *understood* by anybody, over two real nodes."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from geographiclib.geodesic import Geodesic

from parley.app.readback import landmarks_of, readback_told, where_understood
from parley.cli.main import main
from parley.desk import messages as m
from parley.node.events import Submitted
from parley.words.faults import OurFault
from tests.app.homes import Desk, alike, running, two_homes
from tools.kill9 import AGREEMENT

HOUR_MS = 3_600_000
FROM_MS = 1_800_000_000_000
WATCH = '{ name = { en = "watch", ru = "дежурный" }, authority = { en = "reads", ru = "читает" } }'
LANDMARKS = """
[[landmarks]]
names = ["the airfield", "аэродрома"]
lat = 35.0
lon = 36.0
"""


def convoy(bearing: float) -> m.HumanitarianNotice:
    """Nine kilometres from the airfield: south by its words, on a bearing by its coordinates."""
    at = Geodesic.WGS84.Direct(35.0, 36.0, bearing, 9_000)
    return m.HumanitarianNotice(
        language="en", humanitarian=m.Humanitarian.CONVOY, from_ms=FROM_MS, until_ms=FROM_MS + HOUR_MS,
        what="food and medicine", place="9 km south of the airfield", vehicles=6,
        position=m.Position(lat_e7=round(at["lat2"] * 1e7), lon_e7=round(at["lon2"] * 1e7)),
    )  # fmt: skip


async def say(desk: Desk, message: m.Message, thread: bytes | None = None) -> bytes:
    """Say it as the node that serves a home does."""
    release = where_understood(desk.home.folder, lambda: desk.runtime.node.state.shelf, desk.runtime.submit)
    answer = await release(Submitted(token=0, message=message, thread=thread, officer_word=True))
    assert answer.id is not None, answer.code
    return answer.id


def ack(of: bytes, level: m.AckLevel, **more: Any) -> m.Acknowledgement:  # noqa: ANN401
    return m.Acknowledgement(of=of, level=level, seat="watch", **more)


def test_a3_a_mismatch_blocks_understood_until_it_is_corrected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def told() -> None:
        homes = two_homes(tmp_path, AGREEMENT.replace("roles = {}", f"roles = {{ watch = {WATCH} }}"))
        (homes[1].folder / "landmarks.toml").write_text(LANDMARKS)
        async with running(homes[0]) as usa, running(homes[1]) as rus:
            await alike(usa, rus)
            notice = await say(usa, convoy(bearing=0))
            await alike(usa, rus)
            understood = ack(notice, m.AckLevel.UNDERSTOOD, language="ru", paraphrase="Колонна в 9 км южнее аэродрома.")
            with pytest.raises(OurFault) as caught:
                await say(rus, understood, notice)
            assert caught.value.code == "readback-differs"
            assert "9.0 km on bearing 0 from “the airfield”, 18.0 km from where the words say" in caught.value.message
            await say(rus, ack(notice, m.AckLevel.READ), notice)
            await say(rus, ack(notice, m.AckLevel.NOT_UNDERSTOOD, slots=(5,)), notice)
            await alike(usa, rus)
            corrected = await say(usa, m.Correction(of=notice, says=convoy(bearing=180)), notice)
            await alike(usa, rus)
            await say(rus, ack(corrected, m.AckLevel.UNDERSTOOD, language="ru", paraphrase="Южнее."), notice)
            refs.append(notice.hex())

    refs: list[str] = []
    asyncio.run(told())
    home = str(tmp_path / "RUS")
    assert main(["geo", "readback", home, refs[0]]) == 0
    assert "NOT where the words say, 18.0 km from it" in capsys.readouterr().out
    again = [
        "ack",
        "understood",
        home,
        refs[0],
        "--seat",
        "watch",
        "--paraphrase",
        "Южнее.",
        "--officer-word",
        "--json",
    ]
    assert main(again) == 1
    assert json.loads(capsys.readouterr().out)["fault"] == "readback-differs"


def test_without_landmarks_nothing_is_held_back(tmp_path: Path) -> None:
    assert landmarks_of(tmp_path) == []
    told = readback_told(convoy(0), tmp_path)["readback"]
    assert (told["fits"], told["from_landmarks"]) == (None, ())


def test_an_entry_that_says_no_place_twice_has_no_readback(tmp_path: Path) -> None:
    assert readback_told(m.Protest(language="en", text="We protest."), tmp_path) == {"readback": None}


@pytest.mark.parametrize(
    "text",
    ["landmarks = 5", "[[landmarks]]\nlat = 1", "[[landmarks]]\nnames = ['x']\nlat = 91\nlon = 0", "nonsense"],
)
def test_landmarks_in_another_form_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "landmarks.toml").write_text(text)
    with pytest.raises(OurFault) as caught:
        landmarks_of(tmp_path)
    assert caught.value.code == "landmarks-malformed"
