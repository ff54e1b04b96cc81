"""TOML from outside: read only where it cannot cost more than its length says."""

from __future__ import annotations

import tomllib
from typing import Any

from parley.words import limits


def toml_of(data: bytes) -> dict[str, Any]:
    """Read an agreement's file as TOML. Raises ValueError, which says what is wrong."""
    if len(data) > limits.AGREEMENT_BYTES_MAX:
        raise ValueError(f"has more than {limits.AGREEMENT_BYTES_MAX} bytes")
    if any(line.count(b".") > limits.AGREEMENT_DOTS_MAX for line in data.split(b"\n")):
        raise ValueError(f"has a line with more than {limits.AGREEMENT_DOTS_MAX} full stops")
    try:
        return tomllib.loads(data.decode())
    except UnicodeDecodeError as fault:
        raise ValueError(f"is no text in UTF-8: byte {fault.start} is part of none") from None
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    except ValueError as fault:  # what tomllib says names the line
        raise ValueError(f"is no TOML: {str(fault)[:200]}") from None
