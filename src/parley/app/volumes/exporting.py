"""Every form by its name, and what is told with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from parley.app.volumes.aixm import aixm
from parley.app.volumes.carrying import losses
from parley.app.volumes.maps import cot, geojson, kml
from parley.app.volumes.warnings import navwarn, notam, s124
from parley.geo.model import Volume
from parley.words.faults import OurFault

WRITERS: Final[dict[str, Callable[[Sequence[Volume], int], str]]] = {
    "geojson": geojson,
    "kml": kml,
    "cot": cot,
    "aixm": aixm,
    "notam": notam,
    "navwarn": navwarn,
    "s124": s124,
}


def export_told(volumes: Sequence[Volume], form: str, now_ms: int) -> dict[str, Any]:
    """Tell an export. Raises OurFault `request-malformed` for a form that is not known, and as `export`."""
    if form not in WRITERS:
        raise OurFault("request-malformed", f"{form!r} is none of {', '.join(WRITERS)}.")
    text, lost = export(volumes, form, now_ms)
    return {"form": form, "volumes": len(volumes), "text": text, "not_carried": lost}


def export(volumes: Sequence[Volume], form: str, now_ms: int) -> tuple[str, list[str]]:
    """Write volumes in a form; give the text, and by volume what the form does not carry.

    Raises OurFault `export-pole`, `export-hole` for what it cannot write at all.
    """
    lost = [f"{volume.id}: {loss}" for volume in volumes for loss in losses(volume, form)]
    return WRITERS[form](volumes, now_ms), lost
