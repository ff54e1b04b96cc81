"""Codes of observed tracks: what a file cannot give, and what a screening lacks."""

from __future__ import annotations

from typing import Final

from parley.words.record_codes import Code

OF_TRACKS: Final[dict[str, Code]] = {
    "track-none": Code(
        "No fix could be read.", "Name files of tracks, and their form with --form where it is not told."
    ),
    "track-format": Code(
        "The file's form is not known, or lacks what a fix needs.",
        "Name it with --form; docs/tracks.md lists the forms.",
    ),
    "track-file": Code("A file of tracks cannot be read to its end.", "Fetch it again; what was read counts."),
    "track-row-malformed": Code("A row of tracks is not in its form.", "Nothing to do; it is counted and left out."),
    "track-line-long": Code("A line of tracks is longer than its limit.", "Nothing to do; it is counted and left out."),
    "track-range": Code("A fix is nowhere on earth.", "Nothing to do; it is counted and left out."),
    "track-swapped": Code(
        "A fix is nowhere on earth, but would be with its coordinates swapped.",
        "Correct whatever wrote the file; it is not swapped here.",
    ),
    "track-time": Code("A fix has an impossible time.", "Check the unit of the times: s, or ms in time_ms."),
    "track-crafts-many": Code(
        "The files name more crafts than the limit.", "Screen them in parts; what is over it was left out."
    ),
    "track-extra": Code("A library for this form of tracks is not installed.", "Install parley[tracks]."),
    "track-cluster": Code(
        "The cluster does not answer, or lacks Parley.", "Start its workers with the same parley[cluster] installed."
    ),
    "export-pole": Code("An area that holds a pole cannot be written in this form.", "Export it as AIXM."),
    "export-hole": Code(
        "A subtracted area cannot be drawn as a hole.", "Export it as AIXM, or give the area as it is."
    ),
    "track-feed": Code("The live feed cannot be reached, or ended.", "Check the receiver and its address."),
}
