"""The command palette: screens, acts, references and threads under one field, in every language of the line."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from parley.console.keys import told
from parley.console.pages import Visit, page, said
from parley.console.screens.kinds import Act, Screen
from parley.wire.chrome import LANGUAGES
from parley.wire.folding import fold, matches


async def _found(visit: Visit) -> Response:
    question = visit.request.query_params.get("q", "")
    words = fold(question).split()
    screens = [
        (visit.say(f"screen-{name}"), visit.to(path), key)
        for name, path, key in visit.tabs
        if matches(words, fold(" ".join(said(each, f"screen-{name}") for each in LANGUAGES)))
    ]
    acts = [
        each
        for each in told()[1:]
        if words and matches(words, fold(" ".join(said(x, f"key-{each.act}") for x in LANGUAGES)))
    ]
    threads = (await visit.ask(do="find", q=question))["found"]
    return await page(visit, "palette.html", found=threads, commands=screens, keyed=acts, question=question)


SCREENS: Final = (Screen("palette", "palette", _found),)
ACTS: Final[tuple[Act, ...]] = ()
