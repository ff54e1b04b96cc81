"""Signing in and out."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from parley.console import pages
from parley.console.port import House
from parley.console.sessions import COOKIE, Sessions

PATH: Final = "/sign-in"


def routes(house: House, sessions: Sessions) -> list[Route]:
    """Give the addresses of signing in and out."""

    async def sign_in(request: Request) -> Response:
        line = house.lines()[0]
        language = house.language(line)
        word = request.query_params.get("link")
        if word is None:
            return pages.write("sign_in.html", language, refused=False, demo=house.demo)
        cookie = sessions.by_link(word, language)
        if cookie is None:
            return pages.write("sign_in.html", language, code=401, refused=True, demo=house.demo)
        answer = pages.see(f"/{line}/desk")
        answer.set_cookie(COOKIE, cookie, secure=request.url.scheme == "https", httponly=True, samesite="strict")
        return answer

    async def root(_: Request) -> Response:
        return pages.see(f"/{house.lines()[0]}/desk")

    return [Route("/", root), Route(PATH, sign_in)]
