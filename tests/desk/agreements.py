"""The agreement of the demonstration, for every test that needs one; the same with a third party; calls by token."""

import re

from parley.desk.agreement import Agreement, parse
from tests.tidy.rules import ROOT

TEXT = (ROOT / "src/parley/app/demo_agreement.toml").read_text()
AGREEMENT: Agreement = parse(TEXT.encode())

_NAMED = re.sub(r'^RUS = "ru"', 'RUS = "ru"\nPOL = "en"', TEXT, flags=re.MULTILINE)
THREE_TEXT = re.sub(r'^(roles = \{ USA = )("[a-z-]+")', r"\1\2, POL = \2", _NAMED, flags=re.MULTILINE)
THREE: Agreement = parse(THREE_TEXT.encode())

LADDERS = """
[channels.un-mission]
sort = "relay"
name = { en = "UN mission", ru = "миссия ООН" }

[[escalation]]
after_min = 600
role = "minister-of-defence"
alternates = ["foreign-minister"]
channel = "un-mission"

[[escalation_by.IMMEDIATE]]
after_min = 0
role = "director-of-operations"

[[escalation_by.IMMEDIATE]]
after_min = 30
role = "chief-of-staff"
channel = "un-mission"

[next_pairing]
ministers-of-defence = "chiefs-of-staff"
chiefs-of-staff = "foreign-ministers"

[hours.RUS]
from = "04:00Z"
until = "20:00Z"
days = ["mon", "tue", "wed", "thu", "fri"]
called = "director-of-operations"
within_min = 15
"""
"""Further tables of an agreement: ladders of every sort, and a watch that is not always there."""


def by_token(text: str) -> str:
    """The same with calls that are set up by token, and an alternate for the chiefs of staff."""
    text = re.sub("^(call_answer_within_h = .*)$", r"\1\ncalls_by_token = true", text, flags=re.MULTILINE)
    return re.sub(
        r"^(roles = \{ USA = \"chief-of-staff\".*)$",
        r'\1\nalternates = { RUS = ["director-of-operations"] }',
        text,
        flags=re.MULTILINE,
    )
