"""Changes of keys that were put into a line's folder by hand, each party's in their order."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ORDERS: Final = "orders"


def orders_in(folder: Path) -> tuple[tuple[str, bytes], ...]:
    """Give the changes of keys in a line's folder, by party and in their order."""
    paths = sorted((folder / ORDERS).glob("*.order"))
    return tuple((path.stem.rpartition("-")[0], path.read_bytes()) for path in paths)


def order_file(folder: Path, party: str) -> Path:
    """Name the file of the next change of keys of a party in a line's folder."""
    number = len(list((folder / ORDERS).glob(f"{party}-*.order"))) + 1
    return folder / ORDERS / f"{party}-{number:04}.order"
