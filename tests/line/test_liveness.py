"""Only the echo of the last challenge is a sign of life."""

from parley.line.liveness import BEAT_MS, PATIENCE_BEATS, Pulse
from parley.words.instants import DAY_MS

UP_MS = 35_000


def test_a_bearer_is_up_while_the_last_echo_is_young() -> None:
    pulse = Pulse()
    pulse.beat(b"one", 0)
    assert not pulse.up(0)
    assert pulse.echo(b"one", 40)
    assert pulse.up(40 + UP_MS - 1)
    assert not pulse.up(40 + UP_MS)


def test_a_replayed_echo_does_not_count() -> None:
    pulse = Pulse()
    pulse.beat(b"one", 0)
    assert pulse.echo(b"one", 40)
    assert not pulse.echo(b"one", 30_000)
    assert not pulse.up(40 + UP_MS)


def test_the_echo_of_an_older_challenge_does_not_count() -> None:
    pulse = Pulse()
    pulse.beat(b"one", 0)
    pulse.beat(b"two", BEAT_MS)
    assert not pulse.echo(b"one", BEAT_MS + 1)
    assert pulse.echo(b"two", BEAT_MS + 2)


def test_an_echo_without_a_challenge_does_not_count() -> None:
    assert not Pulse().echo(b"", 5)


def test_a_courier_is_not_sent_after_with_another_challenge() -> None:
    pulse = Pulse(beat_ms=DAY_MS)
    assert not pulse.awaits(0)
    pulse.beat(b"one", 5)
    assert pulse.awaits(4 * DAY_MS)
    assert not pulse.awaits(5 + PATIENCE_BEATS * DAY_MS)
    assert pulse.echo(b"one", 4 * DAY_MS + 5)
    assert not pulse.awaits(4 * DAY_MS + 5)
    assert pulse.trip_ms == 4 * DAY_MS
