"""Limits on what comes from outside stand in parley.words.limits, each with its reason; other maxima are ours."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.tidy.rules import ROOT, project_files

LIMITS = ROOT / "src" / "parley" / "words" / "limits.py"
OURS = {
    # what paces our own sending, waiting and telling
    "ANSWER_S_MAX", "DIAL_PAUSE_S_MAX", "DIAL_S_MAX", "DIFFERS_MS_MAX", "END_S_MAX", "GIVE_BEHIND_MAX",
    "GIVE_BYTES_MAX",
    "GIVE_ENTRIES_MAX", "HELD_BYTES_MAX", "LIST_MAX", "LIST_PART_MAX", "PAUSE_S_MAX", "PORT_TRIES_MAX",
    "RELEASE_S_MAX", "REPEATS_MAX", "RESEND_MS_MAX",
    "HOLD_MS_MAX", "REST_S_MAX", "RING_S_MAX", "ROUND_BYTES_MAX", "ROUND_EVENTS_MAX",
    "SEND_S_MAX", "SILENCE_S_MAX", "SPEED_MAX",
    "STEP_MS_MAX", "TABLE_ROWS_MAX", "WAY_S_MAX",
    # what we keep at hand of our own, or let wait
    "DONE_FILES_MAX", "KEPT_MAX", "OUT_FILES_MAX", "RECENT_BYTES_MAX", "RELAY_BEHIND_MAX",
    "WAITING_BYTES_MAX", "_HEADS_MAX",
    # what a format has room for
    "EPOCH_MAX", "FRAME_BYTES_MAX", "INSTANT_MS_MAX", "INTEGER_SHOWN_MAX", "LINE_OCTETS_MAX",
}  # fmt: skip


def maxima(text: str) -> Iterator[str]:
    """The constants of a module whose names end in MAX."""
    for node in ast.parse(text).body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if type(node) is ast.AnnAssign else []
        for target in targets:
            for name in ast.walk(target):
                if isinstance(name, ast.Name) and name.id.endswith("_MAX"):
                    yield name.id


def unexplained(text: str) -> list[str]:
    """Constants that no sentence follows; of several in a row the last one's holds for all."""
    body = ast.parse(text).body
    constants = [at for at, node in enumerate(body) if isinstance(node, ast.AnnAssign)]
    return [
        ast.unparse(body[at])
        for at in constants
        if not (at + 1 < len(body) and (isinstance(body[at + 1], ast.Expr) or at + 1 in constants))
    ]


def elsewhere() -> set[str]:
    paths = [path for path in project_files(".py") if path.is_relative_to(ROOT / "src") and path != LIMITS]
    return {name for path in paths for name in maxima(path.read_text())}


def test_every_limit_on_what_comes_from_outside_stands_in_one_file() -> None:
    assert elsewhere() - OURS == set()
    assert OURS - elsewhere() == set(), "named here, and gone"


def test_each_limit_has_its_reason() -> None:
    assert unexplained(LIMITS.read_text()) == []


def test_a_limit_in_the_wrong_place_and_one_without_a_reason_are_found() -> None:
    assert list(maxima("A_MAX: Final = 3\nB_MIN, B_MAX = 1, 2\nc_MAX.x = 1")) == ["A_MAX", "B_MAX", "c_MAX"]
    assert unexplained('A: Final = 1\n"""Why."""\nB: Final = 2\nassert A < B') == ["B: Final = 2"]
