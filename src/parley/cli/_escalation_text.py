"""The ladders as lines of text, in the language of the home's party: what was done, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from parley.words.instants import dtg, parse_iso

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "none": "Nothing is to be escalated.",
        "matter": "{debtor} owes {climber}: {lacks}{entry}, due {since}",
        "REPLY": "a reply", "ACKNOWLEDGEMENT": "that a person has read it", "CALL": "the call",
        "WATCH": "a person at the watch", "for": " for {entry}",
        "taken": "  {number}. {at}: {to}{by}; taken", "reached": "  {number}. {at}: {to}{by}; its time has come",
        "waiting": "  {number}. if nothing happens, at {at}: {to}{by}", "by": ", by {channel}",
    },
    "ru": {
        "none": "Передавать выше нечего.",
        "matter": "{debtor} не даёт {climber}: {lacks}{entry}, срок {since}",
        "REPLY": "ответ", "ACKNOWLEDGEMENT": "прочтение человеком", "CALL": "разговор",
        "WATCH": "человек на дежурстве", "for": " по {entry}",
        "taken": "  {number}. {at}: {to}{by}; выполнено", "reached": "  {number}. {at}: {to}{by}; время настало",
        "waiting": "  {number}. если ничего не произойдёт, в {at}: {to}{by}", "by": ", канал: {channel}",
    },
}  # fmt: skip


def escalation_text(found: Mapping[str, Any]) -> Iterator[str]:
    """Tell each matter with its rungs, those to come last."""
    words = WORDS.get(found["language"], WORDS["en"])
    if not found["matters"]:
        yield words["none"]
    for matter in found["matters"]:
        entry = "" if matter["entry"] is None else words["for"].format(entry=matter["entry"][:12])
        told = {key: matter[key] for key in ("debtor", "climber")}
        yield words["matter"].format(lacks=words[matter["lacks"]], entry=entry, since=_at(matter["since"]), **told)
        for rung in matter["rungs"]:
            by = "" if rung["by_named"] is None else words["by"].format(channel=rung["by_named"])
            yield words[rung["state"]].format(
                number=rung["rung"], at=_at(rung["at"]), to=", ".join(rung["to_named"]), by=by
            )


def _at(text: str) -> str:
    return dtg(parse_iso(text))
