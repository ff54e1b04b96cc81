"""How far a feed has gone to a peer: windows, resending, holds."""

from parley.line.delivery import (
    AGAIN_MS,
    COURIER_WINDOW,
    HOLD_MS,
    RESEND_MS_MAX,
    RESEND_MS_MIN,
    WINDOW,
    WINDOW_BYTES,
    Delivery,
)
from parley.words.instants import DAY_MS


def hand(delivery: Delivery, size: int, packet_bytes: int, now_ms: int, *, asks: bool = True) -> None:
    wait_ms = max(delivery.wait_ms, delivery.patience_ms)
    delivery.handed_over(size, packet_bytes, "tcp", (now_ms, now_ms + wait_ms if asks else None))


def test_what_was_sent_is_sent_again_when_no_receipt_comes_and_the_wait_doubles_up_to_a_minute() -> None:
    delivery = Delivery()
    now_ms, waits = 0, []
    for _ in range(8):
        hand(delivery, 5, 500, now_ms)
        assert delivery.due_ms is not None
        waits.append(delivery.due_ms - now_ms)
        assert not delivery.overdue(delivery.due_ms - 1)
        now_ms = delivery.due_ms
        assert delivery.overdue(now_ms)
        assert delivery.sent == 0
    assert waits == [2_000, 4_000, 8_000, 16_000, 32_000, RESEND_MS_MAX, RESEND_MS_MAX, RESEND_MS_MAX]


def test_a_receipt_moves_the_window_and_shortens_the_wait_again() -> None:
    delivery = Delivery(wait_ms=32_000)
    hand(delivery, 3, 100, 0)
    hand(delivery, 6, 100, 0)
    delivery.receipt(3, 50)
    assert (delivery.receipted, delivery.flight_bytes, delivery.due_ms) == (3, 100, 50 + RESEND_MS_MIN)
    delivery.receipt(6, 60)
    assert (delivery.receipted, delivery.flight_bytes, delivery.due_ms) == (6, 0, None)


def test_an_old_receipt_changes_nothing() -> None:
    delivery = Delivery(sent=6, receipted=6)
    delivery.receipt(4, 0)
    assert (delivery.sent, delivery.receipted) == (6, 6)


def test_a_receipt_beyond_what_was_sent_here_counts_as_sent() -> None:
    delivery = Delivery()
    delivery.receipt(9, 0)
    assert delivery.sent == 9


def test_no_more_goes_out_than_the_window_holds_in_entries_and_in_bytes() -> None:
    assert Delivery(receipted=10).room(100_000, courier=False) == 10 + WINDOW
    delivery = Delivery()
    hand(delivery, 1, WINDOW_BYTES, 0)
    assert delivery.room(100, courier=False) == delivery.sent == 1


def test_what_asks_for_no_receipt_is_not_waited_for() -> None:
    delivery = Delivery()
    hand(delivery, 1, 100, 0, asks=False)
    assert delivery.due_ms is None
    assert not delivery.overdue(10**9)


def test_a_bearer_without_room_holds_everything_for_a_moment() -> None:
    delivery = Delivery()
    hand(delivery, 4, 100, 0)
    delivery.hold(10 + HOLD_MS)
    assert delivery.room(100, courier=False) == delivery.sent == 0
    assert delivery.overdue(10 + HOLD_MS)
    assert delivery.room(100, courier=False) == 100


def test_a_receipt_ends_a_hold() -> None:
    """It stood for ever: the receipt took the time away, and left the window full (simulator, seed 50)."""
    delivery = Delivery()
    hand(delivery, 4, 100, 0)
    delivery.hold(10 + HOLD_MS)
    delivery.receipt(4, 20)
    assert delivery.room(100, courier=False) == 100


def test_a_peer_that_sends_nothing_new_gets_the_unreceipted_end_again_once_a_second() -> None:
    delivery = Delivery()
    hand(delivery, 4, 100, 0)
    assert delivery.nothing_new(5, AGAIN_MS)
    assert delivery.sent == 0
    hand(delivery, 4, 100, 6)
    assert not delivery.nothing_new(5 + AGAIN_MS - 1, AGAIN_MS)
    assert delivery.nothing_new(5 + AGAIN_MS, AGAIN_MS)


def test_a_peer_that_has_receipted_everything_gets_nothing_again() -> None:
    delivery = Delivery(sent=4, receipted=4)
    assert not delivery.nothing_new(10**9, AGAIN_MS)


def test_a_peer_that_lost_what_it_had_receipted_gets_it_from_where_it_says() -> None:
    delivery = Delivery(sent=8, receipted=8)
    delivery.start_again(3)
    assert (delivery.sent, delivery.room(8, courier=False)) == (3, 8)


def test_a_courier_is_given_more_and_waited_for_longer() -> None:
    delivery = Delivery(patience_ms=DAY_MS)
    hand(delivery, 1, WINDOW_BYTES, 0)
    assert delivery.room(100_000, courier=True) == COURIER_WINDOW
    waits, now_ms = [], 0
    for _ in range(6):
        assert delivery.due_ms is not None
        waits.append((delivery.due_ms - now_ms) // DAY_MS)
        now_ms = delivery.due_ms
        assert delivery.overdue(now_ms)
        hand(delivery, 1, 100, now_ms)
    assert waits == [1, 2, 4, 8, 8, 8]


def test_what_is_still_under_way_after_a_receipt_is_waited_for_as_long_as_its_bearer_needs() -> None:
    delivery = Delivery(patience_ms=15_000)
    hand(delivery, 3, 100, 0)
    hand(delivery, 6, 100, 0)
    delivery.receipt(3, 50)
    assert delivery.due_ms == 50 + 15_000


def test_what_went_and_is_not_in_the_peers_list_went_in_vain() -> None:
    delivery = Delivery(sent=8, receipted=3)
    delivery.start_again(3)
    assert (delivery.tries, delivery.sent) == (1, 3)
    delivery.start_again(3)
    assert delivery.tries == 1, "nothing went between the two lists"
