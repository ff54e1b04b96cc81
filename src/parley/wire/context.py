"""What a rendering needs beside the message: who speaks to whom, and how the reader names things."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def short_id(entry: bytes) -> str:
    """Name an entry by the beginning of its id, where the reader has no number for it."""
    return entry[:6].hex()


def as_written(name: str) -> str:
    """Name a role or a pairing as the agreement's file does."""
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Roles of author and addressee as the reader says them; `cite` names entries, `name` roles and pairings.

    `zones` are the agreement's, by party: their local times stand beside UTC.
    """

    author: str
    addressee: str
    cite: Callable[[bytes], str] = short_id
    name: Callable[[str], str] = as_written
    zones: Mapping[str, str] = field(default_factory=dict)
