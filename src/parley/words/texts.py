"""Texts that people type: which characters may stand in them."""

from __future__ import annotations

import re
from typing import Final

# Controls but the line feed; direction embeddings, overrides and isolates; line and paragraph separators; marks that
# nobody sees; non-characters. Stated here and not asked of the Unicode tables, which differ between versions of Python.
HIDDEN: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u180e\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f]"
)


def has_hidden(text: str) -> bool:
    """Say whether a text holds control, direction or invisible characters that could make it read as another."""
    # Most texts are printable throughout, which is quickly said; nothing that HIDDEN names is.
    return not text.isprintable() and HIDDEN.search(text) is not None
