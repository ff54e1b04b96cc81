"""What every test may use."""

import pytest

from tests import external


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many vectors of others ran, and on which of them the library alone is too lax."""
    for line in sorted(external.RAN):
        terminalreporter.write_line(line)
