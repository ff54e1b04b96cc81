"""What all screens of one terminal share: the node, the seat, the words, what was told last, and what calls."""

from __future__ import annotations

from dataclasses import dataclass, field

from parley.cli.tui.alerts import Alert, Bell, standing, unheard
from parley.cli.tui.asking import Eye, Json, Node, Seen, now_ms
from parley.cli.tui.told import countdown, moment, visible
from parley.desk.drafts import State
from parley.wire.speech import Piece, Speech
from parley.words.faults import Fault, OurFault
from parley.words.instants import parse_iso


@dataclass(slots=True)
class Post:
    """One seat at one terminal. `about` has what the home says of the line: party, language, zones, drill, seat."""

    node: Node
    about: Json
    words: Speech
    eye: Eye
    seen: Seen | None = None
    heard_ms: int = 0
    lost: OurFault | None = None
    alerts: list[Alert] = field(default_factory=list)
    bell: Bell = field(default_factory=Bell)
    note: str = ""
    said: tuple[str, str] | None = None
    """What was said here last and is not yet received everywhere: the words before it, and its id."""

    @property
    def me(self) -> str:
        """The party of this home."""
        return str(self.about["party"])

    @property
    def seat(self) -> str:
        """Under which seat all is said that is said here."""
        return str(self.about["seat"])

    def hear(self, seen: Seen) -> None:
        """Take what the node told."""
        self.seen, self.heard_ms, self.lost = seen, seen.at_ms, None
        self.alerts = list(standing(seen, self.words))

    def lose(self, fault: OurFault, at_ms: int) -> None:
        """Take that the node did not answer: what was told last stays, and is told to be old."""
        if self.lost is None:
            self.heard_ms = self.heard_ms or at_ms
            self.alerts = [unheard(self.heard_ms, self.words), *self.alerts]
        self.lost = fault

    def face(self, at_ms: int) -> str:
        """Give what stands under the alarm line: the node not answering, a link that is down, a draft that leaves."""
        if self.lost is not None:
            fault = Piece(f"{self.lost.message} [{self.lost.code}] {self.lost.todo}")
            for_s = (at_ms - self.heard_ms) // 1000
            return self.words.say("tui-face-unheard", seconds=for_s, at=Piece(moment(self.heard_ms)), fault=fault)
        held = [
            self.words.say(
                "tui-face-held",
                number=Piece(str(each["draft"])),
                left=Piece(countdown(max(parse_iso(each["held_until"]), at_ms), at_ms)),
            )
            for each in self.held()
        ]
        since = self.seen.alerts["down_since"] if self.seen else ()
        down = [
            f"{self.words.say('link-down-bar', party=Piece(party))} {self.words.say('tui-face-down')}"
            for party in since
        ]
        return "\n".join([*held, *down])

    def held(self) -> list[Json]:
        """Give the drafts that are released and held: they can be stopped."""
        return [each for each in (self.seen.drafts if self.seen else []) if each["state"] == State.HELD]

    def unsure(self, fault: Fault) -> str:
        """Write the fault of something that was to be done; if nobody answered, nobody knows whether it was."""
        return self.words.say("tui-outcome-unknown") if fault.code == "node-silent" else wrong(fault)

    def tell_said(self, before: str, entry: Json) -> None:
        """Note an entry that the node has taken into the record: no more than it says, as long as that changes."""
        self.note = " ".join(filter(None, (moment(now_ms()), before, self._described(entry))))
        self.said = None if None not in entry["stored"].values() else (before, entry["id"])

    def _described(self, entry: Json) -> str:
        name = entry["author_number"] or entry["id"][:12]
        stored = [party for party, at in entry["stored"].items() if at is not None]
        received = "tui-received" if stored else "tui-not-received"
        told = (
            self.words.say("tui-in-record", name=Piece(name)),
            self.words.say(received, parties=Piece(", ".join(stored))),
        )
        return " ".join(told)


def wrong(fault: Fault) -> str:
    """Write a fault in one line: what is wrong, its code, what to do."""
    return visible(f"{fault.message} [{fault.code}] {fault.todo}")
