"""`seat-keys.json` in a home: by which keys its seats sign in at the console, and hashes of their recovery codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from parley.console.seat_keys import Code, SeatKey, SeatKeys
from parley.keys import files
from parley.words.faults import OurFault

FILE: Final = "seat-keys.json"


def read_seat_keys(home: Path) -> SeatKeys:
    """Read the keys of a home; none where nobody was enrolled. Raises OurFault `home-malformed`."""
    try:
        found = json.loads((home / FILE).read_text())
        return SeatKeys(
            tuple(
                SeatKey(
                    seat=str(each["seat"]),
                    credential=bytes.fromhex(each["credential"]),
                    public=bytes.fromhex(each["public"]),
                    count=int(each["count"]),
                    made_ms=int(each["made_ms"]),
                )
                for each in found["keys"]
            ),
            {
                str(seat): Code(bytes.fromhex(each["salt"]), bytes.fromhex(each["hash"]))
                for seat, each in found["codes"].items()
            },
        )
    except FileNotFoundError:
        return SeatKeys()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise OurFault("home-malformed", f"{home / FILE} cannot be read: {error}.") from error


def write_seat_keys(home: Path, keys: SeatKeys) -> None:
    """Write them, whole or not at all. Raises OurFault `home-unwritable`."""
    told = {
        "keys": [
            {
                "seat": key.seat,
                "credential": key.credential.hex(),
                "public": key.public.hex(),
                "count": key.count,
                "made_ms": key.made_ms,
            }
            for key in keys.keys
        ],
        "codes": {seat: {"salt": code.salt.hex(), "hash": code.hash.hex()} for seat, code in keys.codes.items()},
    }
    files.put_in_place(home / FILE, json.dumps(told).encode())
