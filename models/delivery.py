"""The real nodes behind delivery.pml."""

from __future__ import annotations

from models.party import STEP_MS, Party, entries_and_lists, founded, says
from models.replay import Sent, Words
from parley.line.delivery import Delivery
from parley.line.pairs import read_header
from parley.line.payloads import Entries
from parley.node.events import Ticked
from parley.record.entry import decode_entry
from sim.workload import PARTIES


class Machine:
    """Two nodes; sizes count from the line as the model begins."""

    def __init__(self) -> None:
        self.clock, *both = founded()
        self.parties: list[Party] = both
        rus, usa = both
        self.base = {"RUS": rus.own.size - 1, "USA": usa.own.size}
        self.phases = ["idle", "idle"]

    def do(self, event: str, given: Words, packet: bytes) -> list[Sent]:
        """Have an event happen; give what was sent."""
        self.clock.ms += STEP_MS
        if event in {"bring", "copy"}:
            side = PARTIES.index(read_header(PARTIES, packet).receiver)
            self.parties[side].step(self.parties[side].hears(packet))
            self.phases[side] = "stepped"
            return []
        side = int(given[0])
        party = self.parties[side]
        match event:
            case "say":
                party.step(says())
                self.phases[side] = "stepped"
            case "wait":
                self.clock.ms = max(self.clock.ms, self._delivery(side).due_ms or 0)
                party.step(Ticked())
                self.phases[side] = "stepped"
            case "write":
                party.write()
                self.phases[side] = "written"
            case "kept":
                self.phases[side] = "idle"
                return self._sent(side, party.kept())
            case "crash" | "crash_written":
                if event == "crash_written":
                    party.write()
                self.phases[side] = "dead"
            case _:
                raise ValueError(event)
        return []

    def shows(self) -> list[Words]:
        """Give each side's phase, feed, copy, delivery and last entry."""
        return [self._shows(side) for side in (0, 1)]

    def _shows(self, side: int) -> Words:
        party, other = self.parties[side], self.parties[1 - side]
        mine, theirs = self.base[party.name], self.base[other.name]
        delivery = self._delivery(side)
        durable, copied = party.durable(party.name, party.own.id), party.durable(other.name, other.own.id)
        numbers = [
            party.own.size - mine,
            durable - mine,
            party.held(other.name, other.own.id) - theirs,
            copied - theirs,
            delivery.receipted - mine,
            delivery.sent - mine,
            int(delivery.due_ms is not None),
            self._last_seen(side),
        ]
        return (str(side), self.phases[side], *map(str, numbers))

    def _delivery(self, side: int) -> Delivery:
        party, other = self.parties[side], self.parties[1 - side]
        return party.node.state.delivery(other.name, party.own)

    def _last_seen(self, side: int) -> int:
        """Give what the last entry since the beginning names of the other's feed."""
        party, other = self.parties[side], self.parties[1 - side]
        index = party.own.size - 1
        if index < self.base[party.name]:
            return 0
        entry = decode_entry(party.node.state.recent[party.own, index].entry)
        return max([item.size - self.base[other.name] for item in entry.seen], default=0)

    def _sent(self, side: int, packets: list[bytes]) -> list[Sent]:
        me, other = self.parties[side].name, self.parties[1 - side]
        sent: list[Sent] = []
        for payload, packet in entries_and_lists(packets):
            if isinstance(payload, Entries):
                if payload.party == me:  # an old list also makes the other give back what nobody lacks
                    start, stop = payload.start - self.base[me], payload.size - self.base[me]
                    sent.append(Sent(("entries", str(side), str(start), str(stop)), packet))
            else:
                sizes = {party: size for party, _, size in payload.sizes}
                held, own = sizes[other.name] - self.base[other.name], sizes[me] - self.base[me]
                sent.append(Sent(("list", str(side), str(held), str(own)), packet))
        return sent
