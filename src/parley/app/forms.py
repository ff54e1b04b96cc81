"""Forms that the people of a line have begun, as files in its folder: what they typed, kept at each change."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from parley.store.files import put
from parley.words.faults import OurFault

FOLDER: Final = "forms"
NAME: Final = re.compile("[0-9a-f]{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What somebody is about to say: `what` as its command says it, texts by field, the entry that it answers.

    One that is not kept has no name. `draft` is the draft that it will change, `seat` who typed last, `random` what a
    fresh challenge is drawn from.
    """

    name: str = ""
    what: str
    thread: str = ""
    draft: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    seat: str = ""
    edition: int = 0
    saved_ms: int | None = None
    random: str = ""


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of one line of a home."""

    folder: Path

    def every(self) -> list[Form]:
        """Give all forms, the one that was typed in last first. Raises OurFault `home-malformed`."""
        found = [self.load(path.stem) for path in (self.folder / FOLDER).glob("*.json")]
        return sorted(found, key=lambda form: -(form.saved_ms or 0))

    def load(self, name: str) -> Form:
        """Read one. Raises OurFault `form-unknown`, `home-malformed`."""
        path = self._path(name)
        try:
            return Form(**json.loads(path.read_text()))
        except FileNotFoundError:
            raise OurFault("form-unknown", f"There is no form {name} on line {self.folder.name}.") from None
        except (OSError, TypeError, ValueError, RecursionError) as error:
            raise OurFault("home-malformed", f"{path} cannot be read: {error}.") from error

    def keep(self, form: Form) -> Form:
        """Write a form, whole and durable. Raises OurFault `home-unwritable`."""
        try:
            (self.folder / FOLDER).mkdir(mode=0o700, exist_ok=True)
            put(self._path(form.name), json.dumps(asdict(form)).encode())
        except OSError as error:
            raise OurFault("home-unwritable", f"{self.folder} cannot be written: {error.strerror}.") from error
        return form

    def drop(self, name: str) -> None:
        """Take a form away: what it says has been passed on, said, or is given up."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise OurFault("form-unknown", f"There is no form {name!a} on line {self.folder.name}.")
        return self.folder / FOLDER / f"{name}.json"
