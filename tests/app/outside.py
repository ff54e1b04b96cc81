"""A mail server and a webhook on loopback, to which alarms are sent for real; what reached them is kept whole."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


class Mail(socketserver.StreamRequestHandler):
    """Just enough of SMTP (RFC 5321) to be given a mail."""

    def handle(self) -> None:
        self.wfile.write(b"220 mail ready\r\n")
        for line in self.rfile:
            match line.strip().upper().split(b" ")[0]:
                case b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    lines = list(iter(self.rfile.readline, b".\r\n"))
                    self.server.taken.append(b"".join(lines))  # type: ignore[attr-defined]
                    self.wfile.write(b"250 kept\r\n")
                case b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                case _:
                    self.wfile.write(b"250 ok\r\n")


class Hook(BaseHTTPRequestHandler):
    """Takes what is posted."""

    def do_POST(self) -> None:
        said = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append(said)  # type: ignore[attr-defined]
        self.send_response(self.server.answers.pop(0) if self.server.answers else 200)  # type: ignore[attr-defined]
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Tell nobody."""


@contextmanager
def listening(server: Any, answers: list[int]) -> Iterator[Any]:  # noqa: ANN401  a server of either sort
    """Serve on a free port until left; `answers` are the status codes of the first requests."""
    server.taken, server.answers = [], answers
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def outside(*answers: int) -> Iterator[tuple[Any, Any]]:
    """A mail server and a webhook."""
    with (
        listening(socketserver.TCPServer(("127.0.0.1", 0), Mail), []) as mail,
        listening(HTTPServer(("127.0.0.1", 0), Hook), list(answers)) as hook,
    ):
        yield mail, hook


def mail_url(mail: Any) -> str:  # noqa: ANN401  a server
    return f"mailto://127.0.0.1:{mail.server_address[1]}?from=node@line.test&to=duty@line.test&format=text"


def hook_url(hook: Any) -> str:  # noqa: ANN401  a server
    return f"json://127.0.0.1:{hook.server_address[1]}/"


def texts_of_mail(data: bytes) -> list[str]:
    """Subject and every text part of a mail, decoded."""
    found = message_from_bytes(data)
    parts: list[Message] = [part for part in found.walk() if part.get_content_maintype() == "text"]
    decoded = [part.get_payload(decode=True) for part in parts]
    return [str(found["Subject"]), *[each.decode() for each in decoded if isinstance(each, bytes)]]


def texts_of_hook(data: bytes) -> list[str]:
    found = json.loads(data)
    return [found["title"], found["message"]]
