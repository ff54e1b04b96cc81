"""Saying something from the terminal: by the forms that the node keeps, reads and says, as the pages do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from parley.app.composing import ACTIONS, CORRECT
from parley.cli.tui.asking import Json, Node
from parley.words.faults import Fault

LETTERS: Final = {
    "f": "notice-flight", "x": "notice-exercise", "m": "notice-launch", "g": "notice-movement", "n": "notice-naval",
    "i": "incident", "q": "query", "h": "call-request", "t": "text",
}  # fmt: skip
"""What `C` and a letter compose (R-30)."""
BETWEEN: Final = "|"
"""What stands between the values of a field that takes several."""


def openers() -> Iterator[str]:
    """Give everything that opens a thread."""
    yield from (what for what, action in ACTIONS.items() if not action.answers)


def answers() -> Iterator[str]:
    """Give everything that answers an entry; a correction begins with what it puts right."""
    yield from (what for what, action in ACTIONS.items() if action.answers and not action.corrects)
    yield CORRECT


def begin(what: str, about: str = "") -> Json:
    """Ask for a blank form."""
    return {"do": "form", "step": "begin", "what": what, "thread": about}


class Field(NamedTuple):
    """One field as the node tells it; `label` is the sentence that names it, `wrong` why it says nothing."""

    name: str
    label: str
    text: str = ""
    choices: tuple[str, ...] = ()
    needed: bool = False
    many: bool = False
    sort: str = "choice"
    least: int | None = None
    most: int | None = None
    wrong: str | None = None

    def typed(self, text: str) -> str:
        """Give what was typed as the node reads it; a word of a list may be cut short as long as it is one."""
        if self.many:
            return "\n".join(filter(None, (each.strip() for each in text.split(BETWEEN))))
        word = text.strip().lower()
        meant = [each for each in self.choices if word and each.startswith(word)]
        return word if word in meant else meant[0] if len(meant) == 1 else text

    def shown(self) -> str:
        """Give its text as it stands in its one line."""
        return self.text.replace("\n", f" {BETWEEN} ") if self.many else self.text


def fields_of(form: Json) -> list[Field]:
    """Give the fields: what has to be said first, then what may be, then how it travels."""
    slots = [
        Field(
            each["name"], f"field-{each['label']}", each["text"], tuple(each["choices"] or each["named"]),
            each["needed"], each["many"], each["sort"], each["least"], each["most"], each["wrong"],
        )
        for each in form["fields"]
    ]  # fmt: skip
    speeds, speed = tuple(each.lower() for each in form["precedences"]), form["travel"]["precedence"]
    unread = "unread" if speed and speed not in speeds else None
    return [
        *sorted(slots, key=lambda each: not each.needed),
        Field("precedence", "precedence", speed, speeds, wrong=unread),
        Field("late", "send-late", form["travel"]["late"], ("yes",)),
        Field("because", "because", sort="text"),
    ]


def keep(node: Node, seat: str, form: Json, typed: Json) -> Json:
    """Have the node keep what was typed; the form as it stands then. Raises OurFault `form-changed` and its."""
    about = form["about"]
    given = {name: text for name, text in typed.items() if name != "because"}
    return node.ask(
        {
            "do": "form", "step": "keep", "seat": seat, "form": form["form"], "what": form["what"],
            "thread": about["id"] if about else "", "random": form["random"], "draft": form["draft"],
            "edition": form["edition"] or None, "fields": {**form["travel"], **given},
        }
    )  # fmt: skip


def by_draft(form: Json, because: str) -> bool:
    """Say whether another seat has to release it."""
    return not because and not form["by_watch"] and (not form["alone"] or form["officers"] > 1)


def release(node: Node, seat: str, form: Json, because: str = "") -> Json:
    """Say what a form that is kept says; give its entry. Raises OurFault; then the form stays."""
    done = node.ask({"do": "form", "step": "say", "seat": seat, "form": form["form"], "because": because})
    return node.ask({"do": "show", "ref": done["id"]})


def say_at_once(node: Node, seat: str, what: str, about: str = "", **typed: str) -> Json:
    """Say something in one stroke; give its entry. Raises OurFault; then no form of it is left."""
    form = keep(node, seat, node.ask({**begin(what, about), "seat": seat}), typed)
    try:
        return release(node, seat, form)
    except Fault:
        node.ask({"do": "form", "step": "drop", "seat": seat, "form": form["form"]})
        raise
