"""What is printed: an entry on a sheet of its own, and the card for the telephone when the line is down."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import Final

from starlette.responses import HTMLResponse, Response

from parley.console.pages import Visit, page, said
from parley.console.policy import FIXED
from parley.console.screens.kinds import Screen
from parley.seal.digest import sha256
from parley.wire.chrome import LANGUAGES
from parley.words.faults import OurFault

_STYLE: Final = re.compile("<style>(.*?)</style>", re.DOTALL)
STEPS: Final = ("card-who", "card-digits", "card-their-digits", "card-passed", "card-read-back", "card-end")


async def _sheet(visit: Visit) -> Response:
    """Serve a sheet as the node wrote it: it loads nothing, and its one style is allowed by its hash."""
    text = str((await visit.ask(do="page", ref=visit.request.path_params["ref"]))["text"])
    style = _STYLE.search(text)
    if style is None:
        raise OurFault("console-defect")
    allowed = f"style-src 'sha256-{b64encode(sha256(style[1].encode())).decode()}'"
    rest = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return HTMLResponse(text, headers={**FIXED, "Content-Security-Policy": f"default-src 'none'; {allowed}; {rest}"})


async def _card(visit: Visit) -> Response:
    card = await visit.ask(do="card")
    record = (await visit.ask(do="watch", step="status"))["record"]
    size, _, digits = record.partition(":")
    first, _, last = digits.partition("-")
    spoken = [each for each in dict.fromkeys(card["languages"].values()) if each in LANGUAGES]
    values = {"party": visit.house.party, "line": visit.line, "size": size, "first": first, "last": last}
    scripts = {language: [said(language, step, **values) for step in STEPS] for language in spoken}
    return await page(visit, "card.html", card=card, scripts=scripts, record=record)


SCREENS: Final = (Screen("print", "print/{ref}", _sheet), Screen("card", "card", _card))
ACTS: Final = ()
