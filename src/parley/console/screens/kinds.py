"""What a screen is, and what an act is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

from starlette.responses import Response

from parley.console.pages import Visit


class Screen(NamedTuple):
    """A page: its name (`screen-NAME` in the chrome), its address below the line's, its key, how it is made."""

    name: str
    path: str
    show: Callable[[Visit], Awaitable[Response]]
    key: str = ""
    """The digit that opens it; without one it is reached from another page."""


class Act(NamedTuple):
    """What a form asks for: done, and answered by the address of the page that shows it."""

    name: str
    path: str
    do: Callable[[Visit, Mapping[str, str]], Awaitable[Response]]
    noted: bool = True
    """Whether the own log gets a line of it; what a page saves by itself while somebody types gets none."""
