"""No module lies about that nothing uses: tests alone keep nothing alive."""

import ast
from collections.abc import Iterable, Mapping

from tests.tidy.rules import ROOT, project_files

COMMANDS = "parley.cli."  # found by name, see parley.cli.main
SPARE = {"parley.bearers.memory"}  # what the contract suite holds TCP against


def imported(text: str) -> set[str]:
    """The modules that a text names, and the names it takes from them, which may be modules."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def dead(modules: Mapping[str, str], users: Iterable[str]) -> list[str]:
    """Modules that no text imports and that are not programs themselves."""
    alive = set[str]().union(*(imported(text) for text in (*modules.values(), *users)))
    return [
        name
        for name, text in modules.items()
        if name not in alive | SPARE and not name.startswith(COMMANDS) and "__main__" not in name + text
    ]


def test_every_module_is_used() -> None:
    folder = ROOT / "src"
    paths = [path for path in project_files(".py") if path.is_relative_to(folder)]
    names = [".".join(path.relative_to(folder).with_suffix("").parts).removesuffix(".__init__") for path in paths]
    modules = {name: path.read_text() for name, path in zip(names, paths, strict=True)}
    users = [path.read_text() for name in ("sim", "bench") for path in (ROOT / name).glob("*.py")]
    assert len(modules) > 50
    assert [name for name in dead(modules, users) if name.count(".") > 1] == []


def test_a_dead_module_is_found() -> None:
    modules = {"parley.app.serve": "from parley.line import session", "parley.line.session": "", "parley.line.old": ""}
    assert dead(modules, ["import parley.app.serve"]) == ["parley.line.old"]
