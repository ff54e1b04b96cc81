"""Composing: choose what is said, fill in its fields, read it in every language, let it go or pass it on."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Static

from parley.app.forms import keep_form, kept_forms
from parley.cli.tui import keys
from parley.cli.tui.asking import Json, now_ms
from parley.cli.tui.board import Board, bindings, plain
from parley.cli.tui.post import Post, wrong
from parley.cli.tui.saying import (
    LETTERS,
    Field,
    Said,
    choices_of,
    fields_of,
    named,
    openers,
    pass_on,
    preview,
    read_form,
    release,
    request_of,
)
from parley.cli.tui.told import Row, countdown, lines
from parley.desk.drafts import hold_ms
from parley.wire.speech import Piece, Speech
from parley.words.faults import Fault
from parley.words.limits import TEXT_CHARS_MAX
from parley.words.terms import Precedence

SETTLE_S: Final = 0.5
"""So long nothing is typed before the form is kept and read anew."""
HOLD_STEP_S: Final = 0.2


def label(words: Speech, field: Field) -> str:
    """Name a field, with its mark where it has to be filled in."""
    return words.say(f"tui-field-{field.name}") + (" *" if field.needed else "")


class PickScreen(Board):
    """What is to be said? Unfinished forms first, then everything that may be, with its letter."""

    TITLE_SENTENCE = "pick"
    BINDINGS: ClassVar[list[Any]] = bindings(keys.LIST)

    def __init__(self, post: Post, choices: list[Said]) -> None:
        super().__init__(post)
        unfinished = set() if any(each.about for each in choices) else set(kept_forms(post.drafts, post.seat))
        kept = [each for each in map(_by_name, sorted(unfinished)) if each is not None]
        self._kept, self._choices = kept, choices

    def paint_body(self) -> None:
        """Show them."""
        words = self.post.words
        found = [
            Row(f"kept {n}", f"  {words.say('tui-unfinished')} {_told(words, each)}")
            for n, each in enumerate(self._kept)
        ]
        letters = {what: letter.upper() for letter, what in LETTERS.items()}
        for place, each in enumerate(self._choices):
            letter = letters.get((each.command, each.action.word), " ") if each.about is None else " "
            found.append(Row(f"new {place}", f"{letter} {_told(words, each)}"))
        self.rows.fill(found)

    def on_key(self, event: Any) -> None:  # noqa: ANN401  Textual's event
        """A letter composes what it stands for; Enter what is chosen."""
        what: Said | None = None
        if event.key == "enter":
            what = self._chosen()
        elif (letter := keys.latin(event.character)) in LETTERS and all(each.about is None for each in self._choices):
            what = named(*LETTERS[letter])
        if what is not None:
            event.stop()
            event.prevent_default()
            self.app.switch_screen(FormScreen(self.post, what))

    def _chosen(self) -> Said | None:
        sort, _, place = (self.rows.chosen or "").partition(" ")
        return None if not place else (self._kept if sort == "kept" else self._choices)[int(place)]


def _told(words: Speech, what: Said) -> str:
    about = f" ({what.about[:12]})" if what.about else ""
    return words.say(what.sentence) + about


def _by_name(name: str) -> Said | None:
    """Give what an unfinished form says by the name under which it is kept."""
    command, *more = name.split()
    about = next((each for each in more if len(each) == 64), None)
    word = next((each for each in more if each != about), "")
    try:
        return named(command, word, about)
    except StopIteration:
        return None


class FormScreen(Board):
    """What exactly will they read, is it whole, and who still has to sign? Kept on each change."""

    TITLE_SENTENCE = "form"
    BINDINGS: ClassVar[list[Any]] = bindings(keys.FORM)

    def __init__(self, post: Post, what: Said) -> None:
        super().__init__(post)
        self._what = what
        self._fields = fields_of(what)
        self._ready: tuple[Mapping[str, str], argparse.Namespace, Json, Json] | None = None
        self._holding = False
        self._hint = self._told = ""

    def body(self) -> ComposeResult:
        """Fields above, what they will read below."""
        words = self.post.words
        realm = words.say("tui-drill" if self.post.about["drill"] else "tui-live")
        to = ", ".join(party for party in self.post.about["parties"] if party != self.post.me)
        title = words.say("tui-form-title", act=Piece(_told(words, self._what)), to=Piece(to), realm=Piece(realm))
        yield Static(plain(title, "bold"), id="title", markup=False)
        kept = kept_forms(self.post.drafts, self.post.seat).get(self._what.name, {})
        with VerticalScroll(id="fields", can_focus=False):
            for field in self._fields:
                with Horizontal(classes="field"):
                    yield Static(plain(label(words, field)), classes="label", markup=False)
                    yield Input(
                        kept.get(field.name, ""),
                        id=f"field-{field.name}",
                        compact=True,
                        select_on_focus=False,
                        max_length=TEXT_CHARS_MAX,
                    )
        yield Static(id="hint", markup=False)
        with VerticalScroll(id="preview", can_focus=False):
            yield Static(id="says", markup=False)

    def on_mount(self) -> None:
        """Begin at the first field, with what was kept."""
        super().on_mount()
        self.query(Input).first().focus()
        self._settle()

    def typed(self) -> dict[str, str]:
        """Give what stands in the fields."""
        return {field.name: self.query_one(f"#field-{field.name}", Input).value for field in self._fields}

    def paint_body(self) -> None:
        """Show the hint of the field and what the node said of the form."""
        self._put("hint", self._hint, "dim")
        self._put("says", self._told)

    def on_descendant_focus(self) -> None:
        """Tell what the field takes."""
        focused = self.focused
        name = (focused.id or "").removeprefix("field-") if focused is not None else ""
        field = next((each for each in self._fields if each.name == name), None)
        if field is not None:
            self._hint = self._hint_of(field)
            self._put("hint", self._hint, "dim")

    def _hint_of(self, field: Field) -> str:
        words, about = self.post.words, self.post.about
        choices = choices_of(self._what, field)
        if choices:
            return " | ".join(f"{each} ({words.say('tui-word-' + each)})" for each in choices)
        known = {"pairing": about["pairings"], "role": about["roles"], "takes": about["roles"]}.get(field.name)
        if known:
            return " | ".join(known)
        metavar = "" if field.option is None else (field.option.metavar or "")
        hint = words.say(f"tui-takes-{metavar.lower()}") if metavar else ""
        many = words.say("tui-takes-many") if field.option is not None and field.option.many else ""
        return " ".join(filter(None, (hint, many)))

    def on_input_changed(self) -> None:
        """Keep the form and read it anew, once nothing is typed for a moment."""
        self._ready = None
        self._settle()

    def on_input_submitted(self) -> None:
        """Enter goes on to the next field."""
        self.focus_next()

    def _settle(self) -> None:
        self.works(self._settled, "settle", exclusive=True)

    async def _settled(self) -> None:
        await asyncio.sleep(SETTLE_S)
        await self._keep()
        await self._read()

    async def _keep(self) -> None:
        try:
            await asyncio.to_thread(keep_form, self.post.drafts, self.post.seat, self._what.name, self.typed())
        except Fault as fault:
            self.tell(f"{self.post.words.say('tui-not-kept')} {wrong(fault)}")

    async def _read(self) -> None:
        """Have the node show what it would say; what is missing is told in its place."""
        typed, words = self.typed(), self.post.words
        try:
            args = read_form(self._what, typed, line=self.post.node.line, seat=self.post.seat)
            request = await asyncio.to_thread(request_of, self.post.node, args)
            found = await asyncio.to_thread(preview, self.post.node, args, request)
        except Fault as fault:
            self._ready = None
            self._told = f"{words.say('tui-not-whole')} {wrong(fault)}"
        else:
            self._ready = (typed, args, request, found)
            way = words.say("tui-goes-by-draft" if found["by_draft"] else "tui-goes-alone", number=found["officers"])
            said = [f"{language}: {text}" for language, text in found["says"].items()]
            self._told = "\n".join([*(line for text in said for line in lines(text, words)), way])
        self.paint_body()

    def action_next_field(self) -> None:
        """Go on to the next field."""
        self.focus_next()

    def action_sign(self) -> None:
        """Let it go after its hold, or pass it on to another seat; exactly what was shown."""
        if not self._holding:
            self.works(self._sign, "sign", exclusive=True)

    async def _sign(self) -> None:
        words = self.post.words
        if self._ready is None or self._ready[0] != self.typed():
            await self._keep()
            await self._read()
        if self._ready is None:
            self.tell(words.say("tui-not-whole-yet"))
            return
        _, args, request, found = self._ready
        if found["by_draft"]:
            await self._passed(args, request)
        elif await self._held(Precedence[request["precedence"]]):
            await self._released(args, request)

    async def _held(self, precedence: Precedence) -> bool:
        """Wait while it can still be stopped (R-72); nothing has left yet."""
        self._holding = True
        end_ms = now_ms() + hold_ms(precedence)
        self.query_one("#fields").disabled = True
        try:
            while (at_ms := now_ms()) < end_ms:
                self.tell(self.post.words.say("tui-leaves-in", left=Piece(countdown(end_ms, at_ms))))
                await asyncio.sleep(HOLD_STEP_S)
            return True
        finally:
            self._holding = False
            self.query_one("#fields").disabled = False

    async def _passed(self, args: argparse.Namespace, request: Json) -> None:
        try:
            draft = await asyncio.to_thread(pass_on, self.post.node, args, request)
        except Fault as fault:
            self.tell(self.post.unsure(fault))
            return
        self._end(
            self.post.words.say(
                "tui-passed-on", number=Piece(str(draft["draft"])), folder=Piece(str(self.post.node.folder))
            )
        )

    async def _released(self, args: argparse.Namespace, request: Json) -> None:
        self.tell(self.post.words.say("tui-asking-node"))
        try:
            entry = await asyncio.to_thread(release, self.post.node, args, request)
        except Fault as fault:
            self.tell(self.post.unsure(fault))
            return
        self._end("")
        self.post.tell_said("", entry)

    def _end(self, note: str) -> None:
        """Close the form: what it said is with the node."""
        self.workers.cancel_group(self, "settle")
        keep_form(self.post.drafts, self.post.seat, self._what.name, {})
        self.post.eye.anew()
        self.post.note, self.post.said = note, None
        self.app.pop_screen()

    def action_leave(self) -> None:
        """Stop what is about to leave; else leave the form, which is kept."""
        if self._holding:
            self.workers.cancel_group(self, "sign")
            self.tell(self.post.words.say("tui-stopped"))
            return
        self.workers.cancel_group(self, "settle")
        keep_form(self.post.drafts, self.post.seat, self._what.name, self.typed())
        self.post.note, self.post.said = self.post.words.say("tui-form-kept"), None
        self.app.pop_screen()


def new(post: Post) -> PickScreen:
    """Give the choice of everything that opens a thread."""
    return PickScreen(post, list(openers()))
