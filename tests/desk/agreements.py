"""The agreement of the demonstration, for every test that needs one, and the same with a third party."""

import re

from parley.desk.agreement import Agreement, parse
from tests.tidy.rules import ROOT

TEXT = (ROOT / "src/parley/app/demo_agreement.toml").read_text()
AGREEMENT: Agreement = parse(TEXT.encode())

_NAMED = re.sub(r'^RUS = "ru"', 'RUS = "ru"\nPOL = "en"', TEXT, flags=re.MULTILINE)
THREE_TEXT = re.sub(r'^(roles = \{ USA = )("[a-z-]+")', r"\1\2, POL = \2", _NAMED, flags=re.MULTILINE)
THREE: Agreement = parse(THREE_TEXT.encode())
