"""What commands that show one screen have in common."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from parley.cli._home import reached


def show(
    args: argparse.Namespace, request: Mapping[str, Any], text: Callable[[Mapping[str, Any]], Iterable[str]]
) -> int:
    """Ask the line and print one object, or lines of text."""
    with reached(args) as access:
        found = access.ask({**request, "line": args.line})
    if args.json:
        print(json.dumps(found))
    else:
        print("\n".join(text(found)))
    return 0
