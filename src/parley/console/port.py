"""What the console asks of the home that it shows: the same requests as commands put, and news of changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias

from parley.console.news import News
from parley.console.seat_keys import SeatKeys
from parley.desk.people import People

Json: TypeAlias = dict[str, Any]


class House(Protocol):
    """A home whose node runs."""

    @property
    def party(self) -> str:
        """Whose home it is."""

    @property
    def demo(self) -> bool:
        """Whether it is that of a demonstration, where a seat signs in by a link; a home for drills is none."""

    def lines(self) -> tuple[str, ...]:
        """Give the names of its lines, sorted."""

    def language(self, line: str) -> str:
        """Give the language of this party on a line."""

    def now_ms(self, line: str) -> int:
        """Give the node's clock."""

    def news(self, line: str) -> News:
        """Give what is new on a line."""

    def people(self) -> People:
        """Give the seats that are declared here."""

    def seat_keys(self) -> SeatKeys:
        """Give the keys by which seats sign in."""

    def keep_seat_keys(self, keys: SeatKeys) -> None:
        """Keep them, durable on return. Raises OurFault `home-unwritable`."""

    def pace(self) -> Json | None:
        """Tell a demonstration's pace and scene; None where there is none to be followed."""

    def press(self, button: str) -> None:
        """Press one of a demonstration's buttons: play, pause, step, slower, faster."""

    def checks(self) -> list[Json]:
        """Look at all that serving the home depends on: `what`, `standing`, `said`. Takes a while."""

    async def ask(self, line: str, request: Mapping[str, Any]) -> Json:
        """Put a request, as a command does. Raises OurFault and PeerFault."""

    def log(self, seat: str, event: str, **facts: str | int) -> None:
        """Write a line of the own log."""
