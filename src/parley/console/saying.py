"""What a page says on the line: the request that a command puts, made of a form's few fields."""

from __future__ import annotations

from typing import Any

from parley.console.pages import Visit
from parley.console.port import Json
from parley.desk import messages as m
from parley.wire.catalogue import encode
from parley.wire.kinds import BY_TYPE
from parley.words.terms import Precedence, TrafficClass


async def say(visit: Visit, about: Json, message: m.Message, *, as_fast: bool = False, draft: bool = False) -> None:
    """Say something in the thread of a told statement, as fast as that if wanted, else as slow as its kind may.

    As a draft it waits for who releases it. Raises OurFault as commands do.
    """
    kind, version, body = encode(message)
    speeds, wanted = BY_TYPE[type(message)].precedences, Precedence[about["precedence"]]
    request: dict[str, Any] = {
        "kind": kind,
        "version": version,
        "body": body.hex(),
        "late": False,
        "precedence": (wanted if as_fast and wanted in speeds else min(speeds)).name,
        "class": TrafficClass.DRILL.name if (await visit.ask(do="line"))["drill"] else TrafficClass.OPERATIONAL.name,
        "not_after_ms": None,
        "addressees": [],
        "thread": about["thread"],
        "officer_word": False,
    }
    await visit.ask(**request, **({"do": "draft", "step": "new"} if draft else {"do": "say"}))
