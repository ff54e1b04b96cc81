"""What the model of a disk leaves after a power cut."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from crash import failing, images
from crash.disk import Op
from crash.platter import HOWS, Files, Platter

OLD, NEW = bytes(1024), b"n" * 1024


def after(*ops: Op, begin: Files | None = None) -> set[tuple[tuple[str, bytes], ...]]:
    """Everything that may be found, in many draws."""
    platter, rng = Platter(begin), Random(1)
    for op in ops:
        platter.take(op)
    return {tuple(sorted(platter.left(how, rng).items())) for how in HOWS for _ in range(400)}


def test_what_was_forced_is_there() -> None:
    assert after(Op("write", "a", 0, NEW), Op("force", "a"), begin={"a": OLD}) == {(("a", NEW),)}


def test_what_was_not_forced_is_there_or_not_or_torn_by_sectors() -> None:
    found = {dict(files)["a"] for files in after(Op("write", "a", 0, NEW), begin={"a": OLD})}
    half = len(NEW) // 2
    assert found == {OLD, NEW, NEW[:half] + OLD[half:], OLD[:half] + NEW[half:]}


def test_later_writes_may_be_there_without_earlier_ones() -> None:
    found = after(Op("write", "a", 0, b"1"), Op("write", "a", 1, b"2"), begin={"a": b"00"})
    assert {dict(files)["a"] for files in found} == {b"00", b"10", b"02", b"12"}


def test_a_file_that_grew_may_hold_noise() -> None:
    found = {dict(files)["a"] for files in after(Op("write", "a", 0, NEW), begin={"a": b""})}
    assert any(data[:512].strip(b"n\0") for data in found)


def test_a_forced_write_that_failed_is_lost_though_it_can_be_read() -> None:
    ops = (Op("write", "a", 0, NEW), Op("force lost", "a"), Op("force", "a"))
    assert after(*ops, begin={"a": OLD}) == {(("a", OLD),)}


@pytest.mark.parametrize("forced", [True, False])
def test_names_are_there_for_certain_once_the_folder_is_forced(*, forced: bool) -> None:
    ops = [Op("create", "b"), Op("rename", "a", to="c"), Op("delete", "d")] + [Op("force folder")] * forced
    found = {frozenset(dict(files)) for files in after(*ops, begin={"a": b"", "d": b""})}
    assert frozenset("bc") in found
    assert (frozenset("ad") in found) is not forced
    assert (len(found) == 1) is forced


SOUND: dict[str, Any] = {"faults": {}, "cases": 1, "controls": {"planted": {"lost": 1}}}


@pytest.mark.parametrize("good", [images.good, failing.good])
def test_a_wrong_image_or_a_defect_that_passes_fails_the_run(good: Callable[[dict[str, Any]], bool]) -> None:
    assert good(SOUND)
    assert not good({**SOUND, "faults": {"lost": 1}})
    assert not good({**SOUND, "controls": {"planted": {}}})
