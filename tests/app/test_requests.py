"""What is asked by the socket of a home: odd values are refused before anything is signed, and end nobody's node."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from parley.app.requests import say
from parley.node.effects import Answer
from parley.node.events import Submitted
from parley.record.entry import decode_entry
from parley.runtime.control import answered
from parley.wire.catalogue import encode
from parley.words.faults import OurFault
from tests.node.talk import Talk, founded, text

KIND, VERSION, BODY = encode(text())
REQUEST: dict[str, Any] = {
    "seat": "watch", "kind": KIND, "version": VERSION, "body": BODY.hex(), "thread": None, "not_after_ms": None,
    "addressees": [], "officer_word": False, "precedence": "ROUTINE", "class": "OPERATIONAL",
}  # fmt: skip


def released(talk: Talk) -> Callable[[Submitted], Awaitable[Answer]]:
    async def release(submitted: Submitted) -> Answer:
        done = talk.usa.round(submitted)
        return next(effect for effect in done if isinstance(effect, Answer))

    return release


def asked(talk: Talk, folder: Path, **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    async def obey(request: dict[str, Any]) -> dict[str, Any]:
        return await say(folder, released(talk), request)

    line = json.dumps(REQUEST | changes).encode() + b"\n"
    answer: dict[str, Any] = json.loads(asyncio.run(answered(line, obey)))
    return answer


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"not_after_ms": True}, "request-malformed"),
        ({"not_after_ms": 1.5}, "request-malformed"),
        ({"not_after_ms": -1}, "slot-range"),
        ({"not_after_ms": 1 << 70}, "slot-range"),
        ({"kind": float("inf")}, "request-malformed"),
        ({"version": float("nan")}, "request-malformed"),
        ({"body": "zz"}, "request-malformed"),
        ({"addressees": [7]}, "request-malformed"),
        ({"precedence": []}, "request-malformed"),
    ],
)
def test_a_value_that_has_no_place_in_an_entry_is_refused(tmp_path: Path, changes: dict[str, Any], code: str) -> None:
    talk = founded()
    before = talk.usa.own.size
    assert asked(talk, tmp_path, **changes)["fault"] == code
    assert talk.usa.own.size == before
    assert "done" in asked(talk, tmp_path), "the node goes on"


def test_an_addressee_named_twice_is_one(tmp_path: Path) -> None:
    talk = founded()
    assert "done" in asked(talk, tmp_path, addressees=["RUS", "USA", "RUS"])
    row = talk.usa.store.entries("USA", talk.usa.own.id, talk.usa.own.size - 1, talk.usa.own.size)[0]
    assert decode_entry(row.entry).addressees == ("RUS", "USA")
    talk.brings()
    assert talk.rus.shown()[-1][1] == ""


def test_a_request_without_a_seat_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(OurFault, match="seat"):
        asyncio.run(say(tmp_path, released(founded()), {}))


def test_one_seat_is_not_two(tmp_path: Path) -> None:
    talk = founded()
    assert asked(talk, tmp_path, second="watch")["fault"] == "seat-needed"
    assert "done" in asked(talk, tmp_path, second="duty-commander")
