"""Epochs: what each disk keeps of its exchanges and has erased, and that nothing leaves that it does not keep."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, cast

from parley.line.pairs import packet_key
from parley.line.payloads import Accept, Offer
from parley.words.cbor import decode
from sim.sealing import Sealed
from sim.truth import Violation

if TYPE_CHECKING:
    from sim.host import Host
    from sim.world import World

EPOCHS_MAX: Final = 2
"""An epoch that is open and the one before it; what is not confirmed comes on top."""


class Epochs:
    """The exchanges of every party, as its disk has them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.roots: dict[str, dict[bytes, tuple[int, str, bool]]] = {party: {} for party in world.parties}
        """Roots of epochs on the disk, with number, peer, and whether this side may send in them."""
        self.erased: dict[str, dict[bytes, None]] = {party: {} for party in world.parties}
        """Packet keys of epochs whose root is erased."""
        self.transfers: dict[str, set[bytes]] = {party: set() for party in world.parties}
        """Offers and answers that the disk holds, or held."""

    def kept(self, host: Host) -> None:
        """See which epochs' roots a disk has erased, and that it keeps no more than it may."""
        roots: dict[bytes, tuple[int, str, bool]] = {}
        for peer, (_, offered, accepted, epochs, *_) in _exchanges(host):
            roots.update({root: (number, peer, confirmed) for number, root, _, _, confirmed in epochs})
            if sum(1 for *_, confirmed in epochs if confirmed) > EPOCHS_MAX:
                raise Violation(f"I6 {host.party} keeps the roots of more than {EPOCHS_MAX} epochs that have opened")
            self.transfers[host.party] |= {transfer for *_, transfer in filter(None, (offered, accepted))}
        before, self.roots[host.party] = self.roots[host.party], roots
        for root in [root for root in before if root not in roots]:
            self.world.count("epoch-erased")
            self._erase(host, root, *before[root][:2])

    def _erase(self, host: Host, root: bytes, number: int, peer: str) -> None:
        for direction in ((host.party, peer), (peer, host.party)):
            key = packet_key(root, self.world.line, self.world.suite.number, number, direction)
            self.erased[host.party][key] = None

    def sealing(self, host: Host, sealed: Sealed) -> None:
        """See that what is said of an epoch, or in one, was kept before it leaves: a start must not contradict it."""
        header, payload = sealed.header, sealed.payload
        here = (header.epoch, header.receiver, True)
        if header.epoch and here not in self.roots[host.party].values():
            raise Violation(f"I2 {host.party} speaks in an epoch that its disk does not have as open")
        match payload:
            case Offer(transfer) | Accept(transfer) if transfer not in self.transfers[host.party]:
                name = type(payload).__name__.lower()
                raise Violation(f"I2 {host.party} sends an {name} that its disk never had")
            case _:
                pass

    def opening(self, host: Host, key: bytes) -> None:
        """A packet opens: its epoch's root must not be erased."""
        if key in self.erased[host.party]:
            raise Violation(f"I6 {host.party} opens a packet of an epoch whose root is erased")


def _exchanges(host: Host) -> Iterator[tuple[str, list[Any]]]:
    for name, data in host.disk.secrets().items():
        yield name.partition("/")[2], _exchange(data)


@lru_cache(maxsize=256)
def _exchange(data: bytes) -> list[Any]:
    """Read an exchange; few of them change with a write."""
    return cast("list[Any]", decode(data))
