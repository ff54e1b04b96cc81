"""What the network does in a drill is done: while it is cut nothing crosses, and what was said crosses afterwards."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from parley.app.drills.homes import Homes
from parley.app.drills.judging import Ended
from parley.app.drills.scenarios import scenario
from parley.app.playing.sides import DrillClock, Link, Side
from parley.desk.messages import PlainStatement
from parley.wire.catalogue import encode
from parley.words.faults import OurFault
from tests.cli.served import serving
from tests.drills.stage import books, run, stage
from tests.refusals import refused

pytestmark = pytest.mark.slow

Cut = Callable[[Link], Awaitable[None]]
KIND, VERSION, BODY = encode(PlainStatement(language="en", text="Said while the link is gone."))
SAID = {
    "do": "say", "seat": "watch-officer", "kind": KIND, "version": VERSION, "body": BODY.hex(), "thread": None,
    "precedence": "FLASH", "class": "DRILL", "not_after_ms": None, "addressees": [], "officer_word": True,
}  # fmt: skip


async def crossings(homes: Homes, cut: Cut) -> tuple[bool, bool]:
    """Whether what the watch says crosses after the cut, and whether it does after the healing."""
    clock = DrillClock()
    watch, counterpart = (Side(home, clock, io.StringIO(), lambda _show: None) for home in homes)
    link = Link(watch, counterpart)
    Link.place(homes)
    try:
        await link.heal()
        await cut(link)
        entry = bytes.fromhex((await watch.ask(SAID))["id"])
        for _ in range(3):
            clock.pass_ms(10_000)
            await link.rest()
        during = watch.shelf.storing_ms(entry, homes.counterpart.party) is not None
        await link.heal()
        await link.rest()
        return during, watch.shelf.storing_ms(entry, homes.counterpart.party) is not None
    finally:
        await watch.stop()
        await counterpart.stop()


async def nothing(_link: Link) -> None:
    """A cut that is none."""


@pytest.mark.parametrize(
    ("cut", "during"), [(Link.cut, False), (Link.cut_power, False), (nothing, True)], ids=["cut", "power", "planted"]
)
def test_nothing_crosses_a_link_that_is_cut(tmp_path: Path, cut: Cut, during: bool) -> None:  # noqa: FBT001
    homes = stage(tmp_path)
    assert asyncio.run(crossings(homes, cut)) == (during, True)
    watch, counterpart = books(homes)
    assert [each.id for each in watch.statements()] == [each.id for each in counterpart.statements()]


def test_no_drill_is_played_where_a_node_runs(tmp_path: Path) -> None:
    homes = stage(tmp_path)
    chosen = scenario("test")
    with serving(homes.counterpart), refused("home-locked", OurFault):
        run(homes, chosen)
    assert run(homes, chosen).found.ended is Ended.PLAYED, "and then it is"
