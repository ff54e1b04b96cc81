"""The socket in a home by which commands reach a running node: JSON lines, one answer to each request.

Whoever may connect may release statements: the socket is its owner's alone (mode 0600).
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeAlias

from parley.words.faults import Fault, OurFault
from parley.words.limits import CALLER_IDLE_S_MAX, CALLERS_MAX, REQUEST_BYTES_MAX

Json: TypeAlias = dict[str, Any]
Obey: TypeAlias = Callable[[Json], Awaitable[Json]]
"""Carries out one request and gives its answer. Raises Fault."""

NAME: Final = "control"
ANSWER_S_MAX: Final = 300.0
"""So long a caller waits for its answer: a backup of a long record takes its time."""


async def listen(folder: Path, obey: Obey) -> None:
    """Answer what comes to the socket of a home until cancelled. Raises OurFault `control-unusable`, `home-locked`."""
    callers: set[asyncio.Task[None]] = set()

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if len(callers) >= CALLERS_MAX:
            writer.close()
            return
        callers.add(task)
        try:
            await _serve(reader, writer, obey)
        finally:
            callers.discard(task)
            writer.close()

    server = await asyncio.start_unix_server(greet, sock=_bound(folder), limit=REQUEST_BYTES_MAX)
    try:
        await server.serve_forever()
    finally:
        for task in tuple(callers):
            task.cancel()
        with suppress(OSError):
            (folder / NAME).unlink()


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, obey: Obey) -> None:
    with suppress(TimeoutError, ConnectionError):
        while True:
            async with asyncio.timeout(CALLER_IDLE_S_MAX):
                try:
                    line = await reader.readline()
                except ValueError:  # longer than a request may be: what follows it is no beginning of one
                    writer.write(_told(OurFault("request-malformed", "The request is too long.")))
                    await writer.drain()
                    return
            if not line.endswith(b"\n"):
                return
            writer.write(await answered(line, obey))
            async with asyncio.timeout(CALLER_IDLE_S_MAX):
                await writer.drain()


async def answered(line: bytes, obey: Obey) -> bytes:
    """Give the answer to one line: what was done, or the fault that it met."""
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        request = None
    if not isinstance(request, dict):
        return _told(OurFault("request-malformed", "The request is no JSON object."))
    try:
        return json.dumps({"done": await obey(request)}).encode() + b"\n"
    except Fault as fault:
        return _told(fault)


def _told(fault: Fault) -> bytes:
    return json.dumps({"fault": fault.code, "message": fault.message, "todo": fault.todo}).encode() + b"\n"


def _bound(folder: Path) -> socket.socket:
    """Make the socket; one that a killed node left is replaced, one that answers is not."""
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with _short(folder) as place:
            _refuse_if_answered(place, folder)
            with suppress(FileNotFoundError):
                os.unlink(place)  # noqa: PTH108  a name that only the kernel understands
            server.bind(place)
            os.chmod(place, 0o600)  # noqa: PTH101  nobody can connect before it listens
    except OSError as error:
        server.close()
        raise OurFault("control-unusable", f"No socket can be made in {folder}: {error.strerror}.") from error
    except OurFault:
        server.close()
        raise
    return server


def _refuse_if_answered(place: str, folder: Path) -> None:
    other = _connected(place)
    if other is not None:
        other.close()
        raise OurFault("home-locked", f"A node already answers in {folder}.")


@contextmanager
def _short(folder: Path) -> Iterator[str]:
    """Give a name for the socket that is short whatever the folder's path: the kernel takes 107 bytes."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{descriptor}/{NAME}"
    finally:
        os.close(descriptor)


def _connected(place: str) -> socket.socket | None:
    caller = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        caller.connect(place)
    except (FileNotFoundError, ConnectionRefusedError):
        caller.close()
        return None
    except OSError:
        caller.close()
        raise
    return caller


class Caller:
    """A command's end of the socket."""

    def __init__(self, connection: socket.socket, answer_s_max: float) -> None:
        self._connection = connection
        connection.settimeout(answer_s_max)
        self._answers = connection.makefile("rb")

    def ask(self, request: Json) -> Json:
        """Ask one thing. Raises OurFault `node-silent`, or what the node answered with."""
        try:
            self._connection.sendall(json.dumps(request).encode() + b"\n")
            line = self._answers.readline()
        except OSError:
            line = b""
        if not line.endswith(b"\n"):
            raise OurFault("node-silent")
        answer: Json = json.loads(line)
        if "fault" in answer:
            raise OurFault(answer["fault"], answer["message"], answer["todo"])
        done: Json = answer["done"]
        return done

    def close(self) -> None:
        """Hang up."""
        self._answers.close()
        self._connection.close()


def call(folder: Path, answer_s_max: float = ANSWER_S_MAX) -> Caller | None:
    """Reach the node that runs in a home; None where none does. Raises OurFault `control-unusable`."""
    try:
        with _short(folder) as place:
            connection = _connected(place)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OurFault("control-unusable", f"The node in {folder} cannot be reached: {error.strerror}.") from error
    return None if connection is None else Caller(connection, answer_s_max)
