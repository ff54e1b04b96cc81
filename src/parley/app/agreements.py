"""What an agreement says, for whoever is to sign it; and ready-made ones to begin from, with a mark at each term."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from parley.desk.agreement import Agreement
from parley.desk.agreement.contradictions import Contradiction
from parley.desk.agreement.explained import LANGUAGES, explained, said
from parley.desk.fields import LANGUAGE
from parley.wire.signed import catalogue_here, differs, reviewed_here, unknown_zones, without_review
from parley.words.faults import OurFault
from parley.words.terms import is_party_code

CODES: Final = ("AAA", "BBB")
MARK: Final = re.compile(r" # (read: .+|unverified(: .+)?)$")
DEFAULT: Final = "flight-safety"
_TEXTS: Final = re.compile(r"\{ en = (\"[^\"]*\"), ru = (\"[^\"]*\") \}")
_LANGUAGE: Final = re.compile(r'^(AAA|BBB) = "[a-z]+"', re.MULTILINE)


def profile_names() -> tuple[str, ...]:
    """Give the names of all profiles, the default first."""
    found = [path.name.removesuffix(".toml") for path in _folder().iterdir() if path.name.endswith(".toml")]
    return tuple(sorted(found, key=lambda name: (name != DEFAULT, name)))


def profile_text(name: str) -> str:
    """Give a profile's file. Raises OurFault `profile-unknown`."""
    if name not in profile_names():
        raise OurFault("profile-unknown", f"There is no profile {name!r}; there are: {', '.join(profile_names())}.")
    return (_folder() / f"{name}.toml").read_text(encoding="utf-8")


def about(name: str) -> str:
    """Give a profile's first paragraph in one line."""
    said = profile_text(name).split("\n#\n")[0]
    return " ".join(line.removeprefix("#").strip() for line in said.splitlines())


def start_file(name: str, parties: Mapping[str, str]) -> str:
    """Give a profile with the codes of two parties and their languages put in, to be edited and signed.

    A text for which the profile has no version in a language stands there in English. Raises OurFault
    `profile-unknown`, `party-code`, `language-unknown`.
    """
    codes = tuple(parties)
    if len(set(codes)) != 2 or not all(map(is_party_code, codes)):
        raise OurFault("party-code", f"{' and '.join(codes)} are not the codes of two parties.")
    for language in parties.values():
        if LANGUAGE.fullmatch(language) is None:
            raise OurFault("language-unknown", f"{language!r} is no code of a language, as en.")
    put = dict(zip(CODES, codes, strict=True))
    text = _LANGUAGE.sub(lambda found: f"{found[1]} = {json.dumps(parties[put[found[1]]])}", profile_text(name))
    text = _TEXTS.sub(lambda found: _in_languages(found[1], found[2], sorted(set(parties.values()))), text)
    return re.sub("|".join(CODES), lambda found: put[found[0]], text)


def says(agreement: Agreement, language: str) -> tuple[str, ...]:
    """Explain an agreement, and say what of this version's catalogue it does not take."""
    return (*explained(agreement, language), *_of_the_catalogue(agreement, language))


def _of_the_catalogue(agreement: Agreement, language: str) -> Iterator[str]:
    yield differing(agreement, language) or said(language, "catalogue-here", catalogue_here(agreement))
    if not agreement.takes_unreviewed:
        yield said(language, "reviewed-here", ", ".join(reviewed_here(agreement)) or "—")
    if lacking := without_review(agreement):
        yield said(language, "reviews-differ", ", ".join(lacking))


def not_here(agreement: Agreement) -> Iterator[Contradiction]:
    """Name what this machine cannot show: time zones that it does not have."""
    for party, name in unknown_zones(agreement).items():
        why = {language: said(language, "zone-unknown", name) for language in LANGUAGES}
        yield Contradiction("time-zone-unknown", f"time_zones.{party}", why)


def differing(agreement: Agreement, language: str) -> str:
    """Say that an agreement names another catalogue than this version's; nothing where it does not."""
    if not differs(agreement):
        return ""
    return said(language, "catalogue-differs", agreement.catalogue, catalogue_here(agreement))


def _in_languages(english: str, russian: str, languages: list[str]) -> str:
    known = {"en": english, "ru": russian}
    return "{ " + ", ".join(f"{language} = {known.get(language, english)}" for language in languages) + " }"


def _folder() -> Traversable:
    return files("parley.app") / "profiles"
