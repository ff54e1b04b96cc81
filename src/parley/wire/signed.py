"""What an agreement says of the catalogue of sentences, held against the one that this version has."""

from __future__ import annotations

from parley.desk.agreement import ALWAYS_IN_FORCE, Agreement, template_of
from parley.desk.messages import Message
from parley.wire.wording import catalogue_hash, unreviewed
from parley.words.faults import OurFault


def catalogue_here(agreement: Agreement) -> str:
    """Give the hash of this version's catalogue in the languages of an agreement's parties, in hex."""
    return catalogue_hash(agreement.languages.values()).hex()


def differs(agreement: Agreement) -> bool:
    """Say whether an agreement names another catalogue than this version has; one that names none does not."""
    return bool(agreement.catalogue) and agreement.catalogue != catalogue_here(agreement)


def refuse_other_catalogue(agreement: Agreement) -> None:
    """Refuse to sign another catalogue than the own. Raises OurFault `catalogue-differs`, which names both."""
    if differs(agreement):
        raise OurFault("catalogue-differs", told(agreement))


def told(agreement: Agreement) -> str:
    """Name both catalogues, for an alarm or a refusal."""
    languages = ", ".join(sorted(set(agreement.languages.values())))
    return f"The agreement names {agreement.catalogue}; this version has {catalogue_here(agreement)} for {languages}."


def lacks_review(agreement: Agreement, kind: type[Message]) -> tuple[str, ...]:
    """Give the languages of the line for want of whose review a kind is not in force; none: it is.

    What no agreement can close needs no review either: without it nothing could be tested, acknowledged or put right.
    """
    if agreement.takes_unreviewed or template_of(kind) in ALWAYS_IN_FORCE:
        return ()
    return unreviewed(kind, agreement.languages.values())
