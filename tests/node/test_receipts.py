"""Receipts: when they are written, in which order they name what came, and the same storing times whatever is lost."""

from random import Random

import pytest

from parley.line.payloads import Entries, Payload
from parley.node.events import PacketArrived
from parley.record.entry import OpenKind
from parley.record.feed import Feed
from parley.record.joint import Record
from tests.node.forger import Forger
from tests.node.talk import LINE, Side, Talk, founded, payload_of


def storing_times(side: Side) -> dict[tuple[str, bytes, int], int | None]:
    """Give the storing time at the other party of every entry that a side holds."""
    record = side.node.state.record
    return {
        (feed.party, feed.id, index): record.storing_ms(feed, index, "USA" if feed.party == "RUS" else "RUS")
        for feed in record.feeds.values()
        for index in range(feed.placed)
    }


def seen_of(side: Side) -> list[list[tuple[bytes, int]]]:
    """Give what each entry of the present feed names."""
    return [[(item.feed, item.size) for item in entry.seen] for entry in side.entries() if entry.seen]


def test_a_statement_is_receipted_by_an_empty_entry_that_asks_for_none() -> None:
    talk = founded()
    before = talk.rus.own.size
    talk.usa.says("one")
    talk.passes(5_000)
    assert talk.rus.kinds()[before:] == [OpenKind.RECEIPT]
    assert talk.usa.kinds()[-1] != OpenKind.RECEIPT


def test_two_sides_at_rest_write_nothing_for_ten_minutes() -> None:
    talk = founded()
    talk.usa.says("one")
    talk.passes(5_000)
    sizes = (talk.usa.own.size, talk.rus.own.size)
    talk.passes(600_000)
    assert (talk.usa.own.size, talk.rus.own.size) == sizes


def test_a_statement_that_goes_out_anyway_carries_the_receipt() -> None:
    talk = founded()
    talk.loses = lambda sender, _payload: sender.party == "RUS"
    talk.usa.says("one")
    talk.brings()
    before = talk.rus.own.size
    assert talk.rus.says("two").code == ""
    assert talk.rus.kinds()[before:] != [OpenKind.RECEIPT]


def test_a_lost_receipt_is_said_again_when_the_statement_comes_again() -> None:
    talk = founded()

    def first_receipt(sender: Side, payload: Payload) -> bool:
        lost = sender.party == "RUS" and isinstance(payload, Entries)
        if lost:
            talk.loses = lambda _sender, _payload: False
        return lost

    talk.loses = first_receipt
    talk.usa.says("one")
    talk.passes(8_000)
    assert talk.usa.receipts()[talk.usa.own.id] == talk.usa.own.size


@pytest.mark.parametrize("seed", range(8))
def test_receipts_lost_late_and_out_of_order_give_the_same_storing_times(seed: int) -> None:
    talk = founded()
    random = Random(seed)
    late: list[tuple[Side, bytes, str]] = []
    talk.loses = lambda _sender, _payload: random.random() < 0.3
    for number in range(30):
        side = random.choice((talk.usa, talk.rus))
        side.skew_ms = random.randint(-5_000, 5_000)
        side.says(f"statement {number}", officer_word=True)
        random.shuffle(talk.waiting)
        late += talk.waiting[4:]
        del talk.waiting[4:]
        talk.brings()
        talk.ms += random.randint(1, 3_000)
        if random.random() < 0.2:
            talk.waiting += late
            late.clear()
    talk.loses = lambda _sender, _payload: False
    talk.waiting += late
    talk.passes(120_000)
    assert storing_times(talk.usa) == storing_times(talk.rus)
    stored = [time for place, time in storing_times(talk.usa).items()]
    assert sum(time is None for time in stored) <= 2, "only the last receipts have none"
    whole = Record(LINE, ("RUS", "USA"))
    for row in sorted(talk.usa.store.replay(), key=lambda row: (row.feed, row.index)):
        whole.append(row.party, row.feed, row.entry)
    whole.settle()
    for (party, feed, index), time in storing_times(talk.usa).items():
        assert whole.storing_ms(whole.feed(party, feed), index, "USA" if party == "RUS" else "RUS") == time


def test_feeds_of_one_author_are_named_in_the_order_in_which_they_came_by_entries_of_their_own() -> None:
    """One receipt for both would put the older clock first, which may be behind what has a number already."""
    talk = founded()
    first, second = Forger(talk.rus, b"feed-one"), Forger(talk.rus, b"feed-two")
    first.sent.clear()
    first.writes(OpenKind.FIRST, [[talk.rus.own.id, talk.rus.own.size, talk.rus.own.tree.root()]], clock_ms=9 << 40)
    first.writes(OpenKind.RECEIPT)
    talk.usa.hears(first.packet(0, 1))
    talk.usa.hears(first.packet(1, 2))
    told = len(seen_of(talk.usa))
    talk.usa.hears(second.packet())
    assert seen_of(talk.usa)[told:] == [[(b"feed-one", 2)], [(b"feed-two", 1)]]


def test_the_order_in_which_feeds_came_outlives_a_restart() -> None:
    talk = founded()
    talk.usa.starts()
    first, second = Forger(talk.rus, b"feed-one"), Forger(talk.rus, b"feed-two")
    first.sent.clear()
    first.writes(OpenKind.FIRST, [[talk.rus.own.id, talk.rus.own.size, talk.rus.own.tree.root()]], clock_ms=9 << 40)
    talk.usa.hears(first.packet())
    talk.usa.hears(second.packet())
    talk.usa.starts()
    assert seen_of(talk.usa) == [], "nothing is named before the other was heard"
    talk.usa.opens_way()
    talk.passes(5_000)
    named = [name for entry in seen_of(talk.usa) for name in entry if name[0] in {b"feed-one", b"feed-two"}]
    assert named == [(b"feed-one", 1), (b"feed-two", 1)]


def test_what_came_in_one_round_is_named_by_one_entry() -> None:
    talk = founded()
    first, second = Forger(talk.rus, b"feed-one"), Forger(talk.rus, b"feed-two")
    told = len(seen_of(talk.usa))
    talk.usa.round(*[PacketArrived("tcp", "RUS", forger.packet()) for forger in (first, second)])
    assert seen_of(talk.usa)[told:][-1] == [(b"feed-one", 1), (b"feed-two", 1)]


def test_what_has_no_place_is_not_named_and_receipted_when_its_past_has_come() -> None:
    talk = founded()
    old, new = Forger(talk.rus, b"the-old!"), Forger(talk.rus, b"the-new!")
    old.writes(OpenKind.RECEIPT)
    new.sent.clear()
    new.writes(OpenKind.FIRST, [[old.feed, 2, old_root(old)]])
    new.says("its past is not here")
    talk.usa.hears(new.packet())
    assert talk.usa.shown() == []
    feed = talk.usa.node.state.record.feeds[("RUS", new.feed)]
    assert (feed.size, feed.placed, feed.receipted.get("USA", 0)) == (2, 0, 0)
    talk.usa.hears(old.packet())
    assert talk.usa.shown() == [("its past is not here", "")]
    assert feed.receipted["USA"] == 2


def old_root(forger: Forger) -> bytes:
    return forger.head(len(forger.sent)).root


def test_a_receipt_shown_covers_what_the_other_holds() -> None:
    talk = founded()
    for words in ("one", "two", "three"):
        talk.usa.says(words)
    talk.passes(5_000)
    feed: Feed = talk.rus.node.state.record.feeds[("USA", talk.usa.own.id)]
    assert talk.usa.receipts()[talk.usa.own.id] <= feed.size
    heads = [p.size for _, packet in talk.sent if isinstance(p := payload_of(packet), Entries) and p.party == "USA"]
    assert max(heads) <= talk.usa.own.size


def test_talk_of_nothing_is_the_helper_that_these_tests_stand_on() -> None:
    talk = Talk()
    talk.passes(5_000)
    assert talk.sent == [], "nobody speaks while no way is open"
