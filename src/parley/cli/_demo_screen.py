"""How the demonstration looks on a terminal: scene after scene, each of at most 40 lines of 100 columns."""

from __future__ import annotations

import sys
import termios
import tty
from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from parley.app.answers_told import Both, questions
from parley.app.demo import WATCH
from parley.app.demo_told import Cut, Founded, Joined, Killed, Moment, Result, Revived, Said
from parley.record.verdict import PROVED
from parley.words.instants import dtg
from parley.words.terms import Precedence

WIDTH = 100
FIRST_ANSWERS = 3
"""Answers on the first of the two last screens."""
OPENING: tuple[Both, ...] = (
    (
        (
            "From two public reports, of 24 November 2021 and 23 March 2022; the texts of messages are ours; "
            "no government uses this."
        ),
        (
            "По двум открытым сообщениям, от 24 ноября 2021 и 23 марта 2022 года; тексты сообщений — наши; "
            "ни одно правительство этим не пользуется."
        ),
    ),
    (
        "Two nodes run on this machine, each with a home, keys and a record of its own. All is marked DRILL.",
        "На этой машине работают два узла, у каждого свой дом, свои ключи и своя запись. Всё помечено DRILL (учение).",
    ),
)


class Screen:
    """Tells the story as it goes. Watch checks are told together, before what comes after them."""

    def __init__(self, parties: tuple[str, str], *, neutral: bool, step: bool) -> None:
        self._console = Console(width=WIDTH, highlight=False, soft_wrap=False)
        self._parties, self._neutral, self._step = parties, neutral, step
        self._checks: list[Said] = []

    def open(self) -> None:
        """Say what this is."""
        lines = [line for both in OPENING for line in _both(both)]
        self._show(Panel(Group(*lines), title="Parley — DRILL", style="bold", border_style="yellow"))

    def tell(self, moment: Moment) -> None:
        """Tell one moment."""
        if isinstance(moment, Said) and moment.event.number == WATCH:
            self._checks.append(moment)
            return
        self._tell_checks()
        match moment:
            case Founded():
                self._founded(moment)
            case Said():
                self._said(moment)
            case Killed():
                self._killed(moment)
            case Revived():
                self._revived(moment)
            case Cut():
                self._cut(moment)
            case Joined():
                self._joined(moment)

    def end(self, result: Result, *, kept: bool) -> None:
        """Show the last two screens: the answers, the proof, and what to try."""
        self._tell_checks()
        rows: list[list[RenderableType]] = []
        for title, found in questions(result.found, result.lamps, result.terms):
            answer: list[RenderableType] = [Text(f"{title[0]}  {title[1]}", style="bold cyan")]
            rows.append(answer + [line for both in found for line in _both(both)])
        rows.append([Text("Was anything altered?  Изменили ли что-нибудь?", style="bold cyan")])
        rows[-1] += [line for both in _proof(result) for line in _both(both)]
        self._show(_answered(rows[:FIRST_ANSWERS]))
        self._console.print(_answered(rows[FIRST_ANSWERS:]))
        for command in _commands(result, self._parties, kept=kept):
            self._console.print(Text(f"  {command}"))

    # ---- scenes

    def _founded(self, moment: Founded) -> None:
        numbers = [Text(f"  {party}: {number}", style="bold") for party, number in moment.numbers.items()]
        both = (
            "Key ceremony: each side made its keys; cards, agreement and pair secret were carried by hand; both sign.",
            (
                "Обмен ключами: каждая сторона создала свои; карточки, соглашение и общий секрет передали "
                "из рук в руки; обе подписывают."
            ),
        )
        line = Text(f"  line {moment.line[:32]}…", style="dim")
        compare = ("Safety numbers, compared by voice:", "Контрольные числа, сверенные голосом:")
        self._show(Group(*_both(both), line, *_both(compare), *numbers))

    def _said(self, moment: Said) -> None:
        event = moment.event
        other = next(party for party in self._parties if party != event.author)
        names = f" [{event.names}]" if event.names and not self._neutral else ""
        head = Text(f"{dtg(event.at_ms)}  {event.author} → {other}", style="bold")
        if event.precedence is not Precedence.ROUTINE:
            head.append(f"  {event.precedence.name}", style="bold red")
        told = _both((event.tell["en"] + names, event.tell["ru"] + names))
        screen = Padding(Text(moment.shown, style="green"), (0, 0, 0, 4))
        ours = [
            Padding(Text(f"(our translation / перевод наш) {text}", style="dim"), (0, 0, 0, 4))
            for text in event.translation.values()
        ]
        self._show(Group(head, *told, Text(f"  on the screen of {other}:", style="dim"), screen, *ours))

    def _tell_checks(self) -> None:
        checks, self._checks = self._checks, []
        asked = [said for said in checks if said.event.thread is None]
        if not asked:
            return
        event = asked[0].event
        head = Text(f"{dtg(event.at_ms)} – {dtg(checks[-1].event.at_ms)}", style="bold")
        answered = len(checks) - len(asked)
        count = (f"Checks {len(asked)}, answers {answered}.", f"Проверок {len(asked)}, ответов {answered}.")
        self._show(Group(head, *_both((f"{event.tell['en']} {count[0]}", f"{event.tell['ru']} {count[1]}"))))

    def _killed(self, moment: Killed) -> None:
        head = Text(f"{dtg(moment.at_ms)}  kill -9: {moment.party}", style="bold red")
        both = (
            (
                f"The officer of {moment.party} has just been told that the entry is durable; now the node is killed. "
                f"{moment.other} sees the way close and enters it."
            ),
            (
                f"Офицеру {moment.party} только что сообщили, что запись сохранена; теперь узел убит. "
                f"{moment.other} видит, что связи нет, и записывает это."
            ),
        )
        self._show(Group(head, *_both((moment.event.tell["en"], moment.event.tell["ru"])), *_both(both)))

    def _revived(self, moment: Revived) -> None:
        head = Text(f"{dtg(moment.at_ms)}  {moment.party} again", style="bold")
        both = (
            "It runs again, in a new feed, and the entry arrives: nothing is missing, nothing is double.",
            "Он снова работает, в новой ленте, и запись доходит: ничего не пропало и ничего не повторилось.",
        )
        self._show(Group(head, *_both(both), Padding(Text(moment.shown, style="green"), (0, 0, 0, 4))))

    def _cut(self, moment: Cut) -> None:
        head = Text(f"{dtg(moment.at_ms)}  TCP off, at both nodes", style="bold red")
        both = (
            "There is no wire. From here on every statement is a sealed file, and its folder is carried by hand.",
            "Провода нет. Отсюда каждое сообщение — запечатанный файл, и папку носят из рук в руки.",
        )
        self._show(Group(head, *_both(both)))

    def _joined(self, moment: Joined) -> None:
        head = Text(f"{dtg(moment.at_ms)}  TCP on again", style="bold")
        both = (
            f"{moment.files} files were carried; every statement came over and has its receipt.",
            f"Перенесено файлов: {moment.files}; каждое сообщение дошло, и на каждое есть квитанция.",
        )
        self._show(Group(head, *_both(both)))

    def _show(self, scene: RenderableType) -> None:
        self._console.print(scene)
        self._console.print()
        if self._step:
            _wait_for_key()


def _answered(rows: list[list[RenderableType]]) -> Panel:
    lines = [line for answer in rows for line in answer]
    return Panel(Group(*lines), title="From the record alone — только по записи", border_style="green")


def _both(both: Both) -> Iterable[Text]:
    """A sentence in both languages; what stays in its original stands once."""
    return (Text(both[0]),) if both[0] == both[1] else (Text(both[0]), Text(both[1], style="blue"))


def _proof(result: Result) -> list[Both]:
    place, fault = result.altered_at, result.altered.fault
    code = "—" if fault is None else fault.code
    alike = ("alike", "одинаковы") if result.alike else ("NOT ALIKE", "НЕ ОДИНАКОВЫ")
    proved = "доказано ключами сторон" if result.verdict.verdict == PROVED else "НЕ ДОКАЗАНО"
    named = ("named", "назвала её") if result.named else ("DID NOT NAME", "НЕ НАЗВАЛА ЕЁ")
    return [
        (
            (
                f"Both exports are {alike[0]}: {result.entries} entries, {result.numbered} with a joint number; "
                f"{result.verdict.verdict}."
            ),
            (f"Обе выгрузки {alike[1]}: записей {result.entries}, с общим номером {result.numbered}; {proved}."),
        ),
        (
            (
                f"One bit of entry {place['party']} {place['index']} was altered in a copy: the verifier {named[0]} it "
                f"({code})."
            ),
            f"В копии изменили один бит записи {place['party']} {place['index']}: проверка {named[1]} ({code}).",
        ),
    ]


def _commands(result: Result, parties: tuple[str, str], *, kept: bool) -> list[str]:
    if not kept:
        return ["parley demo --step", "parley demo --parties Alfa,Bravo", "parley demo --home DIR --hold"]
    cards = " ".join(f"--card {party}/{party}.card" for party in parties)
    return [
        f"cd {result.folder.parent}",
        f"parley record verify {result.folder.name} {cards}",
        f"parley record verify {result.altered_folder.name} {cards}",
        f"parley status {parties[0]}",
    ]


def _wait_for_key() -> None:
    """Wait for a key, or for a line where no terminal is."""
    if not sys.stdin.isatty():
        sys.stdin.readline()
        return
    before = termios.tcgetattr(sys.stdin)
    try:
        tty.setcbreak(sys.stdin)
        sys.stdin.read(1)
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
