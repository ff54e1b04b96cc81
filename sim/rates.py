"""What may go wrong in one schedule, and how often: every seed draws its own, so that rare mixtures come too."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
RADIO_BPS = (268, 1_066, 9_600)
MIXES = (
    ("tcp",), ("tcp",), ("tcp",), ("radio",), ("tcp", "radio"), ("tcp", "radio"), ("tcp", "radio"),
    ("radio", "courier"), ("tcp", "courier"), ("tcp", "radio", "courier"), ("tcp", "radio", "courier"),
)  # fmt: skip
"""Which bearers a schedule has; a courier alone comes when the others are shut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Chances are for each packet, round or write; spans in ms; a mean of 0 means never."""

    safety_ms: int
    statements: int
    # network
    loss: float
    double: float
    corrupt: float
    replay: float
    reorder: bool
    delay_ms: int
    no_room: float
    bearers: tuple[str, ...]
    radio_bps: int
    stuck: float
    """How often a radio takes a frame and never says that it is ready again."""
    cut_every_ms: int
    cut_for_ms: int
    # courier
    leaves_every_ms: int
    travels_ms: int
    stick_lost: float
    stick_doubled: float
    stick_late: float
    """How often a stick lies about for weeks."""
    windows: int
    """How often the other bearers are open for some minutes, where there is a courier."""
    # disk
    write_ms: int
    write_fails: float
    read_fails: float
    # process
    crash_every_ms: int
    crash_in_round: float
    down_ms: int
    restore: float
    restored: tuple[str, ...]
    """Who may go back to an old backup; mostly one side."""
    secrets_survive: float
    epochs_lost: float
    """How often both sides lose every epoch when both are killed."""
    # clocks
    skew_ms: int
    step_every_ms: int


def draw(random: Random, bearers: int = 0, parties: int = 2) -> Rates:
    """Draw the rates of one schedule; `bearers` says how many there are, if not drawn."""

    def maybe(chance: float, low: float, high: float) -> float:
        return low * (high / low) ** random.random() if random.random() < chance else 0.0

    mix = random.choice([mix for mix in MIXES if bearers in (0, len(mix))])
    bps = random.choice(RADIO_BPS)
    safety_ms = int(20 * SECOND * (30 ** random.random()))
    if "courier" in mix:
        safety_ms = int(6 * HOUR * ((80 if parties == 2 else 6) ** random.random()))
    elif "tcp" not in mix:
        safety_ms *= 1 if bps == RADIO_BPS[-1] else 6
    # In the days of a courier nodes have so many rounds that they would do nothing but start, a thousand times.
    rare = 0.1 if "courier" in mix else 1.0
    return Rates(
        safety_ms=safety_ms,
        statements=random.randint(20, 60),
        loss=maybe(0.6, 0.01, 0.4),
        double=maybe(0.5, 0.01, 0.4),
        corrupt=maybe(0.4, 0.005, 0.1),
        replay=maybe(0.4, 0.01, 0.3),
        reorder=random.random() < 0.7,
        delay_ms=int(2 * 1_000 ** random.random()),
        no_room=maybe(0.3, 0.01, 0.3),
        bearers=mix,
        radio_bps=bps,
        stuck=maybe(0.2, 0.01, 0.1),
        cut_every_ms=int(maybe(0.6, safety_ms / 8, safety_ms)),
        cut_for_ms=int(safety_ms / 20 * 8 ** random.random()),
        leaves_every_ms=int(20 * MINUTE * 72 ** random.random()),
        travels_ms=int(5 * MINUTE * 800 ** random.random()),
        stick_lost=maybe(0.5, 0.05, 0.4),
        stick_doubled=maybe(0.5, 0.05, 0.4),
        stick_late=maybe(0.5, 0.02, 0.2),
        windows=random.choice((0, 1, 2, 4, 6)),
        write_ms=int(maybe(0.8, 1, 300)),
        write_fails=rare * maybe(0.4, 0.003, 0.05),
        read_fails=rare * maybe(0.2, 0.003, 0.05),
        crash_every_ms=int(maybe(0.7, safety_ms / 6, safety_ms * 2)),
        crash_in_round=rare * maybe(0.6, 0.003, 0.04),
        down_ms=int(200 * 200 ** random.random()),
        restore=maybe(0.6, 0.1, 0.9),
        restored=random.choice((("USA",), ("RUS",), ("USA",), ("RUS",), ("USA", "RUS"), ("FRA",))),
        secrets_survive=random.choice((0.0, 0.0, 0.3)),
        epochs_lost=maybe(0.4, 0.2, 0.9),
        skew_ms=random.choice((0, 0, 200, 60 * SECOND, 24 * 60 * MINUTE)),
        step_every_ms=int(maybe(0.3, safety_ms / 6, safety_ms)),
    )
