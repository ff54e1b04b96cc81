"""The agreement: what is signed, which clause binds which deadline, what is proposed; proposing and signing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from starlette.datastructures import UploadFile
from starlette.responses import Response

from parley.console import shown
from parley.console.pages import Visit, page, see
from parley.console.screens.kinds import Act, Screen
from parley.words.faults import OurFault
from parley.words.limits import AMENDED_BYTES_MAX


async def _agreement(visit: Visit) -> Response:
    found = await visit.ask(do="agreement")
    return await page(visit, "agreement.html", agreement=found, checked=None, file="", **shown.tools(visit))


async def _check(visit: Visit, form: Mapping[str, str]) -> Response:
    """Judge an uploaded file, and show it with what it would change; nothing is signed yet."""
    file = await _uploaded(visit, form)
    found = await visit.ask(do="agreement-check", agreement=file.hex())
    agreement = await visit.ask(do="agreement")
    here = replace(visit, screen="agreement")
    return await page(here, "agreement.html", agreement=agreement, checked=found, file=file.hex(), **shown.tools(visit))


async def _uploaded(visit: Visit, form: Mapping[str, str]) -> bytes:
    """Give the file that a form sent, or the text typed into it. Raises OurFault `file-unreadable`."""
    upload = (await visit.request.form()).get("file")
    file = form.get("text", "").replace("\r\n", "\n").encode()
    if isinstance(upload, UploadFile):
        with upload.file:
            file = upload.file.read(AMENDED_BYTES_MAX + 1) or file
    if not file.strip() or len(file) > AMENDED_BYTES_MAX:
        raise OurFault("file-unreadable", f"An amendment is a file with at most {AMENDED_BYTES_MAX} bytes.")
    return file


async def _sign(visit: Visit, form: Mapping[str, str]) -> Response:
    """Sign what was checked, or what the other side has proposed under this hash."""
    file = form.get("agreement", "")
    if "proposed" in form:
        found = await visit.ask(do="agreement")
        meant = [each for each in found["proposed"] if each["agreement"] == form["proposed"]]
        if not meant:
            raise OurFault("amendment-unknown", "Nothing is proposed under this hash any more.")
        file = meant[0]["file"].encode().hex()
    await visit.ask(do="amend", agreement=file, officer_word=False)
    return see(visit.to("agreement"))


SCREENS: Final = (Screen("agreement", "agreement", _agreement, "7"),)
ACTS: Final = (Act("agreement-check", "agreement/check", _check), Act("agreement-sign", "agreement/sign", _sign))
