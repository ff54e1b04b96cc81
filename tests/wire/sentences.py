"""What is wrong with the files of sentences: each against the others, the slots of the kinds and CLDR."""

import itertools
import re
import typing
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from babel import Locale
from fluent.syntax import FluentParser, ast

from parley.wire import slots as s
from parley.wire.kind import Kind, Slot
from parley.wire.kinds import KINDS
from parley.wire.render import sentence_name
from parley.wire.speech import FOLDER, LANGUAGES, Piece, Value, speech_of

SOURCES = {language: (FOLDER / f"{language}.ftl").read_text("utf-8") for language in LANGUAGES}
WORD = re.compile("[\\w\u064b-\u0652]+")
"""Letters with the vowel signs of Arabic, which are no letters to `re`."""
CATEGORIES = {"zero", "one", "two", "few", "many", "other"}
Path = tuple[tuple[str, str], ...]
"""Which words were chosen on the way to a place in a sentence."""


class Choice(NamedTuple):
    """One place at which a sentence chooses by a value."""

    value: str
    keys: frozenset[str]
    plural: bool
    showing: frozenset[str]  # the keys under which the value itself is written


class Sentence(NamedTuple):
    """What one sentence or term uses."""

    shown: frozenset[str]
    choices: tuple[Choice, ...]
    denials: frozenset[tuple[Path, str]]
    refers: frozenset[str]
    words: frozenset[str]


class Language(NamedTuple):
    """The sentences of a file by name (terms with their hyphen), what cannot be read, and the words that deny."""

    sentences: Mapping[str, Sentence]
    unread: tuple[str, ...]
    denying: frozenset[str]


@cache
def plural_numbers(language: str) -> Mapping[str, int | Decimal]:
    """A number for each plural form that CLDR has for the language: the smallest whole one, else one and a half."""
    rule = Locale.parse(language).plural_form
    found: dict[str, int | Decimal] = {}
    for number in (*range(200), Decimal("1.5")):
        found.setdefault(rule(number), number)
    return found


# ---------------------------------------------------------------- reading a file


@cache
def read(source: str) -> Language:
    """Read the text of a file."""
    entries = FluentParser().parse(source).body
    unread = [f"cannot be read: {entry.content!r}" for entry in entries if isinstance(entry, ast.Junk)]
    found: dict[str, Sentence] = {}
    for entry in entries:
        if isinstance(entry, ast.Message | ast.Term):
            name = ("-" if isinstance(entry, ast.Term) else "") + entry.id.name
            unread += [f"{name} stands twice"] if name in found else []
            found[name] = _sentence(entry.value)
            found.update({f"{name}.{each.id.name}": _sentence(each.value) for each in entry.attributes})
    return Language(found, tuple(unread), found["negation-words"].words if "negation-words" in found else frozenset())


class _Walk:
    """Goes through a sentence and notes what it uses."""

    def __init__(self) -> None:
        self.shown: set[str] = set()
        self.choices: list[Choice] = []
        self.denials: set[tuple[Path, str]] = set()
        self.refers: set[str] = set()
        self.words: set[str] = set()

    def pattern(self, pattern: ast.Pattern, path: Path) -> None:
        for element in pattern.elements:
            if isinstance(element, ast.TextElement):
                self.words.update(WORD.findall(element.value.lower()))
            else:
                self.said(element.expression, path)

    def said(self, expression: object, path: Path) -> None:
        match expression:
            case ast.VariableReference():
                self.shown.add(expression.id.name)
            case ast.MessageReference():
                self.refers.add(expression.id.name)
            case ast.TermReference():
                self.refers.add(f"-{expression.id.name}")
                self.denials.add((path, expression.id.name))
            case ast.SelectExpression():
                self.chosen(expression, path)
            case _:
                assert isinstance(expression, ast.StringLiteral), expression

    def chosen(self, select: ast.SelectExpression, path: Path) -> None:
        assert isinstance(select.selector, ast.VariableReference)
        value = select.selector.id.name
        variants = {_key(variant): variant.value for variant in select.variants}
        plural = bool(variants.keys() & CATEGORIES) and not variants.keys() - CATEGORIES - {"absent"}
        showing = set()
        for key, pattern in variants.items():
            before, self.shown = self.shown, set()
            self.pattern(pattern, path if plural else (*path, (value, key)))
            showing |= {key} if value in self.shown else set()
            self.shown |= before
        self.choices.append(Choice(value, frozenset(variants), plural, frozenset(showing)))


def _key(variant: ast.Variant) -> str:
    return variant.key.name if isinstance(variant.key, ast.Identifier) else variant.key.value


def _sentence(pattern: ast.Pattern | None) -> Sentence:
    assert pattern is not None
    walk = _Walk()
    walk.pattern(pattern, ())
    return Sentence(
        frozenset(walk.shown),
        tuple(walk.choices),
        frozenset(walk.denials),
        frozenset(walk.refers),
        frozenset(walk.words),
    )


# ---------------------------------------------------------------- what is wrong


def faults(sources: Mapping[str, str]) -> list[str]:
    """What is wrong with these files, each by itself, against the English one, and against the kinds."""
    languages = {language: read(source) for language, source in sources.items()}
    return [
        f"{language}: {fault}"
        for language, found in languages.items()
        for fault in (*found.unread, *_alone(language, found), *_beside(found, languages["en"]), *_of_kinds(found))
    ]


def _alone(language: str, found: Language) -> Iterator[str]:
    for name, sentence in found.sentences.items():
        yield from (f"{name} refers to {other}" for other in sentence.refers - found.sentences.keys())
        if name.startswith("-not-"):
            if not sentence.words & found.denying:
                yield f"{name} denies nothing"
        elif name != "negation-words" and sentence.words & found.denying:
            yield f"{name} denies by itself: {sorted(sentence.words & found.denying)}"
        for choice in sentence.choices:
            if choice.plural and (missing := plural_numbers(language).keys() - choice.keys):
                yield f"{name}, ${choice.value}: no plural form {sorted(missing)}"
            if choice.plural and choice.showing and (hidden := choice.keys - choice.showing - {"absent"}):
                yield f"{name}, ${choice.value}: the number is not written under {sorted(hidden)}"


def _beside(found: Language, english: Language) -> Iterator[str]:
    yield from (f"{name} is missing" for name in english.sentences.keys() - found.sentences.keys())
    yield from (f"{name} is not in English" for name in found.sentences.keys() - english.sentences.keys())
    for name in english.sentences.keys() & found.sentences.keys():
        ours, theirs = found.sentences[name], english.sentences[name]
        if ours.shown != theirs.shown:
            yield f"{name} writes {sorted(ours.shown)}, in English {sorted(theirs.shown)}"
        if ours.denials != theirs.denials:
            yield f"{name} denies {sorted(ours.denials)}, in English {sorted(theirs.denials)}"
        if _words_chosen(ours) != _words_chosen(theirs):
            yield f"{name} chooses by {_words_chosen(ours)}, in English by {_words_chosen(theirs)}"


def _words_chosen(sentence: Sentence) -> dict[str, set[str]]:
    chosen: dict[str, set[str]] = {}
    for choice in sentence.choices:
        if not choice.plural:
            chosen.setdefault(choice.value, set()).update(choice.keys)
    return chosen


def _of_kinds(found: Language) -> Iterator[str]:
    for kind in KINDS:
        name = sentence_name(kind.type)
        known = {each for slot in kind.slots for each in _names(slot)}
        for said in {name, f"{name}.subject"} & found.sentences.keys():
            if strange := _used(list(_with_parts(found, said))) - known:
                yield f"{said}: no slot has {sorted(strange)}"
        if name in found.sentences:
            yield from (f"{name}: {fault}" for fault in _of_kind(kind, list(_with_parts(found, name))))


def _used(parts: list[Sentence]) -> set[str]:
    return {name for part in parts for name in (*part.shown, *(choice.value for choice in part.choices))}


def _names(slot: Slot) -> set[str]:
    """What a sentence may call a slot."""
    ends = {"count"} if slot.codec.item is not None else {"quoted"} if slot.codec.free else set()
    ends |= {"country"} if slot.codec is s.PARTY else {"near"} if slot.codec is s.POINT else set()
    return {slot.name} | {f"{slot.name}-{end}" for end in ends}


def _with_parts(found: Language, name: str) -> Iterator[Sentence]:
    """A sentence and those that stand in it."""
    if name in found.sentences:
        yield found.sentences[name]
        for other in found.sentences[name].refers:
            yield from _with_parts(found, other)


def _of_kind(kind: Kind, parts: list[Sentence]) -> Iterator[str]:
    used, hints = _used(parts), typing.get_type_hints(kind.type)
    for slot in (slot for slot in kind.slots if slot.name != "language"):  # said with each text (wire.render)
        if not _names(slot) & used:
            yield f"slot {slot.name} is not said"
        for members in (each for each in (hints[slot.name], *typing.get_args(hints[slot.name])) if _is_choice(each)):
            keys = {
                key for part in parts for choice in part.choices if choice.value == slot.name for key in choice.keys
            }
            missing = {member.name.lower().replace("_", "-") for member in members} - keys
            if missing:
                yield f"slot {slot.name} has no words for {sorted(missing)}"


def _is_choice(hint: object) -> bool:
    return isinstance(hint, type) and issubclass(hint, IntEnum)


# ---------------------------------------------------------------- saying everything


def said(language: str, source: str) -> Iterator[tuple[str, dict[str, Value], str]]:
    """Say each sentence of a file with each word and each plural form that it can choose; name, values, text."""
    found, words = read(source), speech_of(language, source)
    for name in found.sentences:
        if not name.startswith("-"):
            parts = list(_with_parts(found, name))
            for values in _values(language, parts):
                yield name, values, words.say(name, **values)


def _values(language: str, parts: list[Sentence]) -> Iterator[dict[str, Value]]:
    domains: dict[str, dict[str, Value]] = {name: {"": Piece(f"<{name}>")} for part in parts for name in part.shown}
    for choice in (choice for part in parts for choice in part.choices):
        domain = domains.setdefault(choice.value, {})
        if choice.plural:
            domain.update(plural_numbers(language))
        words = choice.keys & {"absent"} if choice.plural else choice.keys - {"given"}
        domain.update({key: int(key) if key.isdigit() else key for key in words})
        if choice.plural or choice.keys - {"given", "absent"}:
            domain.pop("", None)
    for values in itertools.product(*(domain.values() for domain in domains.values())):
        yield dict(zip(domains, values, strict=True))
