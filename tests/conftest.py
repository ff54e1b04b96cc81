"""What every test may use."""

import pytest
from hypothesis import settings

from tests import external

# A gate says the same today and tomorrow, also on a machine under load; a search sets a profile of its own.
settings.register_profile("gate", deadline=None, derandomize=True)
settings.load_profile("gate")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many vectors of others ran, and on which of them the library alone is too lax."""
    for line in sorted(external.RAN):
        terminalreporter.write_line(line)
