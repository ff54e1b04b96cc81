"""Forms that an officer is still filling in, kept in a line's folder as they stand: what is not whole is no draft yet.

They are private to this side. A console or terminal that dies in the middle of one finds it there again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeAlias

from parley.app.drafts import FOLDER, Drafts
from parley.store.files import put
from parley.words.faults import OurFault

NAME: Final = "forms.json"
Form: TypeAlias = dict[str, str]
"""What was typed, by field."""


def kept_forms(drafts: Drafts, seat: str) -> dict[str, Form]:
    """Give the unfinished forms of a seat by their names; what cannot be read is no form."""
    return _every(drafts.folder).get(seat, {})


def keep_form(drafts: Drafts, seat: str, name: str, typed: Mapping[str, str]) -> None:
    """Keep a form as it stands, durable on return; an empty one is taken out. Raises OurFault `home-unwritable`."""
    with drafts.changing():
        every = _every(drafts.folder)
        forms = {key: form for key, form in every.get(seat, {}).items() if key != name}
        given = {key: value for key, value in typed.items() if value}
        every[seat] = {**forms, name: given} if given else forms
        try:
            put(drafts.folder / FOLDER / NAME, json.dumps({key: each for key, each in every.items() if each}).encode())
        except OSError as error:
            raise OurFault("home-unwritable", f"{drafts.folder} cannot be written: {error.strerror}.") from error


def _every(folder: Path) -> dict[str, dict[str, Form]]:
    try:
        found = json.loads((folder / FOLDER / NAME).read_bytes())
        return {
            str(seat): {
                str(name): {str(key): str(value) for key, value in form.items()} for name, form in forms.items()
            }
            for seat, forms in found.items()
        }
    except (OSError, ValueError, AttributeError, RecursionError):
        return {}
