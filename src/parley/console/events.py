"""One stream of news for an open page: numbered, resumed where it broke off, with a heartbeat that bears the clock."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from parley.console import pages
from parley.console.port import House
from parley.console.sessions import Sessions
from parley.words.faults import OurFault

HEARTBEAT_S: Final = 5.0


def endpoint(house: House, sessions: Sessions) -> Callable[[Request], Awaitable[Response]]:
    """Give the address of the stream."""

    async def stream(request: Request) -> Response:
        session = pages.session_of(request, sessions, locked=True)  # who is locked out still hears what rings
        line = request.path_params["line"]
        if line not in house.lines():
            raise OurFault("line-unknown", f"This node serves: {', '.join(house.lines())}.")
        place = request.headers.get("last-event-id") or request.query_params.get("after") or ""
        told = _told(house, line, place, lambda: sessions.holds(session))
        return StreamingResponse(told, media_type="text/event-stream")

    return stream


async def _told(house: House, line: str, place: str, holds: Callable[[], bool]) -> AsyncIterator[str]:
    news = house.news(line)
    number = news.after(place)
    while holds():
        items = None if number is None else news.since(number)
        if items is None or number is None:
            number = news.last
            yield f"id: {news.at(number)}\nevent: anew\ndata: {{}}\n\n"
        for item in items or ():
            number = item.number
            yield f"id: {news.at(number)}\nevent: {item.sort}\ndata: {{}}\n\n"
        yield f"event: beat\ndata: {json.dumps({'now_ms': house.now_ms(line)})}\n\n"
        await news.wait(number, HEARTBEAT_S)
