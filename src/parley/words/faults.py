"""Faults with stable codes: whose fault it is stands in the type, what to do next stands beside the message."""

from __future__ import annotations

from parley.words.codes import CODES


class Fault(Exception):
    """A refusal or failure that people and scripts meet.

    `code` is stable and listed in docs/errors.md; `message` says what is wrong; `todo` says what to do next.
    """

    def __init__(self, code: str, message: str = "", todo: str = "") -> None:
        entry = CODES[code]
        self.code = code
        self.message = message or entry.meaning
        self.todo = todo or entry.todo
        super().__init__(self.message)


class OurFault(Fault):
    """Something on this side: a wrong call, a machine that lacks something, a file that is not there."""


class PeerFault(Fault):
    """Something that came from outside and is refused: bytes, keys, files of a counterpart."""
