"""What every screen has: strip and alarm line on top, what it shows, notes and keys below; and the list in it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from parley.cli.tui import keys
from parley.cli.tui.alerts import level_of
from parley.cli.tui.asking import UNREACHED, Json, now_ms
from parley.cli.tui.post import Post, wrong
from parley.cli.tui.told import COLUMNS, Row, cut, moment, strip, visible
from parley.words.faults import Fault


def bindings(table: Iterable[keys.Key]) -> list[Binding]:
    """Bind a table of keys."""
    return [Binding(keys.pressed(key), key.action, show=False) for key in table]


def plain(text: str, style: str = "") -> Content:
    """Make a text that is shown as it is: no markup in it is obeyed, no control, no hidden character."""
    return Content.styled(visible(text), style)


class Rows(OptionList, inherit_bindings=False):
    """A list that keeps what is chosen while rows come and go; nothing that comes in moves it (R-32)."""

    def fill(self, rows: Iterable[Row]) -> None:
        """Show these rows; the chosen one stays chosen while it is there, and no other in its place."""
        rows = list(rows)
        ids = [row.key for row in rows]
        if ids != [option.id for option in self.options]:
            begun = any(option.id is not None for option in self.options)
            kept = self.chosen if begun else next(filter(None, ids), None)
            self.set_options(Option(_prompt(row), id=row.key, disabled=row.key is None) for row in rows)
            self.highlighted = ids.index(kept) if kept in ids and kept is not None else None
            return
        for place, row in enumerate(rows):
            prompt = _prompt(row)
            if self.get_option_at_index(place).prompt != prompt:
                self.replace_option_prompt_at_index(place, prompt)

    @property
    def chosen(self) -> str | None:
        """What is chosen."""
        option = self.highlighted_option
        return None if option is None else option.id

    @property
    def columns(self) -> int:
        """How wide a row may be, its scrollbar left out."""
        return max(20, (self.size.width or COLUMNS) - 1)


def _prompt(row: Row) -> Content:
    return plain(row.text, "bold" if row.key is None or row.urgent else "")


class Board(Screen[None]):
    """A screen: strip and alarm line always on top and never covered (R-21, R-22), what it shows, notes, keys."""

    TITLE_SENTENCE: ClassVar[str] = ""

    def __init__(self, post: Post) -> None:
        super().__init__()
        self.post = post
        self._painted: dict[str, tuple[str, str]] = {}
        self._laid_out = False

    def compose(self) -> ComposeResult:
        """Lay it out."""
        yield Static(id="strip", markup=False)
        yield Static(id="alarm", markup=False)
        yield Static(id="face", markup=False)
        with Container(id="body"):
            yield from self.body()
        yield Static(id="note", markup=False)
        yield Static(id="foot", markup=False)

    def body(self) -> ComposeResult:
        """What stands between alarm line and notes."""
        yield Rows(id="rows")

    def on_mount(self) -> None:
        """Show what is known already."""
        self._laid_out = True
        self.paint()

    def on_screen_resume(self) -> None:
        """Show what has changed meanwhile, and read anew what this screen reads."""
        self.paint()
        self.reread()

    def paint(self) -> None:
        """Show what the post knows now; before it is laid out, and once it is gone, there is nothing to show it on."""
        if not (self._laid_out and self.is_current and self.display):
            return
        post, at_ms, words = self.post, now_ms(), self.post.words
        width = self.size.width or COLUMNS
        first, second = strip(post.seen, post.about, at_ms, words)
        second = f"{words.say('tui-last-known')}: {second}" if post.lost and post.seen else second
        self._put("strip", f"{cut(first, width)}\n{cut(second, width)}", "bold")
        self._put("alarm", *self._alarm(width))
        face = post.face(at_ms)
        self._put("face", face, "reverse" if post.lost else "bold")
        self.query_one("#face").display = bool(face)
        self._put("note", post.note)
        self.query_one("#note").display = bool(post.note)
        self._put("foot", cut(words.say(f"tui-foot-{self.TITLE_SENTENCE}"), width), "dim")
        self.paint_body()

    def _alarm(self, width: int) -> tuple[str, str]:
        post = self.post
        if not post.alerts:
            return post.words.say("alert-none"), ""
        top = post.alerts[0]
        more = f" +{len(post.alerts) - 1}" if post.alerts[1:] else ""
        keys_ = " " + post.words.say("tui-alarm-keys") if top.waits else ""
        text = cut(f"!! {level_of(top, post.words)}: {top.text}", width - len(more) - len(keys_))
        return f"{text}{more}{keys_}", "bold reverse" if top.waits else "bold"

    def _put(self, name: str, text: str, style: str = "") -> None:
        """Put a text in its place; what stands there already is not sent anew: a serial line is slow."""
        if self._painted.get(name) != (text, style):
            self._painted[name] = (text, style)
            self.query_one(f"#{name}", Static).update(plain(text, style))

    def paint_body(self) -> None:
        """Show this screen's own part."""

    def reread(self) -> None:
        """Read of the node what only this screen shows."""

    @property
    def rows(self) -> Rows:
        """Its list."""
        return self.query_one("#rows", Rows)

    def action_down(self) -> None:
        """Choose the next row; without a list, turn to the next line."""
        self._moved(Rows.action_cursor_down, VerticalScroll.scroll_down)

    def action_up(self) -> None:
        """Choose the row before; without a list, turn to the line before."""
        self._moved(Rows.action_cursor_up, VerticalScroll.scroll_up)

    def action_later(self) -> None:
        """Turn to what comes later."""
        self._moved(Rows.action_page_down, VerticalScroll.scroll_page_down, text_first=True)

    def action_earlier(self) -> None:
        """Turn to what came earlier."""
        self._moved(Rows.action_page_up, VerticalScroll.scroll_page_up, text_first=True)

    def _moved(self, choose: Callable[[Rows], None], turn: Callable[..., None], *, text_first: bool = False) -> None:
        """Move in the list, or in the text beside it; in what there is of the two."""
        rows, texts = list(self.query("#rows").results(Rows)), list(self.query("#said").results(VerticalScroll))
        if texts and (text_first or not rows):
            turn(texts[0], animate=False)
        elif rows:
            choose(rows[0])

    def works(self, act: Callable[[], Awaitable[None]], group: str, *, exclusive: bool = False) -> None:
        """Do something beside the screen; `exclusive`: what the group did before is given up."""
        self.run_worker(act, group=group, exclusive=exclusive)

    def tell(self, note: str) -> None:
        """Write the line of notes."""
        self.post.note, self.post.said = f"{moment(now_ms())} {note}", None
        self.paint()

    async def asked(self, request: Json) -> Json | None:
        """Ask the node beside the screen; None where it does not answer or refuses, which is then told."""
        try:
            return await asyncio.to_thread(self.post.node.ask, request)
        except Fault as fault:
            if fault.code not in UNREACHED:
                self.tell(wrong(fault))
            return None
