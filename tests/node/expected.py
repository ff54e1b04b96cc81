"""The table of expected answers, in the JSON form that the answers have."""

import tomllib
from datetime import datetime
from typing import Any

from parley.words.instants import iso, to_ms
from tests.tidy.rules import ROOT


def as_json(value: Any) -> Any:  # noqa: ANN401  TOML to JSON
    """TOML's instants as the JSON form writes them."""
    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return iso(to_ms(value)) if isinstance(value, datetime) else value


EXPECTED: dict[str, Any] = as_json(tomllib.loads((ROOT / "tests/scenario.toml").read_text()))
