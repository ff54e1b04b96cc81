"""The same archive alone and on two Dask workers: the same answer to the last bit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from distributed import LocalCluster

from parley.app.geo.borders import demo_border
from parley.app.tracks import cluster
from parley.app.tracks.archive import pieces
from parley.app.tracks.cluster import screening_on
from parley.app.tracks.gathering import Gathered
from parley.app.tracks.screened import Screening, screening
from parley.app.tracks.told import screening_told
from parley.cli.main import main
from parley.geo.screening import Rule, Zone
from tests.tracks.archives import random_archive

pytestmark = pytest.mark.slow
RULE = Rule(zone=Zone(enter_m=20_000, leave_m=22_000))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as local:  # type: ignore[no-untyped-call]
        yield local.scheduler_address


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Craft with all faults, in five files: one is empty, one is broken, and flights go on from one to the next."""
    folder = tmp_path_factory.mktemp("cluster")
    fixes = random_archive(Random(5), crafts=40, size=6_000)
    paths = []
    for number in range(5):
        path = folder / f"{number}.csv"
        part = fixes[number * 1_200 : (number + 1) * 1_200] if number != 2 else []
        rows = [f"c{fix.craft},{fix.time_ms},{fix.lat!r},{fix.lon!r},9000,pressure" for fix in part]
        path.write_text(
            "\n".join(["id,time_ms,lat,lon,altitude_m,altitude_of", *rows, "broken" if number == 3 else ""])
        )
        paths.append(path)
    return paths


def bits(found: Screening) -> list[tuple[str, bytes, list[bytes]]]:
    return [
        (flight.craft, flight.row.tobytes(), [flight.entries[name].tobytes() for name in ("from_ms", "to_ms", "lat")])
        for screened in found.by_border
        for flight in screened.flights
    ]


def test_alone_and_on_two_workers_it_is_the_same_to_the_last_bit(address: str, archive: list[Path]) -> None:
    borders = [demo_border("RUS"), demo_border("LTU")]
    found = Gathered()
    alone = screening(pieces(archive, found), found, borders, RULE, lambda _: None)

    together = screening_on(address, (archive, None), borders, RULE, lambda _: None)

    assert bits(together) == bits(alone)
    assert len(bits(alone)) > 80
    assert screening_told(together, "entries", None, every=True) == screening_told(alone, "entries", None, every=True)


def test_the_command_takes_a_cluster(address: str, archive: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    words = ["track", "screen", *map(str, archive), "--border", "LTU", "--json"]
    assert main(words) == 0
    alone = json.loads(capsys.readouterr().out)
    assert main([*words, "--cluster", address]) == 0

    assert json.loads(capsys.readouterr().out) == alone


def test_a_cluster_that_is_not_there_is_said(
    archive: list[Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_S", 0.5)
    assert main(["track", "screen", str(archive[0]), "--border", "LTU", "--cluster", "tcp://127.0.0.1:1"]) == 1
    assert "[track-cluster]" in capsys.readouterr().err
