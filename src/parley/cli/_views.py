"""The screens as lines of text, in the language of the home's party."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from parley.wire.local_times import shown
from parley.words.instants import parse_iso

Found = Mapping[str, Any]
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "flash": "FLASH", "our move": "Our move", "their move": "Their move", "no action open": "No action open",
        "nothing": "nothing", "more": "… and {number} more",
        "owed": "{debtor}: {what}, due {due}: {standing} ({clause})",
        "up": "up", "down": "down", "now": "now",
        "span": "{by} saw {of} {state} by {bearer}, {since} to {until}",
        "none": "{party} has reported nothing",
        "checks": "Watch checks: {answered} of {due} answered",
        "party": "{party}: {statements} statements, {unconfirmed} not confirmed",
        "lead": "lead times, {what}: {counts}", "asked": "asked for {what}: {counts}",
        "watch": "watch checks: {missed} missed, {not_known} not known",
    },
    "ru": {
        "flash": "FLASH", "our move": "Ход за нами", "their move": "Ход за другой стороной",
        "no action open": "Действий не требуется", "nothing": "ничего", "more": "… и ещё {number}",
        "owed": "{debtor}: {what}, срок {due}: {standing} ({clause})",
        "up": "на связи", "down": "без связи", "now": "сейчас",
        "span": "{by}: узел {of} {state} ({bearer}), с {since} по {until}",
        "none": "{party}: сообщений о связи нет",
        "checks": "Проверки связи: отвечено {answered} из {due}",
        "party": "{party}: заявлений {statements}, не подтверждено {unconfirmed}",
        "lead": "заблаговременность, {what}: {counts}", "asked": "запрошено, {what}: {counts}",
        "watch": "проверки связи: пропущено {missed}, неизвестно {not_known}",
    },
}  # fmt: skip


def desk_text(found: Found) -> Iterator[str]:
    """Tell the desk, group by group."""
    words = _words(found)
    for group in found["groups"]:
        yield words[group["move"]] + ("" if group["count"] is None else f": {group['count']}")
        for item in group["items"]:
            yield f"  {item['thread'][:12]}  {item['by']}  {item['precedence']}  {item['text'].splitlines()[0]}"
            for debt in item.get("owed", ()):
                due = "—" if debt["due"] is None else _at(found, debt["due"])
                told = {key: debt[key] for key in ("debtor", "what", "standing", "clause")}
                yield f"    {words['owed'].format(due=due, **told)}"
        hidden = (group["count"] or 0) - len(group["items"])
        if hidden > 0:
            yield f"  {words['more'].format(number=hidden)}"


def availability_text(found: Found) -> Iterator[str]:
    """Tell both sides' spans next to each other, the latest last."""
    words = _words(found)
    for party, told in found["nodes"].items():
        if not told["spans"]:
            yield words["none"].format(party=party)
        for span in told["spans"]:
            until = words["now"] if span["until"] is None else _at(found, span["until"])
            state = words["up" if span["up"] else "down"]
            yield words["span"].format(
                by=span["by"],
                of=span["of"],
                state=state,
                bearer=span["bearer"],
                since=_at(found, span["from"]),
                until=until,
            )
    yield words["checks"].format(**{key: found["watch"][key] for key in ("answered", "due")})


def statistics_text(found: Found) -> Iterator[str]:
    """Tell each party's figures."""
    words = _words(found)
    for party in found["parties"]:
        yield words["party"].format(**{key: party[key] for key in ("party", "statements", "unconfirmed")})
        for name, about in (("lead", "lead_times"), ("asked", "asked")):
            for what, counts in party[about].items():
                told = ", ".join(f"{verdict.replace('_', ' ')} {number}" for verdict, number in counts.items())
                yield f"  {words[name].format(what=what, counts=told)}"
        yield f"  {words['watch'].format(**party['watch_checks'])}"


def _words(found: Found) -> Mapping[str, str]:
    return WORDS.get(found["language"], WORDS["en"])


def _at(found: Found, instant: str) -> str:
    return shown(parse_iso(instant), found["time_zones"])
