"""Drafts of a line, as files in its folder: private to this side, one at a time changed, each change in the own log."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from parley.app import own_log
from parley.app.requests import submitted_of
from parley.desk.drafts import Course, Signature, State
from parley.node.events import Submitted
from parley.node.submit import draft_of
from parley.record.release import Assertion, draft_digest
from parley.store.files import put
from parley.wire.catalogue import encode
from parley.words.faults import OurFault

FOLDER: Final = "drafts"
SAID: Final = (
    "kind", "version", "body", "thread", "addressees", "precedence", "class", "not_after_ms", "officer_word", "late",
)  # fmt: skip
"""What of a request to say something is a draft's; who releases it, and why, comes with the release."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft: what it says, as a request, and how it went; `entry` is what it became.

    `before` is what it said before it was last edited; `refused` the code with which the node refused it.
    """

    number: int
    said: Mapping[str, Any]
    course: Course
    assertions: tuple[Assertion, ...] = ()
    edition: int = 1
    entry: str = ""
    before: Mapping[str, Any] | None = None
    refused: str = ""

    def submitted(self) -> Submitted:
        """Give what would be submitted. Raises as requests do."""
        return submitted_of(self.said)

    def digest(self, line: bytes) -> bytes:
        """Give what a release of it binds."""
        submitted = self.submitted()
        kind, version, body = encode(submitted.message)
        return draft_digest(draft_of(line, submitted, kind, version), body)


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts of one line of a home."""

    home: Path
    folder: Path
    name: str
    entered: list[int] = field(default_factory=list)

    def note(self, now_ms: int, seat: str, event: str, draft: Draft, **facts: own_log.Fact) -> None:
        """Tell the own log what a seat did to a draft."""
        own_log.note(self.home, now_ms, seat, event, line=self.name, draft=draft.number, **facts)

    def every(self) -> list[Draft]:
        """Give all drafts, the oldest first. Raises OurFault `home-malformed`."""
        return [self.load(number) for number in sorted(self._numbers())]

    def _numbers(self) -> Iterator[int]:
        for path in (self.folder / FOLDER).glob("*.json"):
            if path.stem.isdigit():
                yield int(path.stem)

    def load(self, number: int) -> Draft:
        """Read one draft. Raises OurFault `draft-unknown`, `home-malformed`."""
        path = self._path(number)
        try:
            return _read(number, json.loads(path.read_text()))
        except FileNotFoundError:
            raise OurFault("draft-unknown", f"There is no draft {number} on line {self.name}.") from None
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise OurFault("home-malformed", f"{path} cannot be read: {error}.") from error

    def _path(self, number: int) -> Path:
        return self.folder / FOLDER / f"{number:04}.json"

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Keep other processes from changing drafts meanwhile. Raises OurFault `home-unwritable`."""
        folder = self.folder / FOLDER
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise OurFault("home-unwritable", f"{folder} cannot be written: {error.strerror}.") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def keep(self, draft: Draft) -> Draft:
        """Write a draft, whole and durable. Raises OurFault `home-unwritable`."""
        try:
            put(self._path(draft.number), json.dumps(_written(draft)).encode())
        except OSError as error:
            raise OurFault("home-unwritable", f"{self.folder} cannot be written: {error.strerror}.") from error
        return draft

    def begin(self, said: Mapping[str, Any], course: Course) -> Draft:
        """Keep a new draft under the next number."""
        return self.keep(Draft(max(self._numbers(), default=0) + 1, said, course))

    def change(self, draft: Draft, course: Course, **changes: Any) -> Draft:  # noqa: ANN401  fields of a draft
        """Keep a draft with another course."""
        return self.keep(replace(draft, course=course, **changes))


def _written(draft: Draft) -> dict[str, Any]:
    course = asdict(draft.course)
    for key in ("reviews", "releases"):
        course[key] = [[each["seat"], each["digest"].hex()] for each in course[key]]
    return {
        "said": dict(draft.said), "course": course, "edition": draft.edition, "entry": draft.entry,
        "before": draft.before, "refused": draft.refused,
        "assertions": [[each.seat, *(part.hex() for part in each[1:])] for each in draft.assertions],
    }  # fmt: skip


def _read(number: int, found: Mapping[str, Any]) -> Draft:
    """Read a draft's file. Raises ValueError and its like."""
    course = found["course"]
    signed = {
        key: tuple(Signature(seat, bytes.fromhex(digest)) for seat, digest in course[key])
        for key in ("reviews", "releases")
    }
    return Draft(
        number,
        found["said"],
        Course(
            state=State(course["state"]),
            writers=tuple(course["writers"]),
            hold_until_ms=course["hold_until_ms"],
            **signed,
        ),
        tuple(Assertion(seat, *map(bytes.fromhex, parts)) for seat, *parts in found["assertions"]),
        found["edition"],
        found["entry"],
        found.get("before"),
        found.get("refused", ""),
    )
