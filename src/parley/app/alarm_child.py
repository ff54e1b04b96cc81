"""`python -m parley.app.alarm_child`: hands one text to one Apprise URL, both read from standard input as JSON.

A process of its own: a library that speaks a hundred protocols shares no memory with keys and texts of a line, cannot
hold a node up, and can be killed. Ends with 0 where the alarm has left, 1 where it has not, 2 without the library.
"""

from __future__ import annotations

import json
import sys


def main() -> int:
    """Send it."""
    asked = json.load(sys.stdin)
    try:
        import apprise  # noqa: PLC0415  an extra: a home that calls nobody needs none
    except ImportError:
        return 2
    courier = apprise.Apprise()
    left = courier.add(asked["url"]) and courier.notify(body=asked["text"])
    return 0 if left else 1


if __name__ == "__main__":
    sys.exit(main())
