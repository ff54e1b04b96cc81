"""The table of fields in the docs is that of the reader: no field is missing in it, and none is too many."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from parley.desk.agreement.templates import NOTICE_KINDS, TEMPLATES
from parley.words.terms import Precedence
from tests.desk.whole_agreement import WHOLE
from tools.agreement_fields import TERMS

NAMES = {
    "PARTY": "USA|RUS",
    "LANGUAGE": "en|ru",
    "PRECEDENCE": "|".join(each.name for each in Precedence),
    "ROLE": "[a-z-]+",
    "CHANNEL": "[a-z-]+",
    "PAIRING": "[a-z-]+",
    "NOTICE": "|".join(NOTICE_KINDS),
    "TEMPLATE": "|".join(TEMPLATES),
}


def paths(values: dict[str, Any], before: str = "") -> Iterator[str]:
    """Each field of a document by its path."""
    for key, value in values.items():
        path = f"{before}{key}"
        if isinstance(value, dict):
            yield from paths(value, f"{path}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for each in value:
                yield from paths(each, f"{path}[].")
        else:
            yield path


def patterns() -> dict[str, re.Pattern[str]]:
    found = {}
    for term in TERMS:
        pattern = re.escape(term.path)
        for name, form in NAMES.items():
            pattern = re.sub(rf"\b{name}\b", f"({form})", pattern)
        found[term.path] = re.compile(pattern)
    return found


def test_every_field_that_is_read_is_described() -> None:
    known = patterns()
    read = set(paths(tomllib.loads(WHOLE)))
    assert [path for path in read if not any(pattern.fullmatch(path) for pattern in known.values())] == []
    of_three = ["channels.CHANNEL.party"]  # of two parties none can relay between them
    assert [name for name, pattern in known.items() if not any(map(pattern.fullmatch, read))] == of_three
