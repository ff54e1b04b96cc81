"""One party's machine: a process that runs a real node in rounds, a disk, a clock; it crashes wherever it is told."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from parley.node.desk import Desk
from parley.node.effects import (
    Alarm,
    Answer,
    CardChanged,
    Effect,
    Halt,
    Outcome,
    Ring,
    Send,
    Show,
    ShowAhead,
    ShowReceipt,
    ShowReceiptAhead,
    joined,
)
from parley.node.events import Event, Gathered, Kept, PacketArrived, Ready, Ticked, WayChanged
from parley.node.node import Node
from parley.node.ports import Batch, StoreError
from parley.words.faults import OurFault
from parley.words.instants import Now
from sim.disk import Disk
from sim.truth import Violation

if TYPE_CHECKING:
    from sim.world import World

WALL_MS = 1_700_000_000_000
RUNS_MAX = 100
"""After so many starts a host crashes no more by itself: a schedule that does nothing but start shows nothing."""
GATHERED_MAX = 32


class Host:
    """What is left of a party when its process dies is the disk."""

    def __init__(self, world: World, party: str, random: Random) -> None:
        self.world, self.party, self.random = world, party, random
        self.disk = Disk(world.line, random, world.rates.read_fails)
        self.node: Node | None = None
        self.desk: Desk | None = None
        self.run = 0
        self.inbox: list[Event] = []
        self.busy = False
        self.writing: Batch | None = None
        self.ways: dict[tuple[str, str], int] = {}
        """Open ways, (bearer, peer), with the time since when."""
        self.spoilt: list[PacketArrived] = []
        """What came spoilt and was not looked at yet."""
        self.boot_ms = 0
        self.skew_ms = 0
        self._now = Now(0, 0)
        self.wake_ms = -1
        self.wrong_store = False
        self.flash_due = False
        """Whether it says FLASH soon after its next start."""

    @property
    def others(self) -> list[Host]:
        """The hosts of the other parties."""
        return [host for host in self.world.hosts.values() if host is not self]

    @property
    def mono_ms(self) -> int:
        """Read this machine's monotonic clock."""
        return self.world.ms - self.boot_ms

    def now(self) -> Now:
        """Read this machine's clocks."""
        wall_ms = max(0, WALL_MS + self.world.troubles.wall_ms(self.party) + self.skew_ms)
        if (self._now.wall_ms, self._now.mono_ms) != (wall_ms, self.mono_ms):
            self._now = Now(wall_ms, self.mono_ms, None if self.skew_ms else 50)
        return self._now

    # ---- life and death

    def start(self) -> None:
        """Start the process from what is on the disk."""
        if self.node is not None:
            return
        world = self.world
        self.run += 1
        self.boot_ms = world.ms - self.random.randint(0, 1 << 40)
        self.inbox, self.ways, self.busy, self.wake_ms, self.spoilt = [], {}, True, -1, []
        entropy = Random(f"{world.seed}/{self.party}/{self.run}").randbytes
        self.desk = Desk(world.parties, world.agreement)
        config = world.config(self.party, self.desk)
        world.checkers.starting(self)
        world.trace("start", self.party, self.run)
        try:
            self.node = Node(config, entropy, self.disk, self.now())
        except StoreError:
            self.crash("read-failed")
            return
        except OurFault as fault:
            self._refuses_store(fault)
            return
        if world.troubles.dies_at_start():
            self.crash("at-start")
            return
        world.ways.started(self)
        if self.flash_due:
            self.flash_due = False
            world.at(world.ms + self.random.randint(500, 4_000), world.flash, self.party)
        self._round()

    def crash(self, how: str) -> None:
        """Lose the process and what it had in memory; it is started again after a while."""
        world = self.world
        world.count(f"crash-{how}")
        world.trace("crash", self.party, how)
        if self.writing is not None:
            batch, self.writing = self.writing, None
            kept = self.disk.keep_part(batch)
            world.count(f"{'write-failed' if how == 'write-failed' else 'torn'}-kept-{kept}")
            world.checkers.kept(self, batch if kept == "all" else Batch())
        self.node, self.desk, self.inbox, self.busy, self.ways = None, None, [], False, {}
        self.run += 1
        if how == "read-failed":
            self.disk.read_fails = 0.0  # for a while: else a start that reads a lot would never come to its end
            world.at(world.ms + world.rates.safety_ms // 20, self._fail_reads_again)
        world.ways.died(self)
        rates = world.now_rates
        if self.party in rates.restored and self.disk.backups and self.random.random() < rates.restore:
            self.restore()
        span = 1 + int(self.random.expovariate(1 / rates.down_ms)) if rates.down_ms else 1
        world.at(world.ms + max(span, world.troubles.back_off_ms(self)), self.start)

    def _fail_reads_again(self) -> None:
        self.disk.read_fails = self.world.now_rates.read_fails if self.run <= RUNS_MAX else 0.0

    def restore(self) -> None:
        """Put an old backup in the place of the disk's content."""
        world = self.world
        self.flash_due = True
        survive = self.random.random() < world.rates.secrets_survive
        world.count("restored-with-secrets" if survive else "restored")
        others = [copy for host in self.others for copy in host.disk.backups]
        wrong = others if others and world.troubles.takes_the_wrong_backup() else None
        world.count("restored-other-sides", when=wrong is not None)
        self.wrong_store = wrong is not None
        with world.checkers.restoring(self):
            self.disk.restore(secrets_survive=survive, backups=wrong)
        world.trace("restore", self.party, len(list(self.disk.replay())))

    def pause(self, span_ms: int) -> None:
        """Stop between two rounds; what comes meanwhile waits."""
        self.busy = True
        self.world.at(self.world.ms + span_ms, self._round_of, self.run)

    def back_up(self) -> None:
        """Take a backup, unless what lies on the disk is another party's."""
        if not self.wrong_store:
            self.disk.back_up()

    def _refuses_store(self, fault: OurFault) -> None:
        """Have the operator, who took the other side's copy for his own, bring the right one."""
        if fault.code != "store-foreign" or not self.wrong_store:
            raise fault
        self.world.count("wrong-store-refused")
        self.wrong_store = False
        with self.world.checkers.restoring(self):
            self.disk.restore(secrets_survive=False)
        self.start()

    def lose_epochs(self) -> None:
        """Lose the file of secrets while the process is down."""
        self.flash_due = True
        self.disk.lose_secrets()
        self.world.checkers.epochs.kept(self)

    # ---- rounds

    def take(self, event: Event) -> None:
        """Have an event for the node; a round begins with it unless one is under way."""
        if self.node is None:
            return
        self.inbox.append(event)
        if not self.busy:
            self.busy = True
            self.world.at(self.world.ms, self._round_of, self.run)

    def _round_of(self, run: int) -> None:
        if run == self.run and self.node is not None:
            self._round()

    def _round(self) -> None:
        assert self.node is not None
        self.busy = True
        world, rates, random = self.world, self.world.now_rates, self.random
        events, self.inbox = self.inbox[:GATHERED_MAX], self.inbox[GATHERED_MAX:]
        # A carrier that said in a pause that it is ready has had a frame since, and would refuse another.
        events = [event for event in events if not (isinstance(event, Ready) and world.network.has_frame(self, event))]
        try:
            outcomes = [self._step(event) for event in (*events, Gathered())]
        except StoreError:
            self.crash("read-failed")
            return
        batch = joined(outcomes)
        crashes = random.random() < rates.crash_in_round and self.run <= RUNS_MAX
        where = random.choice(("before-write", "in-write", "before-kept", "in-effects")) if crashes else ""
        if where == "before-write":
            self.crash(where)
            return
        effects = [effect for outcome in outcomes for effect in outcome.effects]
        world.checkers.writing(self, batch)
        if batch:
            self.writing = batch
            span = int(random.expovariate(1 / rates.write_ms)) if rates.write_ms else 0
            world.at(world.ms + span + world.troubles.write_ms(), self._written, self.run, batch, effects, where)
        else:
            self._kept(effects, where)

    def _step(self, event: Event) -> Outcome:
        assert self.node is not None
        if isinstance(event, WayChanged) and event.up:
            link = self.world.network.links[event.bearer, self.party, event.peer]
            link.free_ms, link.bytes_max = self.world.ms, event.packet_bytes_max
            self.world.checkers.urgent.opened(self, event.bearer, event.peer)
        elif isinstance(event, WayChanged):
            self.world.checkers.urgent.closed(self, event.bearer, event.peer)
        outcome = self.node.step(event, self.now())
        self.world.stepped(self, event, outcome)
        self.world.checkers.urgent.rang(self, outcome)
        if self.spoilt and event in self.spoilt:
            self.spoilt.remove(event)
            self.world.checkers.took_spoilt(self, outcome)
        return outcome

    def _written(self, run: int, batch: Batch, effects: list[Effect], where: str) -> None:
        if run != self.run:
            return
        fails = self.random.random() < self.world.now_rates.write_fails and self.run <= RUNS_MAX
        fails = fails or self.world.troubles.is_full(self)
        if where == "in-write" or fails:
            self.crash("write-failed" if fails else where)
            return
        self.writing = None
        self.disk.keep(batch)
        self.world.checkers.kept(self, batch)
        self._kept(effects, where)

    def _kept(self, effects: list[Effect], where: str) -> None:
        if where == "before-kept":
            self.crash(where)
            return
        try:
            outcome = self._step(Kept())
        except StoreError:
            self.crash("read-failed")
            return
        if outcome.batch:
            raise Violation("a step after the write wants more written")
        effects = effects + outcome.effects
        stop = self.random.randrange(len(effects) + 1) if where == "in-effects" else len(effects)
        for effect in effects[:stop]:
            self._carry_out(effect)
        if where == "in-effects":
            self.crash(where)
            return
        self.world.checkers.urgent.round_over(self)
        self.busy = False
        if self.inbox:
            self.busy = True
            self.world.at(self.world.ms, self._round_of, self.run)
        self._sleep()

    def _carry_out(self, effect: Effect) -> None:
        world, checkers = self.world, self.world.checkers
        match effect:
            case Send(bearer, peer, packet):
                checkers.urgent.sent(self, effect)
                world.trace("send", self.party, bearer, peer, len(packet))
                world.network.send(self, bearer, peer, packet)
            case Answer():
                checkers.answered(self, effect)
            case Show():
                checkers.shown(self, effect)
                world.workload.shown(self.party, effect.statement)
            case ShowReceipt():
                checkers.receipted(self, effect)
            case ShowAhead(statement):
                checkers.shown_ahead(self, statement)
            case ShowReceiptAhead():
                checkers.receipted_ahead(self, effect)
            case Ring():
                pass  # seen when the node asked for it: how long the disk takes is no matter
            case Alarm(code, _):
                checkers.alarmed(self, code)
            case CardChanged() | Halt():
                raise Violation(f"I9 among honest parties {self.party} tells {effect}")

    def _sleep(self) -> None:
        assert self.node is not None
        now = self.now()
        wake = self.world.ms + max(1, self.node.wake_ms(now) - now.mono_ms)
        if wake != self.wake_ms:
            self.wake_ms = wake
            self.world.at(wake, self._woken, self.run, wake)

    def _woken(self, run: int, wake: int) -> None:
        if run == self.run and wake == self.wake_ms:
            self.wake_ms = -1
            self.take(Ticked())
