"""What the agreement lets a party send: templates in force and reviewed, with the evidence of their release."""

from __future__ import annotations

from typing import Final

from parley.desk.agreement import Agreement, template_in_force, template_of, template_reviewed
from parley.desk.release import proofs_needed
from parley.node.threads import Statement
from parley.record.release import counted

NOT_IN_FORCE: Final = "template-not-in-force"
UNREVIEWED: Final = "template-unreviewed"
"""The codes for what the agreement does not let a party send; whoever sends it is answered."""
UNPROVED: Final = "release-unproved"
"""The code for what lacks the evidence of its release; whoever sends it is answered, as for every `release-` code."""


def kept_out(agreement: Agreement, statement: Statement) -> str:
    """Say why the agreement does not let a party send this, whatever its thread: a code, or nothing."""
    template = template_of(type(statement.message))
    if not template_in_force(agreement, template, statement.author):
        return NOT_IN_FORCE
    return _unproved(agreement, statement) if template_reviewed(agreement, template) else UNREVIEWED


def _unproved(agreement: Agreement, statement: Statement) -> str:
    """Say why too few officers' keys released a statement, where the agreement asks for them: a code, or nothing."""
    needed = proofs_needed(agreement, type(statement.message))
    if not needed:
        return ""
    if statement.released is None:
        return UNPROVED
    judged = statement.released.judged(statement.author, statement.position)
    if counted(judged) >= needed:
        return ""
    return next((each.code for each in judged if each.code), UNPROVED)
