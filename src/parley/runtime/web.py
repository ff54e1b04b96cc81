"""A few pages over HTTP/1.1 for programs on this machine: GET only, one request a connection."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import NamedTuple

from parley.words.faults import OurFault
from parley.words.limits import HTTP_HEADER_BYTES_MAX, HTTP_REQUEST_S_MAX


class Page(NamedTuple):
    """One answer."""

    status: int
    sort: str
    text: str


async def serve_pages(host: str, port: int, pages: Mapping[str, Callable[[], Page]]) -> None:
    """Answer until cancelled. Raises OurFault `port-busy`, `address-unusable`."""

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(HTTP_REQUEST_S_MAX):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(_answer(head, pages))
                await writer.drain()
        writer.close()

    try:
        server = await asyncio.start_server(greet, host, port, limit=HTTP_HEADER_BYTES_MAX)
    except OSError as error:
        code = "port-busy" if error.errno == errno.EADDRINUSE else "address-unusable"
        raise OurFault(code, f"Nothing can listen on {host} port {port}: {error.strerror}.") from error
    async with server:
        await server.serve_forever()


def _answer(head: bytes, pages: Mapping[str, Callable[[], Page]]) -> bytes:
    method, path, *_ = [*head.split(b"\r\n", 1)[0].decode("latin-1").split(" "), "", ""]
    make = pages.get(path.partition("?")[0])
    if method != "GET":
        page = Page(405, "text/plain", "GET only\n")
    elif make is None:
        page = Page(404, "text/plain", "\n".join(sorted(pages)) + "\n")
    else:
        page = make()
    body = page.text.encode()
    return (
        f"HTTP/1.1 {page.status} {HTTPStatus(page.status).phrase}\r\nContent-Type: {page.sort}\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    ).encode() + body
