"""A counterpart that sends more than anybody can read: it is recorded up to its quota, and rings now and then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parley.line.payloads import Entries, Sent
from parley.node import bells, quota
from parley.node.effects import Alarm, Ring, Show
from parley.node.intake import take_entries
from parley.node.node import Node
from parley.node.ports import Row
from parley.record.entry import OpenKind, decode_entry
from parley.words.faults import PeerFault
from parley.words.instants import SECOND_MS
from parley.words.terms import Precedence
from tests.node.dialogue import Carrier, Dialogue, config, radio
from tests.node.talk import founded

KIB = 1 << 10


def talk(quota_bytes: int = 1 << 30, carrier: Carrier | None = None) -> Dialogue:
    """Two founded nodes; RUS's entries may take so much of USA's disk."""
    dialogue = Dialogue(tcp=carrier or Carrier())
    dialogue.founded()
    narrow(dialogue, quota_bytes)
    return dialogue


def narrow(dialogue: Dialogue, quota_bytes: int) -> None:
    state = dialogue.nodes["USA"].state
    state.config = replace(state.config, quota_bytes=quota_bytes)


def rings(dialogue: Dialogue, party: str = "USA") -> list[tuple[int, Ring]]:
    return [(at, told) for at, who, told in dialogue.told if who == party and isinstance(told, Ring)]


def alarms(dialogue: Dialogue, party: str) -> list[str]:
    return [told.code for _, who, told in dialogue.told if who == party and isinstance(told, Alarm)]


def shown(dialogue: Dialogue, party: str) -> int:
    return sum(1 for _, who, told in dialogue.told if who == party and isinstance(told, Show) and not told.code)


def refusals(dialogue: Dialogue, party: str) -> list[list[object]]:
    rows = [row for row in dialogue.stores[party].replay() if row.party == party]
    entries = [decode_entry(row.entry) for row in rows]
    return [list(entry.content or ()) for entry in entries if entry.kind == OpenKind.REFUSED]


# ---------------------------------------------------------------- what rings


def test_an_urgent_statement_rings_at_once_and_a_routine_one_does_not() -> None:
    dialogue = talk()
    dialogue.say("RUS", "good morning")
    dialogue.run(SECOND_MS)
    assert rings(dialogue) == []
    dialogue.say("RUS", "was that you?", Precedence.FLASH)
    dialogue.run(SECOND_MS)
    assert [ring for _, ring in rings(dialogue)] == [Ring("RUS", Precedence.FLASH, 1)]
    assert rings(dialogue, "RUS") == []  # nobody rings for what he says himself


def test_a_thousand_flash_ring_twice_and_every_one_is_recorded() -> None:
    dialogue = talk()
    for _ in range(10):
        dialogue.say("RUS", "now", Precedence.FLASH, count=100)
        dialogue.run(SECOND_MS)
    dialogue.run(20 * SECOND_MS)
    times, told = zip(*rings(dialogue), strict=True)
    assert len(told) == 2
    assert sum(ring.count for ring in told) == 1000
    assert times[1] - times[0] >= bells.RING_MS
    assert shown(dialogue, "USA") == 1000


def test_each_precedence_has_a_bell_of_its_own() -> None:
    dialogue = talk()
    dialogue.say("RUS", "now", Precedence.IMMEDIATE)
    dialogue.say("RUS", "at once", Precedence.FLASH)
    dialogue.run(SECOND_MS)
    assert {ring.precedence for _, ring in rings(dialogue)} == {Precedence.IMMEDIATE, Precedence.FLASH}


def test_what_came_ahead_does_not_ring_again_in_its_place() -> None:
    dialogue = talk(carrier=radio())
    dialogue.say("RUS", "x" * 300, count=20)
    dialogue.say("RUS", "was that you?", Precedence.FLASH)
    dialogue.until(lambda: shown(dialogue, "USA") == 21)
    dialogue.run(60 * SECOND_MS)
    assert [ring for _, ring in rings(dialogue)] == [Ring("RUS", Precedence.FLASH, 1)]


def test_without_buckets_each_flash_would_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bells, "RING_MS", 0)
    dialogue = talk()
    for _ in range(5):
        dialogue.say("RUS", "now", Precedence.FLASH)
        dialogue.run(SECOND_MS)
    assert len(rings(dialogue)) == 5


def test_a_fault_from_outside_rings_at_once_and_then_with_its_count() -> None:
    dialogue = talk()
    for _ in range(50):
        dialogue.bring("USA", "tcp", [b"nonsense"] * 10)
        dialogue.run(100)
    dialogue.run(20 * SECOND_MS)
    told = [told for _, who, told in dialogue.told if who == "USA" and isinstance(told, Alarm)]
    assert [(alarm.code, alarm.detail) for alarm in told] == [
        ("packet-malformed", ""),
        ("packet-malformed", "499 times"),
    ]


# ---------------------------------------------------------------- what is taken


def fill(dialogue: Dialogue, precedence: Precedence = Precedence.ROUTINE) -> None:
    """Have RUS say more than fits."""
    for _ in range(100):
        dialogue.say("RUS", "x" * 2_000, precedence)
        dialogue.run(SECOND_MS)


def test_what_does_not_fit_is_not_receipted_and_refused_once_by_a_signed_entry() -> None:
    dialogue = talk(64 * KIB)
    fill(dialogue)
    held = dialogue.nodes["USA"].state.held_bytes["RUS"]
    assert 64 * KIB <= held <= 64 * KIB + 4_000
    ((entry, code),) = refusals(dialogue, "USA")
    own = dialogue.nodes["RUS"].state.own
    receipted = own.receipted["USA"]
    assert code == "quota-full"
    assert entry in {own.tree.leaf(index) for index in range(receipted, own.size)}
    assert receipted < own.size
    assert {"quota-near", "quota-full"} <= set(alarms(dialogue, "USA"))
    assert "peer-quota-full" in alarms(dialogue, "RUS")


def test_ours_goes_on_while_the_other_sides_room_is_full() -> None:
    dialogue = talk(64 * KIB)
    fill(dialogue)
    dialogue.say("USA", "stop this", Precedence.IMMEDIATE)
    own = dialogue.nodes["USA"].state.own
    took_ms = dialogue.until(lambda: own.receipted.get("RUS", 0) == dialogue.said["USA"] or _ahead(dialogue))
    assert took_ms <= 2 * SECOND_MS


def _ahead(dialogue: Dialogue) -> bool:
    state = dialogue.nodes["USA"].state
    return ("RUS", state.own, dialogue.said["USA"] - 1) in state.receipted_ahead


@pytest.mark.slow
def test_flash_has_room_where_daily_statements_have_none_and_then_none_either() -> None:
    dialogue = talk(64 * KIB)
    fill(dialogue)
    before = dialogue.nodes["USA"].state.held_bytes["RUS"]
    dialogue.say("RUS", "was that you?", Precedence.FLASH)
    dialogue.run(10 * SECOND_MS)
    assert rings(dialogue)[-1][1] == Ring("RUS", Precedence.FLASH, 1)
    fill(dialogue, Precedence.FLASH)
    held = dialogue.nodes["USA"].state.held_bytes["RUS"]
    assert before < held <= 72 * KIB + 4_000


def test_with_more_room_all_that_waited_comes() -> None:
    dialogue = talk(64 * KIB)
    fill(dialogue)
    narrow(dialogue, 1 << 30)
    dialogue.until(lambda: shown(dialogue, "USA") == 100)
    assert dialogue.nodes["RUS"].state.own.receipted["USA"] >= dialogue.said["RUS"]
    assert len(refusals(dialogue, "USA")) == 1


def test_a_start_counts_what_is_held() -> None:
    dialogue = talk()
    fill(dialogue)
    counted = dialogue.nodes["USA"].state.held_bytes["RUS"]
    anew = Node(config("USA"), dialogue.random.randbytes, dialogue.stores["USA"], dialogue.now())
    assert anew.state.held_bytes["RUS"] == counted


def test_a_node_that_counts_nothing_is_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(_: Row) -> int:
        return 0

    monkeypatch.setattr(quota, "cost", nothing)
    dialogue = talk(64 * KIB)
    fill(dialogue)
    assert shown(dialogue, "USA") == 100


@pytest.mark.parametrize(("sender", "refused"), [("RUS", 1), ("POL", 0)])
def test_what_a_relaying_member_says_that_another_wrote_is_refused_only_under_its_authors_head(
    sender: str, refused: int
) -> None:
    talk = founded()
    talk.loses = lambda _sender, _payload: True
    talk.rus.says("one more")
    state, feed = talk.usa.node.state, talk.rus.own
    state.config = replace(state.config, quota_bytes=1)
    size = state.record.feed("RUS", feed.id).size
    row = talk.rus.store.entries("RUS", feed.id, size, size + 1)[0]
    payload = Entries("RUS", feed.id, size, (Sent(row.entry, row.salt, row.body),), size + 1, None, b"f" * 64, None, ())
    with pytest.raises(PeerFault) as fault:
        take_entries(state, sender, payload, talk.usa.now())
    assert (fault.value.code, len(state.owed_refusals)) == ("quota-full" if refused else "head-bad", refused)
