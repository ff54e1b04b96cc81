"""An export on disk: only plain files under names that a record has are read, and nothing through a link."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from parley.record.folder import AGREEMENT_FILE, MARK_FILE, card_party, folder_of
from parley.words.faults import OurFault
from parley.words.limits import AGREEMENT_BYTES_MAX, CARD_BYTES_MAX, RECORD_BYTES_MAX, RECORD_FILES_MAX


def read_record(folder: Path) -> dict[str, bytes]:
    """Read the files of an export by path; one whose name no record has is listed and not read.

    Raises OurFault `record-unreadable`.
    """
    files: dict[str, bytes] = {}
    left = RECORD_BYTES_MAX
    for path in _listed(folder):
        files[path] = _read(folder / path, min(left, _limit(path))) if _limit(path) else b""
        left -= len(files[path])
    return files


def _listed(folder: Path) -> list[str]:
    paths: list[str] = []

    def stop(error: OSError) -> None:
        raise OurFault("record-unreadable", f"{error.filename} cannot be read: {error.strerror}.") from error

    for at, folders, names in os.walk(folder, onerror=stop):
        linked = [name for name in folders if Path(at, name).is_symlink()]
        paths += [Path(at, name).relative_to(folder).as_posix() for name in (*names, *linked)]
        if len(paths) > RECORD_FILES_MAX:
            raise OurFault("record-unreadable", f"{folder} holds more files than a record has.")
    return sorted(paths)


def _limit(path: str) -> int:
    """Give how many bytes a file of this name may have; 0 where no record has such a file."""
    if path == AGREEMENT_FILE:
        return AGREEMENT_BYTES_MAX
    if path == MARK_FILE or card_party(path):
        return CARD_BYTES_MAX
    return RECORD_BYTES_MAX if folder_of(path) else 0


def _read(path: Path, limit: int) -> bytes:
    """Read a plain file of at most so many bytes; a link, a pipe or a device is refused and never waited for."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode) or status.st_size > limit:
                raise OurFault("record-unreadable", f"{path} is no plain file, or larger than such a file is.")
            return file.read(limit)
    except OSError as error:
        raise OurFault("record-unreadable", f"{path} cannot be read: {error.strerror}.") from error


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet. Raises OurFault `out-exists`, `out-unwritable`."""
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise OurFault("out-exists", f"{path} is there already.") from None
    except OSError as error:
        raise OurFault("out-unwritable", f"{path} cannot be written: {error.strerror}.") from error
