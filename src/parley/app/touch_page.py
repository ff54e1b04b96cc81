"""One page on this machine's loopback, for one touch of a hardware key: it is shown, answered and gone.

Only a browser talks to hardware keys (WebAuthn), and only by a host's name; the page asks it to, and posts what it
gives. Its address holds a random word, so no other page can answer in its place.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar, Final

from parley.words.faults import OurFault
from parley.words.limits import HTTP_REQUEST_S_MAX, TOUCH_BYTES_MAX, TOUCH_S_MAX

_PAGE: Final = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Parley: touch your key</title>
<h1>{title}</h1><p><button autofocus>Touch the key</button></p><p role="status"></p>
<script nonce="{nonce}">
const options = {options}, made = {made};
const said = document.querySelector("[role=status]");
document.querySelector("button").addEventListener("click", async () => {{
  try {{
    const read = made ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON";
    const publicKey = PublicKeyCredential[read](options);
    const credential = await navigator.credentials[made ? "create" : "get"]({{publicKey}});
    const given = credential.toJSON();
    const answer = await fetch(location.pathname, {{method: "POST", body: JSON.stringify(given)}});
    said.textContent = answer.ok ? "Done: this page can be closed." : "Not taken.";
  }} catch (error) {{ said.textContent = String(error); }}
}});
</script></html>
"""


class _Server(HTTPServer):
    """Holds what the page asks and what came back."""

    timeout: float | None = 1.0

    def __init__(self, page: str, nonce: str, path: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.page, self.nonce, self.path = page, nonce, path
        self.given: dict[str, Any] | None = None

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hung up is asked again by the person."""


class _Handler(BaseHTTPRequestHandler):
    timeout: ClassVar[float | None] = HTTP_REQUEST_S_MAX

    @property
    def _asking(self) -> _Server:
        assert isinstance(self.server, _Server)  # which alone makes this handler
        return self.server

    def do_GET(self) -> None:
        asking = self._asking
        if self.path != asking.path:
            self.send_error(404)
            return
        policy = f"default-src 'none'; script-src 'nonce-{asking.nonce}'; connect-src 'self'; base-uri 'none'"
        self._answer(200, asking.page.encode(), policy)

    def do_POST(self) -> None:
        length = self.headers.get("content-length", "")
        if self.path != self._asking.path or not length.isdigit() or int(length) > TOUCH_BYTES_MAX:
            self.send_error(404)
            return
        try:
            given = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            given = None
        if isinstance(given, dict):
            self._asking.given = given
        self._answer(200 if isinstance(given, dict) else 400, b"", "default-src 'none'")

    def _answer(self, status: int, body: bytes, policy: str) -> None:
        self.send_response(status)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.send_header("content-security-policy", policy)
        self.send_header("cache-control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name that it overrides
        """Say nothing: the caller tells what came of it."""


def touched(
    title: str, options: Mapping[str, Any], host: str, tell: Callable[[str], None], seconds: float = TOUCH_S_MAX
) -> dict[str, Any]:
    """Show the page under a host's name that leads to this machine, and wait for the key's answer.

    `tell` is given its address. Raises OurFault `touch-missing` where none came in so many seconds.
    """
    made = "rp" in options
    nonce, path = secrets.token_urlsafe(16), f"/{secrets.token_urlsafe(16)}"
    shown = {"title": title, "nonce": nonce, "options": _script(options), "made": _script(made)}
    with _Server(_PAGE.format(**shown), nonce, path) as server:
        tell(f"http://{host}:{server.server_port}{path}")
        end_s = time.monotonic() + seconds
        while server.given is None:
            if time.monotonic() >= end_s:
                raise OurFault("touch-missing")
            server.handle_request()
        return server.given


def _script(value: object) -> str:
    """Write JSON so that nothing in it ends a script."""
    return json.dumps(value).replace("<", "\\u003c")
