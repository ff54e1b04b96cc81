"""One stream of news for an open page: numbered, resumed where it broke off, with a heartbeat that bears the clock."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from parley.console import pages, policy
from parley.console.port import House
from parley.console.sessions import COOKIE, Sessions
from parley.words.faults import OurFault

HEARTBEAT_S: Final = 5.0


def endpoint(house: House, sessions: Sessions) -> Callable[[Request], Awaitable[Response]]:
    """Give the address of the stream."""

    async def stream(request: Request) -> Response:
        pages.session_of(request, sessions, COOKIE)
        line = request.path_params["line"]
        if line not in house.lines():
            raise OurFault("line-unknown", f"This node serves: {', '.join(house.lines())}.")
        place = request.headers.get("last-event-id") or request.query_params.get("after") or ""
        return StreamingResponse(_told(house, line, place), media_type="text/event-stream", headers=dict(policy.FIXED))

    return stream


async def _told(house: House, line: str, place: str) -> AsyncIterator[str]:
    news = house.news(line)
    number = news.after(place)
    while True:
        items = None if number is None else news.since(number)
        if items is None or number is None:
            number = news.last
            yield f"id: {news.at(number)}\nevent: anew\ndata: {{}}\n\n"
        for item in items or ():
            number = item.number
            yield f"id: {news.at(number)}\nevent: {item.sort}\ndata: {{}}\n\n"
        yield f"event: beat\ndata: {json.dumps({'now_ms': house.now_ms(line)})}\n\n"
        await news.wait(number, HEARTBEAT_S)
