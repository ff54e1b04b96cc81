"""Composing: choose what is said, fill in its fields, read it in every language, let it go or pass it on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar, Final

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Static

from parley.cli.tui import keys, saying
from parley.cli.tui.asking import Json, now_ms
from parley.cli.tui.board import Board, bindings, plain
from parley.cli.tui.post import Post, wrong
from parley.cli.tui.saying import LETTERS, Field, fields_of
from parley.cli.tui.told import Row, countdown, lines
from parley.desk.drafts import hold_ms
from parley.wire.speech import Piece, Speech
from parley.words.faults import Fault
from parley.words.limits import TEXT_CHARS_MAX
from parley.words.terms import Precedence

SETTLE_S: Final = 0.5
"""So long nothing is typed before the form is kept and read anew."""
HOLD_STEP_S: Final = 0.2


def open_form(screen: Board, request: Json, *, instead: bool = False) -> None:
    """Open a form that the node begins or has kept; `instead`: in place of the screen."""
    screen.works(partial(_open, screen, request, instead=instead), "act", exclusive=True)


async def _open(screen: Board, request: Json, *, instead: bool) -> None:
    told = await screen.asked({**request, "seat": screen.post.seat})
    if told is not None and screen.is_current:
        form = FormScreen(screen.post, told)
        (screen.app.switch_screen if instead else screen.app.push_screen)(form)


class PickScreen(Board):
    """What is to be said? Unfinished forms first, then everything that may be, with its letter."""

    TITLE_SENTENCE = "pick"
    BINDINGS: ClassVar[list[Any]] = bindings(keys.LIST)

    def __init__(self, post: Post, choices: Iterator[str], about: str = "") -> None:
        super().__init__(post)
        self._choices, self._about = list(choices), about
        self._kept: list[Json] | None = [] if about else None

    def reread(self) -> None:
        """Read which forms are unfinished."""
        if not self._about:
            self.works(self._read, "kept", exclusive=True)

    async def _read(self) -> None:
        found = await self.asked({"do": "form", "step": "list", "seat": self.post.seat})
        if found is not None:
            self._kept = found["forms"]
            self.paint()

    def paint_body(self) -> None:
        """Show them, once it is known what is unfinished: that is chosen first."""
        if self._kept is None:
            return
        words, letters = self.post.words, {what: letter.upper() for letter, what in LETTERS.items()}
        unfinished = words.say("tui-unfinished")
        kept = [
            Row(each["form"], f"  {unfinished} {words.say('say-' + each['what'])} ({each['seat']}) {each['begins']}")
            for each in self._kept
        ]
        new = [
            Row(f"new {what}", f"{' ' if self._about else letters.get(what, ' ')} {words.say('say-' + what)}")
            for what in self._choices
        ]
        self.rows.fill([*kept, *new])

    def on_key(self, event: Any) -> None:  # noqa: ANN401  Textual's event
        """A letter composes what it stands for; Enter what is chosen."""
        letter, request = keys.latin(event.character), None
        if event.key == "enter":
            request = self._chosen()
        elif letter in LETTERS and not self._about:
            request = saying.begin(LETTERS[letter])
        if request is not None:
            event.stop()
            event.prevent_default()
            open_form(self, request, instead=True)

    def _chosen(self) -> Json | None:
        chosen = self.rows.chosen
        if chosen is None:
            return None
        sort, _, what = chosen.partition(" ")
        return saying.begin(what, self._about) if what else {"do": "form", "step": "show", "form": sort}


class FormScreen(Board):
    """What exactly will they read, is it whole, and who still has to sign? The node keeps it on each change."""

    TITLE_SENTENCE = "form"
    BINDINGS: ClassVar[list[Any]] = bindings(keys.FORM)

    def __init__(self, post: Post, told: Json) -> None:
        super().__init__(post)
        self._form = told
        self._fields = {field.name: field for field in fields_of(told)}
        self._kept = {name: field.text for name, field in self._fields.items()}
        self._keeping = asyncio.Lock()
        self._typed_s = 0.0
        self._holding = self._settling = self._warned = False
        self._hint, self._told = "", "\n".join(told_lines(told, "", post.words))

    def body(self) -> ComposeResult:
        """Fields above, what they will read below."""
        words, form = self.post.words, self._form
        realm, to = words.say(f"realm-{form['class']}"), Piece(", ".join(form["parties"]))
        title = words.say("tui-form-title", act=Piece(words.say("say-" + form["what"])), to=to, realm=Piece(realm))
        yield Static(plain(title, "bold"), id="title", markup=False)
        with VerticalScroll(id="fields", can_focus=False):
            for field in self._fields.values():
                with Horizontal(classes="field"):
                    yield Static(plain(label(words, field)), classes="label", markup=False)
                    yield Input(
                        field.shown(), id=field.name, compact=True, select_on_focus=False, max_length=TEXT_CHARS_MAX
                    )
        yield Static(id="hint", markup=False)
        with VerticalScroll(id="preview", can_focus=False):
            yield Static(id="says", markup=False)

    def on_mount(self) -> None:
        """Begin at the first field."""
        super().on_mount()
        self.query(Input).first().focus()

    def typed(self) -> dict[str, str]:
        """Give what stands in the fields, as the node reads it."""
        return {name: field.typed(self.query_one(f"#{name}", Input).value) for name, field in self._fields.items()}

    def paint_body(self) -> None:
        """Show the hint of the field and what the node said of the form."""
        self._put("hint", self._hint, "dim")
        self._put("says", self._told)

    def on_descendant_focus(self) -> None:
        """Tell what the field takes."""
        field = self._fields.get((self.focused.id or "") if self.focused is not None else "")
        if field is not None:
            self._hint = hint(self.post.words, field)
            self._put("hint", self._hint, "dim")

    def on_input_changed(self) -> None:
        """Have the form kept and read anew, once nothing is typed for a moment."""
        self._typed_s = time.monotonic()
        if not self._settling and self.typed() != self._kept:
            self._settling = True
            self.works(self._settle, "settle")

    def on_input_submitted(self) -> None:
        """Enter goes on to the next field."""
        self.focus_next()

    async def _settle(self) -> None:
        """Keep until nothing new is typed; where the node does not answer, again and again."""
        try:
            while self.typed() != self._kept:
                await asyncio.sleep(max(SETTLE_S - (time.monotonic() - self._typed_s), SETTLE_S / 5))
                if time.monotonic() - self._typed_s >= SETTLE_S:
                    await self._keep()
        finally:
            self._settling = False

    async def _keep(self) -> bool:
        """Have the node keep what stands here, and show what it then says; False, and told, where it does not."""
        async with self._keeping:
            typed, words = self.typed(), self.post.words
            try:
                form = await asyncio.to_thread(saying.keep, self.post.node, self.post.seat, self._form, typed)
            except Fault as fault:
                self._told = f"{words.say('tui-not-kept')} {wrong(fault)}"
                self.paint_body()
                return False
            self._form, self._kept = form, typed
            self._told = "\n".join(told_lines(form, typed["because"], words))
            self.paint_body()
            return True

    def action_next_field(self) -> None:
        """Go on to the next field."""
        self.focus_next()

    def action_sign(self) -> None:
        """Let it go after its hold, or pass it on to another seat; exactly what was shown."""
        if not self._holding:
            self.works(self._sign, "sign", exclusive=True)

    async def _sign(self) -> None:
        if not await self._keep() or not is_whole(self._form):
            self.tell(self.post.words.say("tui-not-whole-yet"))
            return
        because = self._kept["because"]
        if saying.by_draft(self._form, because):
            await self._passed()
        elif await self._held(Precedence[self._form["precedence"]]) and await self._keep():
            await self._released(because)

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

    async def _passed(self) -> None:
        request = {"do": "form", "step": "pass", "seat": self.post.seat, "form": self._form["form"]}
        try:
            draft = await asyncio.to_thread(self.post.node.ask, request)
        except Fault as fault:
            self.tell(self.post.unsure(fault))
            return
        number, folder = Piece(str(draft["draft"])), Piece(str(self.post.node.folder))
        self._end(self.post.words.say("tui-passed-on", number=number, folder=folder))

    async def _released(self, because: str) -> None:
        self.tell(self.post.words.say("tui-asking-node"))
        try:
            entry = await asyncio.to_thread(saying.release, self.post.node, self.post.seat, self._form, because)
        except Fault as fault:
            self.tell(self.post.unsure(fault))
            return
        self._end("")
        self.post.tell_said("", entry)

    def _end(self, note: str) -> None:
        """Close the form: what it says is with the node."""
        self.post.eye.anew()
        self.post.note, self.post.said = note, None
        self.app.pop_screen()

    def action_leave(self) -> None:
        """Stop what is about to leave; else leave the form, which is kept."""
        if self._holding:
            self.workers.cancel_group(self, "sign")
            self.tell(self.post.words.say("tui-stopped"))
        else:
            self.works(self._leave, "leave", exclusive=True)

    async def _leave(self) -> None:
        """Leave once it is kept; where it cannot be, that is told, and it is left when that is asked again."""
        if self.typed() == self._kept or await self._keep():
            self._end(self.post.words.say("tui-form-kept") if self._form["form"] else "")
        elif self._warned:
            self._end("")
        else:
            self._warned = True


def label(words: Speech, field: Field) -> str:
    """Name a field, with its mark where it has to be filled in."""
    return words.say(field.label) + (" *" if field.needed else "")


def hint(words: Speech, field: Field) -> str:
    """Say what a field takes."""
    many = words.say("tui-takes-many") if field.many else ""
    if field.choices:
        known = words.names
        said = (
            f"{each} ({words.say('choice-' + each)})" if f"choice-{each}" in known else each for each in field.choices
        )
        return " ".join(filter(None, (" | ".join(said), many)))
    if field.sort == "number":
        return words.say("help-number", least=field.least or 0, most=field.most or 0) if field.most else ""
    return " ".join(filter(None, ("" if field.sort in {"text", "choice"} else words.say(f"help-{field.sort}"), many)))


def is_whole(form: Json) -> bool:
    """Say whether a form says something as it stands."""
    return form["says"] is not None and not any(field.wrong for field in fields_of(form))


def told_lines(form: Json, because: str, words: Speech) -> Iterator[str]:
    """Tell what a form says in every language and what stands against it, or what it lacks."""
    ill = next((field for field in fields_of(form) if field.wrong), None)
    if ill is not None or form["says"] is None:
        why = f"{words.say(ill.label)}: {words.say(f'wrong-{ill.wrong}')}" if ill else form["fault"] or ""
        yield from lines(f"{words.say('tui-not-whole')} {why}", words)
        return
    for language, text in form["says"].items():
        yield from lines(f"{language}: {text}", words)
    for each in form["checks"]:
        if each["standing"] != "ok":
            why = words.say("check-times-past") if each["why"] == "past" else each["why"]
            yield from lines(f"! {words.say('check-' + each['check'] + '-not')} {why}".rstrip(), words)
    way = "tui-goes-by-draft" if saying.by_draft(form, because) else "tui-goes-alone"
    yield words.say(way, number=form["officers"])


def new(post: Post) -> PickScreen:
    """Give the choice of everything that opens a thread."""
    return PickScreen(post, saying.openers())
