"""Debian's Chromium with a virtual hardware key, driven over a pipe by its own protocol; it stays on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROGRAM = Path("/usr/bin/chromium")
PATIENCE_S = 30.0
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe",
    # any name but loopback fails to resolve: the browser cannot leave the machine
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE *.localhost",
    "--proxy-server=direct://",
)  # fmt: skip
_KEY = {
    "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "usb", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


class Page:
    """One page with a virtual hardware key."""

    def __init__(self, said: int, heard: int, process: subprocess.Popen[bytes]) -> None:
        self._said, self._heard, self._process = said, heard, process
        self._rest, self._number, self._session = b"", 0, ""
        target = self.asks("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.asks("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.asks("WebAuthn.enable")
        self.key = self.asks("WebAuthn.addVirtualAuthenticator", options=_KEY)["authenticatorId"]

    def asks(self, method: str, **params: object) -> dict[str, Any]:
        """Have the browser do something; what it answered. Events are passed over."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._said, json.dumps(message).encode() + b"\0")
        end_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < end_s:
            while b"\0" in self._rest:
                one, _, self._rest = self._rest.partition(b"\0")
                answer = json.loads(one)
                if answer.get("id") == self._number:
                    assert "error" not in answer, answer
                    found: dict[str, Any] = answer["result"]
                    return found
            piece = os.read(self._heard, 1 << 16)
            assert piece, "the browser ended"
            self._rest += piece
        raise AssertionError(f"the browser does not answer {method}")

    def kill(self) -> None:
        """Kill the browser as it stands."""
        self._process.kill()

    def runs(self, script: str) -> object:
        """Have the page run a script that gives a promise; what came of it."""
        done = self.asks("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        return done["result"].get("value")

    def clicks(self, url: str) -> str:
        """Open a page and press its button like a person; what the page then says."""
        self.asks("Page.navigate", url=url)
        script = """(async () => {
          while (document.readyState !== 'complete') await new Promise(done => setTimeout(done, 20));
          document.querySelector('button').click();
          const said = document.querySelector('[role=status]');
          for (let n = 0; n < 500 && !said.textContent; n++) await new Promise(done => setTimeout(done, 20));
          return said.textContent;
        })()"""
        end_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < end_s:
            there = self.asks("Runtime.evaluate", expression="location.href", returnByValue=True)["result"]["value"]
            if there == url:
                break
        done = self.asks("Runtime.evaluate", expression=script, awaitPromise=True, userGesture=True, returnByValue=True)
        return str(done["result"].get("value", done))


@contextmanager
def page() -> Iterator[Page]:
    """A page of a browser that ends with the test."""
    from_us, said = os.pipe()
    heard, to_us = os.pipe()
    with tempfile.TemporaryDirectory() as profile:
        line = f'exec "$@" 3<&{from_us} 4>&{to_us}'
        command = ["bash", "-c", line, "bash", str(PROGRAM), *_FLAGS, f"--user-data-dir={profile}", "about:blank"]
        quiet = subprocess.DEVNULL
        browser = subprocess.Popen(command, pass_fds=(from_us, to_us), stdout=quiet, stderr=quiet)
        os.close(from_us)
        os.close(to_us)
        try:
            yield Page(said, heard, browser)
        finally:
            os.close(said)  # at which it ends by itself
            browser.wait(PATIENCE_S)
            os.close(heard)
