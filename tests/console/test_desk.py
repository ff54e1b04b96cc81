"""The desk in a browser."""

from __future__ import annotations

from pathlib import Path

from parley.cli.main import main
from tests.app.homes import LINE
from tests.cli.served import eventually
from tests.console.desks import two_desks


def test_what_one_side_asks_stands_on_both_desks(tmp_path: Path) -> None:
    with two_desks(tmp_path) as (usa, rus):
        assert main(["query", str(usa.node.home.folder), "--text", "Was that you?", "--seat", "W1"]) == 0
        assert "Was that you?" in usa.open("desk").inner_text("main")
        eventually(lambda: "Was that you?" in rus.open("desk").inner_text("main"))
        rus.page.click("text=Was that you?")
        assert LINE in rus.page.title()
