"""The agreement of the demonstration, for every test that needs one."""

from parley.desk.agreement import Agreement, parse
from tests.tidy.rules import ROOT

TEXT = (ROOT / "src/parley/app/demo_agreement.toml").read_text()
AGREEMENT: Agreement = parse(TEXT.encode())
