"""What the catalogue costs in processor time: a language's file, a sentence, 200 entries of a screen (`--json`)."""

import argparse
import json
import time

from parley.wire.context import Context
from parley.wire.render import render
from parley.wire.speech import FOLDER, LANGUAGES, speech_of
from parley.wire.wording import catalogue_hash, standing
from sim.samples import SAMPLES

SCREEN = 200
"""Entries on one screen of a long list."""


def figures() -> dict[str, dict[str, float]]:
    """Figures for each language: ms to read its file, µs a sentence, ms a screen; ms for the hash of them all."""
    context = Context(author="USA", addressee="RUS")
    found = {}
    for language in LANGUAGES:
        start = time.process_time()
        speech_of(language, (FOLDER / f"{language}.ftl").read_text("utf-8"))
        read_ms = (time.process_time() - start) * 1e3
        for sample in SAMPLES:  # each sentence is compiled at its first use
            render(sample, language, context)
        start = time.process_time()
        for number in range(SCREEN):
            sample = SAMPLES[number % len(SAMPLES)]
            render(sample, language, context)
            standing(type(sample), language)
        screen_ms = (time.process_time() - start) * 1e3
        found[language] = {
            "read_ms": round(read_ms, 1),
            "sentence_us": round(screen_ms / SCREEN * 1e3),
            "screen_ms": round(screen_ms, 1),
        }
    start = time.process_time()
    catalogue_hash(LANGUAGES)
    found["all"] = {"hash_ms": round((time.process_time() - start) * 1e3, 1)}
    return found


def main() -> None:
    """Print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one object")
    found = figures()
    if parser.parse_args().json:
        print(json.dumps(found))
    else:
        print(*(f"{language}: {each}" for language, each in found.items()), sep="\n")


if __name__ == "__main__":
    main()
