"""The real nodes behind starts.pml: USA is started again and again, RUS answers."""

from __future__ import annotations

from models.party import STEP_MS, entries_and_lists, founded, says
from models.replay import Sent, Words
from parley.line.pairs import read_header
from parley.line.payloads import Entries, Feeds
from parley.node.effects import Answer

RUNS = 3


class Machine:
    """Both nodes; what RUS writes itself is lost on its way. Sizes of feed 0 count from the line as the model begins."""

    def __init__(self) -> None:
        self.clock, self.rus, self.usa = founded()
        self.feeds = [self.usa.own.id]
        """The feed of each run."""
        self.base = self.usa.own.size
        self.phase, self.open = "idle", True
        self.backup = self.usa.store.copy()
        self.questions = [b""]

    def do(self, event: str, given: Words, packet: bytes) -> list[Sent]:
        """Have an event happen; give what was sent. A statement is released without an officer's word if it can be."""
        self.clock.ms += STEP_MS
        if event in {"bring", "copy"}:
            return self._take(packet)
        usa = self.usa
        match event:
            case "say":
                usa.step(says(officer_word=given == ("1",)))
                self.phase = "stepped"
            case "refused":
                usa.step(says())
                if [effect.code for effect in usa.waiting[0].effects if isinstance(effect, Answer)] != ["not-yet-asked"]:
                    raise ValueError("it was not refused")
            case "open":
                usa.step(usa.opens())
                self.questions.append(usa.node.state.peers["RUS"].question)
                self.phase, self.open = "stepped", True
            case "write":
                usa.write()
                self.phase = "written"
            case "kept":
                self.phase = "idle"
                return self._sent("USA", usa.kept())
            case "crash":
                self.phase = "down"
            case "back_up":
                self.backup = usa.store.copy()
            case "start" | "restore":
                if event == "restore":
                    usa.store = self.backup.copy()
                usa.starts()
                self.feeds.append(usa.own.id)
                self.phase, self.open = "stepped", False
            case _:
                raise ValueError(event)
        return []

    def shows(self) -> list[Words]:
        """Give USA's phase, what it holds of its own feeds in memory, on disk and as sent, and what RUS holds of them."""
        usa, rus = self.usa, self.rus
        known = usa.node.state.peers["RUS"]
        sent = [self._at(number, self._sent_of(number)) for number in range(RUNS)]
        held = [self._at(number, usa.held("USA", self._feed(number))) for number in range(RUNS)]
        disk = [self._at(number, usa.durable("USA", self._feed(number))) for number in range(RUNS)]
        copy = [self._at(number, rus.durable("USA", self._feed(number))) for number in range(RUNS)]
        flags = [int(self.open), len(self.feeds) - 1, int(known.asked), int(bool(known.question))]
        groups = [[self.phase, *map(str, flags)], *[list(map(str, each)) for each in (held, disk, sent, copy)]]
        return [tuple(" | ".join(" ".join(group) for group in groups).split())]

    def _feed(self, number: int) -> bytes:
        return self.feeds[number] if number < len(self.feeds) else b""

    def _at(self, number: int, size: int) -> int:
        return max(0, size - self.base) if number == 0 else size

    def _sent_of(self, number: int) -> int:
        deliveries = self.usa.node.state.peers["RUS"].deliveries
        return next((known.sent for feed, known in deliveries.items() if feed.id == self._feed(number)), 0)

    def _take(self, packet: bytes) -> list[Sent]:
        if read_header(("RUS", "USA"), packet).receiver == "RUS":
            return self._sent("RUS", self.rus.round(self.rus.hears(packet)))
        self.usa.step(self.usa.hears(packet))
        self.phase = "stepped"
        return []

    def _sent(self, sender: str, packets: list[bytes]) -> list[Sent]:
        """Give what is about feeds of USA, in the model's words."""
        sent: list[Sent] = []
        for payload, packet in entries_and_lists(packets):
            if isinstance(payload, Feeds):
                sent.append(Sent(self._list(sender, payload), packet))
            elif payload.party == "USA":
                sent.append(Sent(self._entries(sender, payload), packet))
        return sent

    def _entries(self, sender: str, payload: Entries) -> Words:
        number = self.feeds.index(payload.feed)
        start, stop = self._at(number, payload.start), self._at(number, payload.start + len(payload.sent))
        return ("entries" if sender == "USA" else "gift", *map(str, (number, start, stop, 0)))

    def _list(self, sender: str, payload: Feeds) -> Words:
        held = {feed: size for party, feed, size in payload.sizes if party == "USA"}
        sizes = [str(self._at(number, held.get(self._feed(number), 0))) for number in range(RUNS)]
        name = "answer" if sender == "RUS" else "question" if payload.wants_answer else "holds"
        return (name, str(self.questions.index(payload.question)), *sizes)
