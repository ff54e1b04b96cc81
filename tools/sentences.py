"""The sentences of the catalogue: the examples of docs/rendered.md, and what a linguist passes.

`python -m tools.sentences [LANGUAGE]` prints each sentence's name, its digest for the table of reviews, and who passed
it.
"""

import sys
from collections.abc import Iterator

from parley.desk.messages import Message
from parley.wire.context import Context
from parley.wire.kinds import KINDS
from parley.wire.render import render, subject
from parley.wire.speech import LANGUAGES
from parley.wire.wording import digest, needed, review, sentences, unreviewed
from sim.samples import SAMPLES

RIGHT_TO_LEFT = {"ar"}
CONTEXT = Context(author="USA", addressee="RUS", cite=lambda _: "USA 12", name=lambda name: name.replace("-", " "))


def rendered() -> Iterator[str]:
    """The lines of docs/rendered.md: each kind's samples in each language, and how far its wording is reviewed."""
    for kind in KINDS:
        yield f"\n## {kind.number} {kind.type.__name__}\n"
        yield "| | example | reviewed |\n|---|---|---|"
        for sample in (each for each in SAMPLES if type(each) is kind.type):
            for language in LANGUAGES:
                examples = [render(sample, language, CONTEXT), subject(sample, language, CONTEXT)]
                shown = "<br>".join(_shown(text, language) for text in examples if text is not None)
                yield f"| {language} | {shown} | {passed(kind.type, language)} |"


def _shown(text: str, language: str) -> str:
    text = text.replace("|", "\\|")
    return f'<bdi dir="rtl" lang="{language}">{text}</bdi>' if language in RIGHT_TO_LEFT else text


def passed(kind: type[Message], language: str) -> str:
    """Who passed what a kind needs in a language, or that it is not reviewed."""
    if unreviewed(kind, [language]):
        return "not reviewed"
    reviews = {review(language, name) for name in needed(kind, language)}
    return "; ".join(sorted(f"{each.by}, {each.on}" for each in reviews if each is not None))


def main() -> int:
    """Print the sentences of the languages named, or of all."""
    for language in sys.argv[1:] or LANGUAGES:
        for name, text in sentences(language).items():
            found = review(language, name)
            print(
                language, name, digest(text), "not reviewed" if found is None else f"{found.by}, {found.on}", sep="\t"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
