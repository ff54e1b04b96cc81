"""The floor: a minimal pair that does only what cannot be left out.

TCP on loopback, AES-256-GCM, one SQLite commit a side, one hybrid signature and its check a batch each way.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import struct
import sys
import time
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from parley.seal.suite import S1

_KEY = S1.signing_key(bytes(range(64)))
_CHECK = S1.verifying_key(_KEY.public)
_AEAD = AESGCM(bytes(32))


def _database(folder: Path) -> sqlite3.Connection:
    database = sqlite3.connect(folder / "floor.db", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, body BLOB)")
    return database


def _commit(database: sqlite3.Connection, bodies: list[bytes]) -> None:
    database.execute("BEGIN")
    database.executemany("INSERT INTO entries (body) VALUES (?)", [(body,) for body in bodies])
    database.execute("COMMIT")


def _send(link: socket.socket, plain: bytes) -> None:
    nonce = os.urandom(12)
    sealed = nonce + _AEAD.encrypt(nonce, plain, b"")
    link.sendall(struct.pack(">I", len(sealed)) + sealed)


def _receive(link: socket.socket) -> bytes:
    size = struct.unpack(">I", _exactly(link, 4))[0]
    sealed = _exactly(link, size)
    return _AEAD.decrypt(sealed[:12], sealed[12:], b"")


def _exactly(link: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        part = link.recv(min(1 << 20, size - len(data)))
        if not part:
            raise SystemExit(0)
        data += part
    return bytes(data)


def _signed(data: bytes) -> bytes:
    return _KEY.ed(data[:64]) + _KEY.pq(data[:64]) + data


def _checked(signed: bytes) -> bytes:
    data = signed[64 + 2420 :]
    if not _CHECK.ed(data[:64], signed[:64]) or not _CHECK.pq(data[:64], signed[64 : 64 + 2420]):
        raise SystemExit(1)
    return data


def answer(folder: Path, port: int) -> None:
    """Be the other side: check, commit, sign a receipt, for each batch."""
    database = _database(folder)
    with socket.create_server(("127.0.0.1", port)) as server:
        link, _ = server.accept()
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            data = _checked(_receive(link))
            size = struct.unpack(">I", data[64:68])[0]
            _commit(database, [data[at : at + size] for at in range(68, len(data), size)])
            _send(link, _signed(data[:64]))


def ask(folder: Path, port: int, batches: int, batch: int, body_bytes: int) -> list[int]:
    """Send batches one after the other; give the nanoseconds until each one's receipt was checked."""
    database = _database(folder)
    link = _connect(port)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    body = b"x" * body_bytes
    spans: list[int] = []
    for _ in range(batches):
        start = time.monotonic_ns()
        _commit(database, [body] * batch)
        _send(link, _signed(bytes(64) + struct.pack(">I", body_bytes) + body * batch))
        _checked(_receive(link))
        spans.append(time.monotonic_ns() - start)
    link.close()
    return spans


def _connect(port: int) -> socket.socket:
    for _ in range(200):
        try:
            return socket.create_connection(("127.0.0.1", port))
        except ConnectionRefusedError:
            time.sleep(0.02)
    raise SystemExit("the floor's other side does not listen")


if __name__ == "__main__":
    answer(Path(sys.argv[1]), int(sys.argv[2]))
