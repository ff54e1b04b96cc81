"""What an agreement says of the catalogue of sentences, held against the one that this version has."""

from __future__ import annotations

from parley.desk.agreement import Agreement, template_of
from parley.wire.kinds import KINDS
from parley.wire.local_times import zone_of
from parley.wire.wording import catalogue_hash, unreviewed
from parley.words.faults import OurFault


def catalogue_here(agreement: Agreement) -> str:
    """Give the hash of this version's catalogue in the languages of an agreement's parties, in hex."""
    return catalogue_hash(agreement.languages.values()).hex()


def differs(agreement: Agreement) -> bool:
    """Say whether an agreement names another catalogue than this version has; one that names none does not."""
    return bool(agreement.catalogue) and agreement.catalogue != catalogue_here(agreement)


def refuse_not_here(agreement: Agreement) -> None:
    """Refuse to sign another catalogue than the own, or a review or a time zone that there is not here.

    Raises OurFault `catalogue-differs`, `reviews-differ`, `time-zone-unknown`, each naming what differs.
    """
    if differs(agreement):
        raise OurFault("catalogue-differs", told(agreement))
    if lacking := without_review(agreement):
        raise OurFault("reviews-differ", f"This version has no review of: {', '.join(lacking)}.")
    if unknown := unknown_zones(agreement):
        raise OurFault("time-zone-unknown", f"No time zone here is: {', '.join(unknown.values())}.")


def unknown_zones(agreement: Agreement) -> dict[str, str]:
    """Give the time zones of an agreement that this machine does not have, by party."""
    return {party: name for party, name in agreement.time_zones.items() if zone_of(name) is None}


def told(agreement: Agreement) -> str:
    """Name both catalogues, for an alarm or a refusal."""
    languages = ", ".join(sorted(set(agreement.languages.values())))
    return f"The agreement names {agreement.catalogue}; this version has {catalogue_here(agreement)} for {languages}."


def reviewed_here(agreement: Agreement) -> tuple[str, ...]:
    """Name the templates that this version has a review of in every language of the line."""
    languages = agreement.languages.values()
    return tuple(template_of(kind.type) for kind in KINDS if not unreviewed(kind.type, languages))


def without_review(agreement: Agreement) -> tuple[str, ...]:
    """Name the templates that an agreement calls reviewed and of which this version has no review."""
    here = reviewed_here(agreement) if agreement.reviewed else ()
    return tuple(template for template in agreement.reviewed if template not in here)
