"""What is done to the nodes: killed, paused, their clocks moved, their disks filled, their network spoilt."""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Final

from harness.network import CLEAR, Courier, Proxy, draw
from harness.nodes import FAKETIME, Node

WEATHER_S: Final = 6.0
STEPS_S: Final = (1, 3_600, 86_400, 365 * 86_400, -1, -3_600, -365 * 86_400)
"""So far a clock jumps."""
PAUSE_S_MAX: Final = 12.0
FULL_S_MAX: Final = 8.0
STARTED_S_MAX: Final = 10.0
"""So long a node that starts may take to find that there is no room."""


@dataclass(slots=True)
class Torment:
    """Torments both nodes; `rest_s` is the mean time between two acts upon a node."""

    nodes: list[Node]
    proxy: Proxy
    courier: Courier
    random: Random
    rest_s: float
    counts: Counter[str] = field(default_factory=Counter)

    async def of_node(self, node: Node) -> None:
        """Do one thing after the other to a node until cancelled."""
        random = self.random
        act, wait_s = "kill", random.uniform(0, 0.5)  # the shortest run has one
        while True:
            await asyncio.sleep(wait_s)
            node.look()
            match act:
                case "kill":
                    await self.kill([node])
                case "kill both":
                    await self.kill(self.nodes)
                case "pause":
                    await self.pause(node)
                case "clock" if FAKETIME:
                    self.counts["clock steps"] += 1
                    node.set_clock(random.choice((0, *STEPS_S)))
                case "full" if node.disk.mounted:
                    await self.fill(node)
                case _:
                    pass
            act = random.choices(("kill", "kill both", "pause", "clock", "full"), (8, 1, 2, 2, 1))[0]
            early = random.random() < 0.25
            wait_s = random.uniform(0, 0.5) if early else random.expovariate(1 / self.rest_s)

    async def kill(self, nodes: list[Node]) -> None:
        """Kill and start again after a while."""
        self.counts["kills"] += len(nodes)
        self.counts["both killed at once"] += len(nodes) > 1
        for node in nodes:
            node.kill()
        await asyncio.sleep(self.random.uniform(0, 0.3))
        for node in nodes:
            node.start()

    async def pause(self, node: Node) -> None:
        """Have it stand still for a while."""
        self.counts["pauses"] += 1
        node.pause()
        try:
            await asyncio.sleep(self.random.uniform(0.1, PAUSE_S_MAX))
        finally:
            node.go_on()

    async def fill(self, node: Node) -> None:
        """Take the room of its disk for a while."""
        self.counts["disks filled"] += 1
        node.full_until_s = math.inf
        node.disk.fill()
        try:
            await asyncio.sleep(self.random.uniform(0.5, FULL_S_MAX))
        finally:
            node.disk.free()
            node.full_until_s = time.monotonic() + STARTED_S_MAX

    async def weather(self) -> None:
        """Change the network's weather until cancelled."""
        while True:
            name, weather = draw(self.random)
            self.counts[f"weather: {name}"] += 1
            self.proxy.change(weather)
            await asyncio.sleep(self.random.expovariate(1 / WEATHER_S))
            if self.random.random() < 0.2:
                self.proxy.cut()

    def heal(self) -> None:
        """Take every torment away."""
        self.proxy.change(CLEAR)
        self.courier.clear = True
        for node in self.nodes:
            node.go_on()
            node.set_clock(0)
            node.look()
            node.start()
