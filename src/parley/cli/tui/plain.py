"""`parley tui DIR --plain`: every entry, alarm, deadline and change of the link as lines, one below the other.

Nothing is cleared and nothing is written over: a screen reader reads it, a line printer keeps it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final, TextIO

from parley.cli._entries import entry_text
from parley.cli.tui.alerts import level_of
from parley.cli.tui.asking import Json, now_ms
from parley.cli.tui.post import Post
from parley.cli.tui.told import COLUMNS, desk_rows, lines, moment, strip, visible
from parley.wire.speech import Piece
from parley.words.faults import Fault, OurFault

LOOK_S: Final = 0.5
LAST: Final = 200
"""So many of the latest statements are looked through for new ones."""
KEPT: Final = 5 * LAST


class Stream:
    """What was told already, so that nothing is told twice and nothing is left out."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._alerts: dict[str, str] = {}
        self._entries: dict[str, None] | None = None

    def look(self) -> Iterator[str]:
        """Look at the node once; give what is new as lines, a bell in front of what rings."""
        post, first = self._post, self._post.seen is None
        was_lost = post.lost is not None
        try:
            post.hear(post.eye.look())
            listed = post.node.ask({"do": "list", "whose": "", "open": False, "last": LAST})
        except Fault as fault:
            post.lose(OurFault(fault.code, fault.message, fault.todo), now_ms())
            if not was_lost:
                yield self._at(post.face(now_ms()))
            return
        if was_lost:
            yield self._at(post.words.say("tui-heard-again"))
        if first:
            yield from self._whole()
        yield from self._new(listed["statements"])
        yield from self._called()

    def _whole(self) -> Iterator[str]:
        post = self._post
        assert post.seen is not None  # it was heard just now
        yield from strip(post.seen, post.about, now_ms(), post.words)
        for row in desk_rows(post.seen.desk, post.me, now_ms(), COLUMNS, post.words):
            yield row.text.rstrip()

    def _new(self, statements: list[Json]) -> Iterator[str]:
        """Tell the statements that were not there before; what stood there at the start is told as the desk."""
        known = self._entries
        self._entries = dict.fromkeys([*(known or ()), *(each["id"] for each in statements)])
        while len(self._entries) > KEPT:
            del self._entries[next(iter(self._entries))]
        if known is None:
            return
        new = [each for each in statements if each["id"] not in known]
        if known and new and len(new) == len(statements):
            yield self._at(self._post.words.say("tui-more-than-told"))
        for each in new:
            yield from lines(entry_text(each), self._post.words)

    def _called(self) -> Iterator[str]:
        """Tell what calls now and did not before, and what calls no more."""
        post = self._post
        now = {alert.key: alert for alert in post.alerts}
        for key, alert in now.items():
            if key not in self._alerts:
                yield self._at(f"!! {level_of(alert, post.words)}: {alert.text}")
        for key, text in self._alerts.items():
            if key not in now:
                yield self._at(f"{post.words.say('tui-ended')}: {text}")
        self._alerts = {key: alert.text for key, alert in now.items()}

    def _at(self, text: str) -> str:
        return f"{moment(now_ms())} {visible(text)}"

    def strokes(self) -> int:
        """Say how often to ring now."""
        return self._post.bell.strokes(self._post.alerts, now_ms())


def stream(post: Post, out: TextIO, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Stream until Ctrl-C, or as long as it `goes_on`."""
    told = Stream(post)
    out.write(post.words.say("tui-plain-begins", line=Piece(str(post.about["line"]))) + "\n")
    with suppress(KeyboardInterrupt):
        while goes_on():
            out.writelines(line + "\n" for line in told.look())
            out.write("\a" * told.strokes())
            out.flush()
            time.sleep(LOOK_S)
    return 0
