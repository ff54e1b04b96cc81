"""The agreement that founds a line, read from its TOML file and checked; nothing in it is trusted before."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What the parties have signed."""
