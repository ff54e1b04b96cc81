"""The real nodes behind starts.pml: USA is started again and again, RUS answers."""

from __future__ import annotations

from models.party import STEP_MS, entries_and_lists, founded, says
from models.replay import Difference, Sent, Words
from parley.line.pairs import read_header
from parley.line.payloads import Entries, Feeds
from parley.node.effects import Answer
from parley.store.memory import MemoryStore

RUNS = 3
PHASES = {
    "say": "stepped",
    "open": "stepped",
    "start": "stepped",
    "restore": "stepped",
    "write": "written",
    "kept": "idle",
    "crash": "down",
}
"""What USA's round has come to by an event; others leave it as it is."""


class Machine:
    """Both nodes; what RUS writes itself is lost on its way. Sizes of feed 0 count from where the model begins."""

    def __init__(self) -> None:
        self.clock, self.rus, self.usa = founded()
        self.feeds = [self.usa.own.id]
        """The feed of each run."""
        self.base = self.usa.own.size
        self.phase, self.open = "idle", True
        self.backup = self.usa.store.copy()
        self.questions = [b""]

    def do(self, event: str, given: Words, packet: bytes) -> list[Sent]:
        """Have an event happen; give what was sent."""
        self.clock.ms += STEP_MS
        if event in {"bring", "copy"}:
            return self._take(packet)
        self.phase = PHASES.get(event, self.phase)
        match event:
            case "say" | "refused":
                self._say(event, officer_word=given == ("1",))
            case "open":
                self.usa.step(self.usa.opens())
                question = self.usa.node.state.peers["RUS"].question
                if question not in self.questions:
                    self.questions.append(question)
                self.open = True
            case "write":
                self.usa.write()
            case "kept":
                return self._sent("USA", self.usa.kept())
            case "back_up":
                self.backup = self.usa.store.copy()
            case "start" | "restore":
                self._start(self.backup.copy() if event == "restore" else self.usa.store)
            case _:
                pass  # a crash changes nothing here but the phase
        return []

    def _say(self, event: str, *, officer_word: bool) -> None:
        """Release a statement, with an officer's word where the model says so, and see what is answered."""
        self.usa.step(says(officer_word=officer_word))
        codes = [effect.code for effect in self.usa.waiting[0].effects if isinstance(effect, Answer)]
        if codes != ["not-yet-asked" if event == "refused" else ""]:
            raise Difference(f"{event}: the code answers {codes}")

    def _start(self, store: MemoryStore) -> None:
        self.usa.store = store
        self.usa.starts()
        self.feeds.append(self.usa.own.id)
        self.open = False

    def shows(self) -> list[Words]:
        """Give USA's phase, what it holds of its own feeds, on disk and as sent too, and what RUS holds of them."""
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
