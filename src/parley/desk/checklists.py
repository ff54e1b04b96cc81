"""What the watch does in an emergency, in this order. Own-desk state: ticked off in the private log, never sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from parley.desk import messages as m

CHECKLISTS: Final[Mapping[type[m.Message], tuple[str, ...]]] = {
    m.IncidentReport: (
        "tell-other-side",
        "pass-to-commander",
        "stop-what-adds",
        "confirm-position",
        "save-evidence",
        "correct-report",
        "tell-public",
    ),
    m.AccidentReport: (
        "tell-other-side",
        "send-position",
        "pass-to-commander",
        "stop-further",
        "offer-call",
        "tell-public",
    ),
}
"""By the kind that opens the thread; the sentence of each step is `checklist-…` of the catalogue."""
