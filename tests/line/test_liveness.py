"""Only the echo of the last challenge is a sign of life."""

from parley.line.liveness import BEAT_MS, UP_MS, Pulse


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
