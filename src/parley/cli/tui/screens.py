"""What every screen has, and the screens that show lists: desk, alarms, calls, drafts, keys."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from parley.cli._calls import board_text
from parley.cli._entries import entry_text
from parley.cli.tui import keys
from parley.cli.tui.alerts import Alert
from parley.cli.tui.asking import UNREACHED, Json, now_ms
from parley.cli.tui.post import Post
from parley.cli.tui.saying import Said, answers, named, openers, say_at_once
from parley.cli.tui.told import COLUMNS, LETTERS, Row, cut, desk_rows, lines, strip, visible
from parley.wire.speech import Piece
from parley.words.faults import Fault

BOARD_S: Final = 2.0


def bindings(table: Iterable[keys.Key]) -> list[Binding]:
    """Bind a table of keys."""
    return [Binding(keys.pressed(key), key.action, show=False) for key in table]


def plain(text: str, style: str = "") -> Content:
    """Make a text that is shown as it is: no markup in it is obeyed, no control, no hidden character."""
    return Content.styled(visible(text), style)


class Rows(OptionList, inherit_bindings=False):
    """A list that keeps what is chosen while rows come and go; nothing that comes in moves it (R-32)."""

    def fill(self, rows: Iterable[Row]) -> None:
        """Show these rows; the chosen one stays chosen while it is there."""
        rows = list(rows)
        ids = [row.key for row in rows]
        if ids != [option.id for option in self.options]:
            kept = self.chosen
            self.set_options(Option(_prompt(row), id=row.key, disabled=row.key is None) for row in rows)
            self.highlighted = ids.index(kept) if kept in ids and kept is not None else self._first(ids)
            return
        for place, row in enumerate(rows):
            prompt = _prompt(row)
            if self.get_option_at_index(place).prompt != prompt:
                self.replace_option_prompt_at_index(place, prompt)

    def _first(self, ids: list[str | None]) -> int | None:
        return next((place for place, each in enumerate(ids) if each is not None), None)

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
    HINTS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, post: Post) -> None:
        super().__init__()
        self.post = post

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
        self.paint()

    def on_screen_resume(self) -> None:
        """Show what has changed meanwhile, and read anew what this screen reads."""
        self.paint()
        self.reread()

    def paint(self) -> None:
        """Show what the post knows now; before it is laid out, and once it is gone, there is nothing to show it on."""
        if not self.query("#foot"):
            return
        post, at_ms, words = self.post, now_ms(), self.post.words
        width = self.size.width or COLUMNS
        first, second = strip(post.seen, post.about, at_ms, words)
        self._put("strip", f"{cut(first, width)}\n{cut(second, width)}", "bold")
        self._put("alarm", *self._alarm(width, at_ms))
        face = post.face(at_ms)
        self._put("face", face, "reverse" if post.lost else "bold")
        self.query_one("#face").display = bool(face)
        self.set_class(post.lost is not None, "-stale")
        self._put("note", post.note)
        self.query_one("#note").display = bool(post.note)
        self._put("foot", cut(words.say(f"tui-foot-{self.TITLE_SENTENCE}"), width), "dim")
        self.paint_body()

    def _alarm(self, width: int, at_ms: int) -> tuple[str, str]:
        post = self.post
        if not post.alerts:
            return post.words.say("tui-no-alarm"), ""
        top = max(post.alerts, key=lambda each: (each.key not in post.bell.acknowledged, each.level))
        level = post.words.say(f"tui-level-{post.bell.level(top, at_ms).name.lower()}")
        more = f" +{len(post.alerts) - 1}" if post.alerts[1:] else ""
        seen = top.key in post.bell.acknowledged
        keys_ = "" if seen else " " + post.words.say("tui-alarm-keys")
        text = cut(f"!! {level}: {top.text}", width - len(more) - len(keys_))
        return f"{text}{more}{keys_}", "bold" if seen else "bold reverse"

    def _put(self, name: str, text: str, style: str = "") -> None:
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
        """Choose the next row."""
        self.rows.action_cursor_down()

    def action_up(self) -> None:
        """Choose the row before."""
        self.rows.action_cursor_up()

    def action_later(self) -> None:
        """Turn to what comes later."""
        self._scrolled().scroll_page_down(animate=False)

    def action_earlier(self) -> None:
        """Turn to what came earlier."""
        self._scrolled().scroll_page_up(animate=False)

    def _scrolled(self) -> VerticalScroll | Rows:
        found = self.query("#said").results(VerticalScroll)
        return next(found, self.rows)

    def tell(self, note: str) -> None:
        """Write the line of notes."""
        self.post.note, self.post.said = note, None
        self.paint()

    async def asked(self, request: Json) -> Json | None:
        """Ask the node beside the screen; None where it does not answer or refuses, which is then told."""
        try:
            return await asyncio.to_thread(self.post.node.ask, request)
        except Fault as fault:
            if fault.code not in UNREACHED:
                self.tell(self.post.wrong(fault))
            return None


class DeskScreen(Board):
    """The list of what is to be done next and of what they owe us, and the thread that is chosen."""

    TITLE_SENTENCE = "desk"
    BINDINGS: ClassVar[list[Any]] = bindings(keys.DESK)

    def __init__(self, post: Post, only: str | None = None) -> None:
        super().__init__(post)
        self._only = only
        self._thread: tuple[str, list[Json]] = ("", [])
        self._shown: object = None

    def body(self) -> ComposeResult:
        """The list above or left, the thread below or right; only the thread where one is opened."""
        if self._only is None:
            yield Rows(id="rows")
        with VerticalScroll(id="said", can_focus=self._only is not None):
            yield Static(id="thread", markup=False)

    def paint_body(self) -> None:
        """Show the rows with their clocks, and the thread as it was read last."""
        if self._only is None and self.post.seen is not None:
            rows = self.rows
            rows.fill(desk_rows(self.post.seen.desk, self.post.me, now_ms(), rows.columns, self.post.words))
        thread, said = self._thread
        told = [line for entry in said for line in lines(entry_text(entry), self.post.words)]
        if (thread, told) != self._shown:
            follow = self._shown is None or self._shown[:1] != (thread,)  # type: ignore[index]
            self._shown = (thread, told)
            self._put("thread", "\n".join(told))
            if follow:
                self.call_after_refresh(self.query_one("#said", VerticalScroll).scroll_end, animate=False)

    def on_option_list_option_highlighted(self) -> None:
        """Another thread is chosen."""
        self.reread()

    def reread(self) -> None:
        """Read the chosen thread."""
        self.run_worker(self._read, exclusive=True, group="thread")

    async def _read(self) -> None:
        chosen = self.chosen
        if chosen is None:
            self._thread = ("", [])
        elif (found := await self.asked({"do": "thread", "ref": chosen})) is not None and chosen == self.chosen:
            self._thread = (chosen, found["statements"])
        self.paint()

    @property
    def chosen(self) -> str | None:
        """The thread that is open; none while nothing is laid out."""
        return self._only or next((rows.chosen for rows in self.query("#rows").results(Rows)), None)

    def _theirs(self) -> Json | None:
        """Give the latest statement of another party that this side has not acknowledged, else their latest."""
        thread, said = self._thread
        theirs = [each for each in said if each["author"] != self.post.me]
        unread = [each for each in theirs if not _is_read(each, self.post.me)]
        latest = [*theirs[-1:], *unread[-1:]]
        return latest[-1] if latest and thread == self.chosen else None

    def action_open(self) -> None:
        """Show the chosen thread alone, on the whole screen."""
        if self._only is None and self.chosen is not None:
            self.app.push_screen(DeskScreen(self.post, self.chosen))

    def action_acknowledge(self) -> None:
        """Say that the watch has read the open item (ROGER); the note tells what the node then says, no more."""
        entry = self._theirs()
        if entry is None or _is_read(entry, self.post.me):
            self.tell(self.post.words.say("tui-nothing-to-acknowledge"))
            return
        self.run_worker(self._acknowledge(entry), group="act")

    async def _acknowledge(self, entry: Json) -> None:
        self.tell(self.post.words.say("tui-asking-node"))
        what = named("ack", "read", entry["id"])
        try:
            said = await asyncio.to_thread(
                say_at_once, self.post.node, what, line=self.post.node.line, seat=self.post.seat
            )
        except Fault as fault:
            self.tell(self.post.wrong(fault))
        else:
            self.post.tell_said(self.post.words.say("tui-roger", name=Piece(_name(entry))), said)
            self.paint()
        self.post.eye.anew()
        self.reread()

    def _offer(self, choose: Iterator[Said]) -> None:
        from parley.cli.tui.form import PickScreen  # noqa: PLC0415  a form is a board too

        self.app.push_screen(PickScreen(self.post, list(choose)))

    def _answer(self, command: str, word: str) -> None:
        from parley.cli.tui.form import FormScreen  # noqa: PLC0415  a form is a board too

        entry = self._theirs()
        if entry is None:
            self.tell(self.post.words.say("tui-nothing-to-answer"))
        else:
            self.app.push_screen(FormScreen(self.post, named(command, word, entry["id"])))

    def action_standby(self) -> None:
        """STANDBY: an answer is in preparation; no clock stops."""
        self._answer("reply", "holding")

    def action_unable(self) -> None:
        """UNABLE: it cannot be answered, and why."""
        self._answer("reply", "cannot")

    def action_escalate(self) -> None:
        """Take a rung of the ladder."""
        self._answer("climb", "")

    def action_reply(self) -> None:
        """Choose among everything that answers."""
        entries = [each for each in (self._theirs(), *self._thread[1][-1:]) if each is not None]
        if entries:
            self._offer(answers(entries[0]["id"]))
        else:
            self.tell(self.post.words.say("tui-nothing-to-answer"))

    def compose_new(self) -> None:
        """Choose among everything that opens a thread."""
        self._offer(openers())


def _is_read(entry: Json, me: str) -> bool:
    return any(each["step"] in {"read", "understood", "not-understood"} for each in entry["ladder"].get(me, ()))


def _name(entry: Json) -> str:
    return str(entry["author_number"] or entry["id"][:12])


class AlarmsScreen(Board):
    """What calls, the highest level first; FLASH ends by an acknowledgement in its thread, the others here."""

    TITLE_SENTENCE = "alarms"
    BINDINGS: ClassVar[list[Any]] = bindings(keys.ALARMS)

    def paint_body(self) -> None:
        """Show them; at least twenty have room, and what stands longer on one screen scrolls."""
        words, bell, at_ms = self.post.words, self.post.bell, now_ms()
        found = [Row(None, f"-- {words.say('tui-screen-alarms')}: {len(self.post.alerts)}")]
        for alert in self.post.alerts:
            level = words.say(f"tui-level-{bell.level(alert, at_ms).name.lower()}")
            seen = f"[{words.say('tui-seen')}] " if alert.key in bell.acknowledged else ""
            found.append(Row(alert.key, f"{seen}{level}: {alert.text}", urgent=not seen))
        self.rows.fill(found)

    def _alert(self) -> Alert | None:
        return next((each for each in self.post.alerts if each.key == self.rows.chosen), None)

    def action_open(self) -> None:
        """Open the thread that the alarm is about."""
        alert = self._alert()
        if alert is not None and alert.entry:
            self.app.push_screen(DeskScreen(self.post, alert.entry))

    def action_acknowledge(self) -> None:
        """Note at this terminal that it was seen; of a FLASH the record has to say so."""
        alert = self._alert()
        if alert is None:
            return
        if self.post.bell.acknowledge(alert):
            self.tell(self.post.words.say("tui-seen-here"))
        else:
            self.tell(self.post.words.say("tui-acknowledge-in-thread"))


class CallsScreen(Board):
    """The board of calls: which levels have talked, who asked, who declined, where nobody has tried."""

    TITLE_SENTENCE = "calls"
    BINDINGS: ClassVar[list[Any]] = bindings(keys.CALLS)

    def __init__(self, post: Post) -> None:
        super().__init__(post)
        self._board: list[str] = []
        self._again_s = 0.0

    def paint_body(self) -> None:
        """Show the board as it was read last."""
        self.rows.fill(Row(f"row-{place}", line) for place, line in enumerate(self._board))

    def reread(self) -> None:
        """Read the board, every other second."""
        if time.monotonic() < self._again_s:
            return
        self._again_s = time.monotonic() + BOARD_S
        self.run_worker(self._read, exclusive=True, group="board")

    async def _read(self) -> None:
        found = await self.asked({"do": "call-board", "since_ms": None})
        if found is not None:
            self._board = list(board_text(found))
            self.paint()


class KeysScreen(Board):
    """The keys, from their table."""

    TITLE_SENTENCE = "keys"
    BINDINGS: ClassVar[list[Any]] = bindings(keys.LIST)

    def paint_body(self) -> None:
        """Show every table."""
        found: list[Row] = []
        for title, table in keys.TABLES:
            found.append(Row(None, f"-- {self.post.words.say(title)}"))
            found += [
                Row(f"{title} {key.keys}", f"{key.keys:>12}  {self.post.words.say(key.sentence)}") for key in table
            ]
        self.rows.fill(found)


class DraftsScreen(Board):
    """What goes out by more than one seat: read it in every language, review it, release it, stop it."""

    TITLE_SENTENCE = "drafts"
    BINDINGS: ClassVar[list[Any]] = bindings(keys.DRAFTS)

    def __init__(self, post: Post) -> None:
        super().__init__(post)
        self._asked: Json | None = None

    def paint_body(self) -> None:
        """Show each open draft, with its text in every language of the line."""
        drafts = self.post.seen.drafts if self.post.seen else []
        words = self.post.words
        found = [Row(None, f"-- {words.say('tui-screen-drafts')}: {len(drafts)}")]
        for each in drafts:
            state = words.say("tui-draft-" + each["state"].replace(" ", "-"))
            writers = ", ".join(each["writers"])
            head = f"{each['draft']}  {LETTERS[each['precedence']]} {each['kind']}  {state}  ({writers})"
            said = [f"   {language}: {text}" for language, text in each["says"].items()]
            body = "\n".join(line for text in (head, *said) for line in lines(text, words))
            found.append(Row(f"{each['draft']}", body))
        self.rows.fill(found)

    def _draft(self) -> Json | None:
        drafts = self.post.seen.drafts if self.post.seen else []
        return next((each for each in drafts if str(each["draft"]) == self.rows.chosen), None)

    def action_review(self) -> None:
        """Say that this seat has read it and found it good."""
        draft = self._draft()
        if draft is not None:
            self.run_worker(self._step(draft, {"step": "review"}), group="act")

    def action_release(self) -> None:
        """Ask for the precedence, as it is read on the draft: the next key says it."""
        self._asked = self._draft()
        if self._asked is not None:
            self.tell(self.post.words.say("tui-confirm-precedence", number=Piece(str(self._asked["draft"]))))

    def on_key(self, event: Any) -> None:  # noqa: ANN401  Textual's event
        """Take the letter of the precedence, once a release has asked for it; any other key drops the release."""
        draft, self._asked = self._asked, None
        if draft is None:
            return
        event.stop()
        event.prevent_default()
        speed = {letter.lower(): name for name, letter in LETTERS.items()}.get(event.key.lower())
        if speed is None:
            self.tell(self.post.words.say("tui-not-released"))
            return
        self.run_worker(self._step(draft, {"step": "release", "precedence": speed}), group="act")

    async def _step(self, draft: Json, step: Json) -> None:
        request = {"do": "draft", "seat": self.post.seat, "draft": draft["draft"], **step}
        self.tell(self.post.words.say("tui-asking-node"))
        self.post.eye.anew()
        try:
            found = await asyncio.to_thread(self.post.node.patient().ask, request)
        except Fault as fault:
            self.tell(self.post.wrong(fault))
        else:
            state = self.post.words.say("tui-draft-" + found["state"].replace(" ", "-"))
            self.tell(self.post.words.say("tui-draft-is", number=Piece(str(found["draft"])), state=Piece(state)))
        self.post.eye.anew()
