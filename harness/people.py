"""Those who use the nodes meanwhile: officers who say things and read, by the socket that commands use."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from harness.journal import Journal
from harness.nodes import Json, Node
from parley.app.reading import Book, book_of_export
from parley.desk import messages as m
from parley.record.verify import verify
from parley.wire.catalogue import encode
from parley.words.instants import DAY_MS
from parley.words.terms import Precedence
from tools import verify_record

AGREEMENT: Final = """
format = 1
founded = 2026-01-01T00:00:00Z
call_answer_within_h = 48
escalation = []
acknowledge_within_min = {}

[roles.watch]
name = { en = "watch", ru = "смена" }
authority = { en = "answers", ru = "отвечает" }

[pairings.watch]
name = { en = "watch", ru = "смена" }
roles = { USA = "watch", RUS = "watch" }

[parties]
USA = "en"
RUS = "ru"

[reply_within_min]
FLASH = 15
IMMEDIATE = 60
PRIORITY = 720
ROUTINE = 2880
"""
SLOT_MS: Final = 1_900_000_000_000
SAY_PAUSE_S: Final = 0.15
READ_PAUSE_S: Final = 0.7
READ_LAST: Final = 200
CALLS_KEPT: Final = 8
UNSURE: Final = frozenset({"store-failed", "home-unwritable"})
"""Codes after which a statement may stand."""


@dataclass(slots=True)
class Desk:
    """What the officers of both sides know of each other's open calls."""

    calls: list[str] = field(default_factory=list)
    count: int = 0

    def opened(self, thread: str) -> None:
        """Remember a call request."""
        self.calls = [*self.calls[1 - CALLS_KEPT :], thread]


def requested(message: m.Message, precedence: Precedence, thread: str | None) -> Json:
    """Give a statement as commands ask for it."""
    kind, version, body = encode(message)
    return {
        "do": "say", "seat": "watch", "kind": kind, "version": version, "body": body.hex(), "thread": thread,
        "precedence": precedence.name, "class": "OPERATIONAL", "not_after_ms": None, "addressees": [],
        "officer_word": True,
    }  # fmt: skip


def drawn(desk: Desk, tag: str, random: Random) -> tuple[m.Message, str | None]:
    """Draw what an officer says, and in which thread; its tag is in it, but an answer to a call bears none."""
    fate = random.random()
    if fate < 0.05:
        call = m.CallRequest(
            language="en", pairing="watch", topic=tag, slots_ms=(SLOT_MS, SLOT_MS + DAY_MS),
            call_language="en", interpreter=m.Interpreter.BOTH,
        )  # fmt: skip
        return call, None
    if fate < 0.15 and desk.calls:
        if random.random() < 0.5:
            return m.CallAnswer(answer=m.Answer.ACCEPTED, at_ms=SLOT_MS), random.choice(desk.calls)
        declined = m.CallAnswer(answer=m.Answer.DECLINED, reason=m.DeclineReason.NONE_GIVEN)
        return declined, random.choice(desk.calls)
    text = f"{tag} {'x' * int(2 * 500 ** random.random())}"
    return m.PlainStatement(language="en", text=text), None


def tag_of(message: object) -> str | None:
    """Give the tag that a message bears."""
    text = message.text if isinstance(message, m.PlainStatement) else getattr(message, "topic", None)
    return None if text is None else str(text).partition(" ")[0]


async def speak(node: Node, number: int, desk: Desk, journal: Journal, random: Random) -> None:
    """Say one thing after the other until cancelled."""
    while True:
        desk.count += 1
        tag = f"{node.party}-{desk.count}"
        message, thread = drawn(desk, tag, random)
        precedence = random.choices(list(Precedence), (6, 2, 1, 1))[0]
        process = f"officer-{node.party}-{number}-{node.run}"
        journal.write(process, node.party, "invoke", "say", tag=tag)
        answer = await node.ask(requested(message, precedence, thread))
        if answer is None or answer.get("fault") in UNSURE:
            journal.write(process, node.party, "info", "say", tag=tag)
            await asyncio.sleep(0.2)
        elif "fault" in answer:
            journal.write(process, node.party, "fail", "say", tag=tag, code=answer["fault"])
        else:
            entry = answer["done"]["id"]
            journal.write(process, node.party, "ok", "say", id=entry, tag=tag if tag_of(message) else None)
            if isinstance(message, m.CallRequest):
                desk.opened(entry)
        await asyncio.sleep(random.uniform(0, 2 * SAY_PAUSE_S))


async def read(node: Node, journal: Journal, random: Random) -> None:
    """Read the newest statements now and then until cancelled."""
    while True:
        await asyncio.sleep(random.uniform(0, 2 * READ_PAUSE_S))
        await read_once(node, journal)


async def read_once(node: Node, journal: Journal) -> None:
    """Read the newest statements."""
    process = f"reader-{node.party}-{node.run}"
    answer = await node.ask({"do": "list", "whose": "", "open": False, "last": READ_LAST})
    if answer is None or "done" not in answer:
        return
    told: list[dict[str, Any]] = answer["done"]["statements"]
    found = [
        [each["id"], each["number"], {party: at for party, at in each["stored"].items() if at is not None}]
        for each in told
    ]
    numbers = [number for _, number, _ in found if number is not None]
    if numbers:
        journal.write(process, node.party, "ok", "read", statements=found, numbered=max(numbers))


async def export(node: Node, out: Path, cards: list[bytes], journal: Journal) -> bool:
    """Have a running node write an export, and try it; say whether it did."""
    answer = await node.ask({"do": "export", "out": str(out)})
    if answer is None or "done" not in answer:
        return False
    verdicts, book = await asyncio.to_thread(tried, out, cards)
    tree = book.record.joint_tree
    root = tree.root().hex()
    journal.write("exporter", node.party, "ok", "export", verdicts=verdicts, numbered=tree.size, root=root)
    return True


def tried(out: Path, cards: list[bytes]) -> tuple[list[str], Book]:
    """Give both verifiers' verdicts of an export, and what it holds."""
    files = {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    return [verify(files, cards).verdict, str(verify_record.verify(files, cards)["verdict"])], book_of_export(files)
