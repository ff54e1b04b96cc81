"""What a page may do, as its headers say it: nothing from elsewhere, no script without the page's own nonce."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from parley.words.faults import OurFault
from parley.words.limits import FORM_BYTES_MAX

FIXED: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",  # under `no-referrer` our own forms would say that they come from "null"
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
NOTHING: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The policy of an answer that is no page."""
ONLY_HTTPS: Final = "max-age=31536000; includeSubDomains"


def nonce() -> str:
    """Make what marks the scripts of one page."""
    return secrets.token_urlsafe(18)


def headers(nonce: str) -> dict[str, str]:
    """Give the headers of one page."""
    policy = (
        "default-src 'none'",
        f"script-src 'nonce-{nonce}' 'strict-dynamic'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "media-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
    return {**FIXED, "Content-Security-Policy": "; ".join(policy)}


def refuse_foreign(request: Request) -> None:
    """Refuse what another site's page sent. Raises OurFault `form-not-ours`.

    A browser says where a form came from by either header; a text browser that says neither is held by the token.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if site not in {None, "same-origin"} or origin not in {None, own}:
        raise OurFault("form-not-ours")


class Guarded:
    """An app whose every answer bears the headers, whatever made it, and which reads no more than a form holds."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        taken = 0

        async def received() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > FORM_BYTES_MAX:
                raise HTTPException(413)
            return message

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                if scope["path"].startswith("/static/"):
                    found["Cache-Control"] = "no-cache"  # asked for again by its mark: a new version shows at once
                for name, value in {**FIXED, "Content-Security-Policy": NOTHING}.items():
                    found.setdefault(name, value)
                if scope["scheme"] == "https":
                    found["Strict-Transport-Security"] = ONLY_HTTPS
            await send(message)

        await self._app(scope, received, sent)
