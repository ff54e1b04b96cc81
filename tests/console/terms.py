"""An agreement for tests of the console: the demonstration's without its watch checks, so that no alarm stands."""

from __future__ import annotations

import re

from parley.app.story import agreement_text

TERMS = re.sub(r"\[watch\].*?(?=\n\[)", "", agreement_text(("USA", "RUS")), flags=re.DOTALL)
OFFICER = "watch-officer"
"""The role under which a seat of this name acknowledges."""
