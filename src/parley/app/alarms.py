"""Alarms to people outside the console: what calls whom, and when again. What leaves is a precedence and a reference.

`alarms.toml` in the home is private: it names targets by URLs that may hold passwords. What was sent is kept in the
line's folder, so that a restart neither forgets an alarm nor sends it twice.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from parley.app.home import Home
from parley.store.files import put
from parley.words.faults import OurFault
from parley.words.instants import MINUTE_MS, SECOND_MS, iso_or_none
from parley.words.limits import ALARM_TARGETS_MAX, ALARMS_BYTES_MAX, SEAT_CHARS_MAX, WITHIN_MIN_MAX
from parley.words.terms import Precedence

FILE: Final = "alarms.toml"
SENT: Final = "alarms.json"
ACKNOWLEDGED_BY: Final = ("opened", "read")
REFERENCES: Final = ("line", "number")
HOLD_MS: Final = 30 * SECOND_MS
"""After a failure a target is left alone for this long, then twice as long, up to a bound."""
HOLD_MS_MAX: Final = 10 * MINUTE_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Whom an Apprise URL reaches: for incoming statements of these precedences, for rungs that call these roles."""

    name: str
    url: str
    precedences: frozenset[Precedence]
    roles: frozenset[str]

    def machine(self) -> dict[str, Any]:
        """Tell it for JSON; of the URL only how it begins."""
        return {
            "name": self.name,
            "by": self.url.partition("://")[0],
            "precedences": [each.name for each in sorted(self.precedences)],
            "roles": sorted(self.roles),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who is called outside the console; `acknowledged_by`: what has to be said here for a repeat to end."""

    targets: tuple[Target, ...] = ()
    repeat_min: int = 10
    repeat_times: int = 3
    acknowledged_by: str = "read"
    reference: str = "line"


class Call(NamedTuple):
    """One reason to call somebody; `key` names it for good, `role` whom a rung calls, none for what came in."""

    key: str
    precedence: Precedence
    party: str
    number: str
    role: str | None = None
    mark: str = ""
    """What stands before a drill's."""


class Due(NamedTuple):
    """One alarm that is to leave now."""

    key: str
    target: Target
    text: str


@dataclass(slots=True)
class Sent:
    """What one alarm to one target has come to; `tries` counts failures in a row."""

    times: int = 0
    last_ms: int = 0
    tries: int = 0


@dataclass(slots=True)
class Outbox:
    """What is pending and what was sent on one line; it stands in a file of the line's folder."""

    waiting: dict[str, str]
    """Ids of urgent statements that came in and that nobody here has acknowledged, each with its thread's id."""
    sent: dict[str, Sent]
    failed: int = 0
    delivered: int = 0
    failed_ms: int = 0


def read_plan(folder: Path) -> Plan:
    """Read the home's file; without one nobody is called. Raises OurFault `alarms-malformed`."""
    path = folder / FILE
    try:
        with path.open("rb") as file:
            return plan_of(file.read(ALARMS_BYTES_MAX))
    except FileNotFoundError:
        return Plan()
    except (OSError, ValueError) as error:
        raise OurFault("alarms-malformed", f"{path}: {str(error)[:200]}.") from None


def plan_of(data: bytes) -> Plan:
    """Read the file's bytes. Raises ValueError with what is wrong; a URL is never in it."""
    try:
        document: dict[str, Any] = tomllib.loads(data.decode())
    except (ValueError, RecursionError):
        raise ValueError("it is no TOML") from None  # what tomllib says may hold a URL
    targets = document.pop("targets", {})
    if not isinstance(targets, dict) or len(targets) > ALARM_TARGETS_MAX:
        raise ValueError(f"targets is no table of at most {ALARM_TARGETS_MAX}")
    plan = Plan(
        targets=tuple(_target(name, each) for name, each in targets.items()),
        repeat_min=_number(document.pop("repeat_min", 10)),
        repeat_times=_number(document.pop("repeat_times", 3)),
        acknowledged_by=_one_of(document.pop("acknowledged_by", "read"), ACKNOWLEDGED_BY),
        reference=_one_of(document.pop("reference", "line"), REFERENCES),
    )
    if document:
        raise ValueError(f"it has {min(document)!r}, which is not known")
    return plan


def _target(name: str, fields: object) -> Target:
    if not isinstance(fields, dict) or set(fields) - {"url", "precedences", "roles"}:
        raise ValueError(f"the target {name!r} has not url, precedences and roles alone")
    url, roles = fields.get("url"), _texts(name, fields.get("roles", []))
    precedences = _texts(name, fields.get("precedences", []))
    if not isinstance(url, str) or "://" not in url:
        raise ValueError(f"the target {name!r} has no URL")
    if unknown := set(precedences) - set(Precedence.__members__):
        raise ValueError(f"the target {name!r} names the precedence {min(unknown)!r}")
    if not precedences and not roles:
        raise ValueError(f"the target {name!r} is called for nothing")
    speeds = frozenset(Precedence[each] for each in precedences)
    return Target(name=name, url=url, precedences=speeds, roles=frozenset(roles))


def _texts(name: str, value: object) -> list[str]:
    if not isinstance(value, list) or any(type(each) is not str or len(each) > SEAT_CHARS_MAX for each in value):
        raise ValueError(f"the target {name!r} has no list of names")
    return value


def _number(value: object) -> int:
    if type(value) is not int or not 1 <= value <= WITHIN_MIN_MAX:
        raise ValueError(f"{value!r} is not within 1 and {WITHIN_MIN_MAX}")
    return value


def _one_of(value: object, known: Iterable[str]) -> str:
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"a value is not one of {', '.join(known)}")
    return value


def text_of(plan: Plan, line: str, call: Call) -> str:
    """Write all that leaves: precedence and reference, without line and party if the plan says so."""
    reference = f"{line.upper()}/{call.party}-{call.number}" if plan.reference == "line" else call.number
    return f"{call.mark}{call.precedence.name} {reference}"


def due(plan: Plan, line: str, calls: Iterable[Call], sent: Mapping[str, Sent], now_ms: int) -> list[Due]:
    """Give what is to leave now: what was never sent, what is to be repeated, what failed and was held long enough."""
    found = []
    for call in calls:
        for target in plan.targets:
            called = call.precedence in target.precedences if call.role is None else call.role in target.roles
            key = f"{call.key} {target.name}"
            if called and _is_due(plan, sent.get(key, Sent()), now_ms):
                found.append(Due(key, target, text_of(plan, line, call)))
    return found


def _is_due(plan: Plan, so_far: Sent, now_ms: int) -> bool:
    if so_far.times >= plan.repeat_times:
        return False
    if so_far.tries:
        return now_ms - so_far.last_ms >= min(HOLD_MS << (so_far.tries - 1), HOLD_MS_MAX)
    return so_far.times == 0 or now_ms - so_far.last_ms >= plan.repeat_min * MINUTE_MS


def note_sent(outbox: Outbox, key: str, now_ms: int, *, left: bool) -> None:
    """Note that an alarm has left or could not."""
    so_far = outbox.sent.setdefault(key, Sent())
    so_far.last_ms = now_ms
    if left:
        so_far.times, so_far.tries = so_far.times + 1, 0
        outbox.delivered += 1
    else:
        so_far.tries = min(so_far.tries + 1, 20)
        outbox.failed, outbox.failed_ms = outbox.failed + 1, now_ms


def forget_others(outbox: Outbox, calls: Iterable[Call]) -> None:
    """Forget what was sent for calls that are no more."""
    keys = {call.key for call in calls}
    outbox.sent = {key: each for key, each in outbox.sent.items() if key.rpartition(" ")[0] in keys}


def read_outbox(folder: Path) -> Outbox:
    """Read what is pending on a line; what cannot be read counts as nothing sent, so that rather twice than never."""
    try:
        found = json.loads((folder / SENT).read_bytes())
        sent = {key: Sent(**each) for key, each in found["sent"].items()}
        return Outbox(dict(found["waiting"]), sent, found["failed"], found["delivered"], found["failed_ms"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Outbox({}, {})


def alarms_told(home: Home, name: str) -> dict[str, Any]:
    """Tell what became of a line's alarms, for JSON; no URL is in it."""
    outbox = read_outbox(home.line_folder(name))
    told: dict[str, Any] = {
        "waiting": len(outbox.waiting),
        "held": sum(each.tries > 0 for each in outbox.sent.values()),
        "delivered": outbox.delivered,
        "failed": outbox.failed,
        "last_failed": iso_or_none(outbox.failed_ms or None),
    }
    try:
        targets = read_plan(home.folder).targets
    except OurFault as fault:
        return {**told, "code": fault.code, "targets": []}
    return {**told, "code": None, "targets": [target.machine() for target in targets]}


def outbox_bytes(outbox: Outbox) -> bytes:
    """Write it as it stands in its file."""
    return json.dumps(asdict(outbox)).encode()


def keep_outbox(folder: Path, outbox: bytes) -> None:
    """Keep it, durable on return. Raises OSError."""
    put(folder / SENT, outbox)
