"""Bearers that are turned off and on while the node runs."""

import asyncio
import json

import pytest

from parley.words.faults import OurFault
from tests.refusals import refused
from tests.runtime.test_loop import Side, line, rest, until


def ways(side: Side) -> list[tuple[str, bool]]:
    """What the log says of ways and switches, in order."""
    events = [json.loads(text) for text in side.log.getvalue().splitlines()]
    return [(each["event"], each["up"] if each["event"] == "way" else each["on"])
            for each in events if each["event"] in {"way", "bearer"}]  # fmt: skip


def test_off_and_on_again() -> None:
    async def talk() -> None:
        async with line() as (usa, rus):
            ((name, (_, on)),) = usa.runtime.bearers.items()
            assert on
            usa.runtime.switch(name, on=False)
            usa.runtime.switch(name, on=False)
            await until(lambda: ways(usa)[-1] == ("way", False))
            said = await usa.say("into the dark")
            assert said.id  # type: ignore[attr-defined]
            await asyncio.sleep(0.1)
            assert rus.heard == []
            usa.runtime.switch(name, on=True)
            await until(lambda: rus.heard == ["into the dark"])
            await rest(usa, rus)
            assert usa.alarms == rus.alarms == []

    asyncio.run(talk())


def test_a_name_that_is_no_bearers() -> None:
    async def talk() -> None:
        async with line() as (usa, rus):
            with refused("bearer-unknown", OurFault):
                usa.runtime.switch("carrier-pigeon", on=False)
            await rus.say("still here")
            await until(lambda: usa.heard == ["still here"])

    asyncio.run(talk())


@pytest.mark.slow
@pytest.mark.parametrize("times", [1, 7])
def test_flapping_loses_nothing(times: int) -> None:
    async def talk() -> None:
        async with line() as (usa, rus):
            (name,) = usa.runtime.bearers
            for number in range(times):
                usa.runtime.switch(name, on=False)
                await usa.say(f"{number}")
                await asyncio.sleep(0.01)
                usa.runtime.switch(name, on=True)
                await asyncio.sleep(0.01)
            await until(lambda: len(rus.heard) == times)
            await rest(usa, rus)
            assert rus.heard == [f"{number}" for number in range(times)]

    asyncio.run(talk())
