"""`parley drill new|list|show|play|course`: a counterpart that plays a scenario, and what the watch made of it."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from parley.app.drills import course, homes
from parley.app.drills.judging import Ended, debriefing
from parley.app.drills.scenarios import SEAT, names, scenario, script
from parley.app.drills.slots import LANGUAGES
from parley.app.playing import live as live_line
from parley.app.playing.play import Line, Manner, Play
from parley.cli._drill_text import briefing, course_text, debriefing_text, line_text, list_text, paused_text, show_text
from parley.cli._home import read_bytes
from parley.words.faults import OurFault

HELP = "play a drill on a line of its own: a scenario's counterpart speaks, your times are taken, a debriefing follows"
EXITS = {Ended.PLAYED: 0, Ended.REAL: 1, Ended.STOPPED: 130}
SPEED_MAX = 1_000.0


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley drill`."""
    steps = parser.add_subparsers(dest="step", metavar="STEP", required=True)
    made = steps.add_parser("new", help="make both homes of a drill line in a new folder")
    made.add_argument("folder", metavar="FOLDER", type=Path, help="the new folder: it gets watch and counterpart")
    made.add_argument("--parties", metavar="A,B", default=",".join(homes.PARTIES), help="your code, and theirs")
    made.add_argument("--language", choices=LANGUAGES, default="en", help="yours; theirs is the other")
    made.add_argument("--agreement", metavar="FILE", type=Path, help="drill under these terms, such as the live line's")
    listed = steps.add_parser("list", help="every scenario that comes with Parley")
    shown = steps.add_parser("show", help="what a scenario is about and what it asks for: for whoever leads the drill")
    shown.add_argument("scenario", metavar="SCENARIO", help="its name, or a file")
    played = steps.add_parser("play", help="play a scenario; Ctrl-C pauses, Ctrl-C again ends it")
    played.add_argument("scenario", metavar="SCENARIO", help="its name, or a file")
    played.add_argument("--home", metavar="FOLDER", type=Path, required=True, help="what `parley drill new` made")
    played.add_argument(
        "--live", metavar="HOME", type=Path, help="the home of the live line: what rings there ends the drill"
    )
    played.add_argument(
        "--speed", metavar="N", type=_speed, default=1.0, help="let time pass N times as fast: for scripts"
    )
    played.add_argument("--script", metavar="FILE", type=Path, help="have this file's steps said for the watch")
    played.add_argument("--seat", default=SEAT, help="who sits the drill, for the mark sheet in the own log")
    taken = steps.add_parser("course", help="the first-watch course: which drills are done, with what mark")
    taken.add_argument("--home", metavar="FOLDER", type=Path, required=True, help="what `parley drill new` made")
    for each in (made, listed, shown, played, taken):
        each.add_argument("--json", action="store_true", help="print one object")


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 < speed <= SPEED_MAX:
        raise argparse.ArgumentTypeError(f"a speed is more than 0 and at most {SPEED_MAX:.0f}")
    return speed


def run(args: argparse.Namespace) -> int:
    """Carry out one step."""
    return _STEPS[args.step](args)


def _new(args: argparse.Namespace) -> int:
    first, comma, second = args.parties.partition(",")
    if not comma or first == second:
        raise OurFault("party-code", "--parties names two different codes with a comma between them.")
    agreement = None if args.agreement is None else read_bytes(args.agreement)
    made = homes.new(args.folder, (first, second), args.language, agreement)
    if args.json:
        print(json.dumps({name: str(home.folder) for name, home in made._asdict().items()}))
    else:
        print(f"DRILL: {made.watch.folder} is your side ({first}), {made.counterpart.folder} the other ({second}).")
        print(f"Next: parley drill play test --home {args.folder}")
    return 0


def _list(args: argparse.Namespace) -> int:
    found = [scenario(name) for name in names()]
    print(json.dumps([each.machine() for each in found]) if args.json else "\n".join(list_text(found)))
    return 0


def _show(args: argparse.Namespace) -> int:
    found = scenario(args.scenario)
    print(json.dumps(found.machine()) if args.json else "\n".join(show_text(found)))
    return 0


def _course(args: argparse.Namespace) -> int:
    found = course.course(homes.opened(args.home).watch)
    print(json.dumps(found) if args.json else "\n".join(course_text(found)))
    return 0


def _play(args: argparse.Namespace) -> int:
    opened, chosen = homes.opened(args.home), scenario(args.scenario)
    said = script(read_bytes(args.script), chosen) if args.script is not None else ()
    live = None
    if args.live is not None:
        homes.refuse_joined(args.home, args.live)
        live = live_line.LiveLine(args.live)
    out = sys.stderr if args.json else sys.stdout

    def tell(line: Line) -> None:
        print(line_text(line), file=out, flush=True)

    with (args.home / "nodes.log").open("a") as log:
        play = Play(opened, chosen, tell, log, Manner(args.speed, said, live))
        print("\n".join(briefing(chosen, play.played.language, opened.watch.folder, args.live)), file=out, flush=True)
        asyncio.run(_led(play, lambda: print(paused_text(), file=out, flush=True)))
    found = debriefing(play.played)
    course.keep(opened.watch, args.seat, found)
    print(json.dumps(found.machine()) if args.json else "\n".join(debriefing_text(found)))
    return EXITS[found.ended]


async def _led(play: Play, tell_paused: Callable[[], None]) -> None:
    """Play, and let the one who leads it pause, go on and stop."""
    loop = asyncio.get_running_loop()
    paused = False

    def go_on() -> None:
        nonlocal paused
        if sys.stdin.readline():
            paused = False
            play.resume()
        loop.remove_reader(sys.stdin.fileno())

    def interrupt() -> None:
        nonlocal paused
        if paused:
            play.end(Ended.STOPPED)
            return
        paused = True
        play.pause()
        tell_paused()
        with suppress(OSError, ValueError):  # nobody sits there who could press a key
            loop.add_reader(sys.stdin.fileno(), go_on)

    loop.add_signal_handler(signal.SIGINT, interrupt)
    loop.add_signal_handler(signal.SIGTERM, play.end, Ended.STOPPED)
    await play.run()


_STEPS = {"new": _new, "list": _list, "show": _show, "play": _play, "course": _course}
