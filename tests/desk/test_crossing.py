"""Requests that cross: one call comes of them, the same in whatever order they came in."""

from itertools import permutations

from parley.desk.crossing import Asked, crossings

ALL = ("FRA", "RUS", "USA")


def asked(name: str, author: str, pairing: str = "heads", to: tuple[str, ...] = ()) -> Asked:
    others = frozenset(to or [party for party in ALL if party != author])
    return Asked(name.encode(), pairing, author, others)


def nobody_had(_later: Asked, _earlier: Asked) -> bool:
    return False


def test_the_earlier_in_joint_order_stands_whichever_came_in_first() -> None:
    order = [asked("a", "RUS"), asked("b", "USA")]
    for came in permutations(order):
        in_joint_order = sorted(came, key=order.index)
        assert crossings(in_joint_order, nobody_had) == {b"b": b"a"}
    assert crossings(order[::-1], nobody_had) == {b"a": b"b"}, "where the order is another, so is the call"


def test_who_had_the_other_s_request_asks_for_another_call() -> None:
    assert crossings([asked("a", "RUS"), asked("b", "USA")], lambda *_: True) == {}


def test_requests_of_one_side_of_two_pairings_and_for_others_do_not_cross() -> None:
    assert crossings([asked("a", "RUS"), asked("b", "RUS")], nobody_had) == {}
    assert crossings([asked("a", "RUS"), asked("b", "USA", "ministers")], nobody_had) == {}
    assert crossings([asked("a", "RUS", to=("FRA",)), asked("b", "USA")], nobody_had) == {}
    assert crossings([asked("a", "RUS"), asked("b", "USA", to=("FRA",))], nobody_had) == {}


def test_only_the_last_request_of_a_side_is_crossed_and_what_crossed_is_crossed_by_none() -> None:
    first, last = asked("a", "RUS"), asked("b", "RUS")
    assert crossings([first, last, asked("c", "USA")], nobody_had) == {b"c": b"b"}
    had_last = [first, last, asked("c", "USA")]
    assert crossings(had_last, lambda _, earlier: earlier == last) == {}
    assert crossings([first, asked("c", "USA"), asked("d", "RUS")], nobody_had) == {b"c": b"a"}, "d is of who stands"


def test_of_three_who_ask_at_once_the_first_stands() -> None:
    order = [asked("a", "USA"), asked("b", "FRA"), asked("c", "RUS")]
    assert crossings(order, nobody_had) == {b"b": b"a", b"c": b"a"}
