"""What is large and stays is not walked by the collector, and what was thrown away is not kept for good."""

import gc
import weakref

import pytest

from parley.runtime.memory import lasting


class Node:
    """Something that refers to itself: only the collector frees it."""

    def __init__(self) -> None:
        self.me = self


def test_what_was_made_is_passed_over_and_the_collector_goes_on() -> None:
    kept, walked = lasting(Node), Node()
    found = gc.get_objects()
    assert not any(each is kept for each in found)
    assert any(each is walked for each in found)
    assert gc.isenabled()


@pytest.mark.slow
def test_one_that_was_thrown_away_is_collected_when_the_next_but_one_is_made() -> None:
    first = lasting(Node)
    gone = weakref.ref(first)
    second = lasting(Node)
    del first
    third = lasting(Node)
    assert gone() is None
    assert second is not third


def test_a_start_that_fails_leaves_the_collector_on() -> None:
    def fails() -> None:
        raise RuntimeError("no store")

    try:
        lasting(fails)
    except RuntimeError:
        assert gc.isenabled()
