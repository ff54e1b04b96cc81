"""How a browser shows the pages: theme and size of the type, kept in a cookie of that browser."""

from __future__ import annotations

from typing import Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from parley.console.sessions import cookie_name

COOKIE: Final = "parley-look"
THEMES: Final = ("dark", "light", "night")
SCALES: Final = (100, 110, 120, 135, 150, 175)
"""In percent (R-13); `static/base.css` has a rule for each."""
_KEPT_S: Final = 400 * 86_400


class Look(NamedTuple):
    """One browser's."""

    theme: str = THEMES[0]
    scale: int = SCALES[0]

    @property
    def larger(self) -> int:
        """Give the next size; the largest is its own."""
        return SCALES[min(SCALES.index(self.scale) + 1, len(SCALES) - 1)]

    @property
    def smaller(self) -> int:
        """Give the size before; the smallest is its own."""
        return SCALES[max(SCALES.index(self.scale) - 1, 0)]


def look_of(request: Request) -> Look:
    """Read the cookie; whatever else stands in it is the default."""
    theme, _, scale = request.cookies.get(cookie_name(request, COOKIE), "").partition(".")
    return chosen(Look(), theme, scale)


def chosen(look: Look, theme: str, scale: str) -> Look:
    """Give a look with what was chosen of it; what is none of ours changes nothing."""
    percent = int(scale) if scale.isascii() and scale.isdecimal() and len(scale) <= 3 else 0
    return Look(theme if theme in THEMES else look.theme, percent if percent in SCALES else look.scale)


def keep(request: Request, answer: Response, look: Look) -> None:
    """Have the browser keep it."""
    answer.set_cookie(
        cookie_name(request, COOKIE),
        f"{look.theme}.{look.scale}",
        max_age=_KEPT_S,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
