"""Private keys in files of a home: each sealed under a passphrase or plainly marked as not sealed, written once.

An attacker who can read them all speaks as this party; one who can only change them stops the node, and no more.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from parley.node.ports import Entropy
from parley.seal.keyfile import open_file, seal_file
from parley.words.faults import OurFault
from parley.words.limits import KEY_FILE_BYTES_MAX

ROOT = "root.key"
"""The offline root identity: it signs node keys and revocations, and lies in no home that runs."""
NODE = "node.key"
TRANSPORT = "transport.key"
AUTHORITY = "authority.key"
"""What vouches for the pages of the console, and for nothing else."""

"""Many times the largest secret; a larger file is none of ours."""


def write_key(path: Path, secret: bytes, passphrase: str | None, entropy: Entropy) -> None:
    """Keep a secret in a new file that only its owner reads; after a crash it is there whole or not at all.

    Raises OurFault: key-exists, home-unwritable, passphrase-empty.
    """
    if path.exists():
        raise OurFault("key-exists", f"{path} is there already.")
    data = seal_file(secret, passphrase, entropy)
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        _write(part, data)
        _give_name(part, path)
        _force_folder(path.parent)
    except FileExistsError as error:
        raise OurFault("key-exists", f"{path} is there already.") from error
    except OSError as error:
        raise OurFault("home-unwritable", f"{path} cannot be written: {error.strerror}.") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def put_in_place(path: Path, data: bytes) -> None:
    """Write a file that only its owner reads, in the place of an older one; a crash leaves one of them whole.

    Raises OurFault `home-unwritable`.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        _write(part, data)
        part.replace(path)
        _force_folder(path.parent)
    except OSError as error:
        raise OurFault("home-unwritable", f"{path} cannot be written: {error.strerror}.") from error


def move(path: Path, target: Path) -> None:
    """Move a file within a file system, in the place of an older one; when it returns, it is there for good.

    A file that is gone was moved before. Raises OurFault `home-unwritable`.
    """
    try:
        with suppress(FileNotFoundError):
            path.replace(target)
        _force_folder(target.parent)
        _force_folder(path.parent)
    except OSError as error:
        raise OurFault("home-unwritable", f"{target} cannot be written: {error.strerror}.") from error


def erase(path: Path) -> None:
    """Remove a file if it is there; when it returns, it is gone for good. Raises OurFault `home-unwritable`."""
    try:
        path.unlink(missing_ok=True)
        _force_folder(path.parent)
    except OSError as error:
        raise OurFault("home-unwritable", f"{path} cannot be erased: {error.strerror}.") from error


def read_key(path: Path, passphrase: str | None) -> bytes:
    """The secret in a key file.

    Raises OurFault: key-missing, keyfile-damaged, keyfile-unsealed, passphrase-needed, passphrase-wrong.
    """
    try:
        with path.open("rb") as file:
            data = file.read(KEY_FILE_BYTES_MAX + 1)
    except FileNotFoundError as error:
        raise OurFault("key-missing", f"There is no {path}.") from error
    except OSError as error:
        raise OurFault("keyfile-damaged", f"{path} cannot be read: {error.strerror}.") from error
    try:
        return open_file(data, passphrase)
    except OurFault as fault:
        raise OurFault(fault.code, f"{path}: {fault.message}") from fault


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)


def _give_name(part: Path, path: Path) -> None:
    """A link refuses to replace a file, where a rename would; a stick with FAT knows no links."""
    try:
        os.link(part, path)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EMLINK):
            raise
        part.rename(path)


def _force_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
