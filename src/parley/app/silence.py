"""An order of silence: private to this side. The node records and receipts; only emergencies leave without a reason.

The order stands as a file in the line's folder, and its coming and going in the private log.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from parley.app.people import people_of_line
from parley.app.released import note
from parley.desk.messages import Message
from parley.desk.people import Act, refuse_act
from parley.desk.suspensions import EMERGENCY
from parley.words.faults import OurFault

FILE: Final = "silence"


def is_silent(folder: Path) -> bool:
    """Say whether silence is ordered on the line of this folder."""
    return (folder / FILE).exists()


def order_silence(folder: Path, *, seat: str, reference: str) -> None:
    """Order silence. Raises OurFault `seat-not-declared`, `role-needed`, `home-unwritable`."""
    refuse_act(people_of_line(folder), seat, Act.ORDER)
    note(folder, "silence-ordered", seat=seat, order=reference)
    try:
        (folder / FILE).touch(mode=0o600)
    except OSError as error:
        raise OurFault("home-unwritable", f"{folder / FILE} cannot be written: {error.strerror}.") from error


def lift_silence(folder: Path, *, seat: str, reference: str) -> None:
    """Lift it. Raises as `order_silence`."""
    refuse_act(people_of_line(folder), seat, Act.ORDER)
    note(folder, "silence-lifted", seat=seat, order=reference)
    (folder / FILE).unlink(missing_ok=True)


def refuse_silent(folder: Path, message: Message, *, reasoned: bool) -> None:
    """Refuse what silence holds back. Raises OurFault `silence-ordered`."""
    if is_silent(folder) and type(message) not in EMERGENCY and not reasoned:
        raise OurFault("silence-ordered")
