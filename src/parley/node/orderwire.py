"""The orderwire at a node: lines go to every peer that an epoch is open with, and are remembered for this run only."""

from __future__ import annotations

from parley.line.orderwire import Wire, may_be_said
from parley.node.state import Called, State
from parley.words.instants import Now


def say_wire(state: State, text: str, now: Now) -> None:
    """Send a line to all peers; who has no way open now never gets it."""
    if not may_be_said(text):
        return
    state.orderwire.append(Called(state.config.me, text, now.wall_ms))
    for peer in state.peers:
        state.post.append((peer, "", Wire(text, now.wall_ms), False))


def take_wire(state: State, sender: str, wire: Wire, now: Now) -> None:
    """Remember a line of a peer's operator."""
    state.orderwire.append(Called(sender, wire.text, now.wall_ms))
