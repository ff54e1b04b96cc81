"""The stream's numbers: what was missed is told, nothing twice, and a restarted node is told apart."""

from __future__ import annotations

import asyncio

from parley.console.news import KEPT, News


def test_who_has_seen_some_gets_the_rest_once() -> None:
    news = News()
    news.note("changed")
    place = news.place
    news.note("alerts")
    news.note("changed")
    number = news.after(place)
    assert number is not None
    assert [item.sort for item in news.since(number) or ()] == ["alerts", "changed"]
    assert news.since(news.last) == ()


def test_a_place_of_another_run_is_none_of_ours_though_the_numbers_are_alike() -> None:
    before, after = News(), News()
    for each in (before, after):
        each.note("changed")
    assert after.after(before.place) is None
    assert after.after(after.place) == 1


def test_a_place_that_nobody_gave_out_is_none() -> None:
    news = News()
    assert [news.after(text) for text in ("", "0", f"{news.run}-1", f"{news.run}--1", f"{news.run}-x", "-")] == [
        None
    ] * 6


def test_who_missed_more_than_is_kept_loads_everything_anew() -> None:
    news = News()
    for _ in range(KEPT + 2):
        news.note("changed")
    assert news.since(1) is None
    assert len(news.since(2) or ()) == KEPT


def test_whoever_waits_is_woken() -> None:
    async def woken() -> bool:
        news = News()
        waiting = asyncio.create_task(news.wait(0, 60))
        await asyncio.sleep(0)
        news.note("changed")
        await asyncio.wait_for(waiting, 1)
        return True

    assert asyncio.run(woken())
