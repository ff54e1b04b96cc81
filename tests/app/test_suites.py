"""A line of suite S2, set up by commands: epochs open, statements are receipted, both verifiers prove the record."""

import asyncio
from pathlib import Path

import pytest

from parley.app.home import Home, open_home
from parley.seal.suite import S2
from tests.app.homes import LINE, address, alike, proved, running, until
from tests.cli.served import Shell
from tools import verify_record
from tools.kill9 import AGREEMENT


def two_homes_of(sh: Shell, folder: Path, suite: str) -> tuple[Home, Home]:
    """USA and RUS, by the commands that people type."""
    (folder / "agreement.toml").write_text(AGREEMENT)
    for party in ("USA", "RUS"):
        made = sh.json("init", folder / party, "--party", party, "--suite", suite, "--no-passphrase")
        assert made["suite"] == suite
    terms = ["--agreement", folder / "agreement.toml", "--card", folder / "RUS" / "RUS.card"]
    sh("line", "propose", folder / "USA", "--name", LINE, *terms, "--out", folder / "pack")
    sh("line", "sign", folder / "RUS", folder / "pack", "--name", LINE)
    usa, rus = open_home(folder / "USA"), open_home(folder / "RUS")
    address(usa, rus)
    return usa, rus


@pytest.mark.slow
def test_a_line_of_suite_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sh = Shell(capsys)
    usa, rus = two_homes_of(sh, tmp_path, "S2")
    assert sh.json("card", usa.folder)["suite"] == "S2"
    assert "suite S2" in sh("card", rus.folder)

    async def talk() -> None:
        async with running(usa) as ours, running(rus) as theirs:
            await alike(ours, theirs)
            for desk, peer in ((ours, "RUS"), (theirs, "USA")):
                session = desk.runtime.node.state.peers[peer].session
                await until(lambda session=session: session.exchange.current() is not None)  # type: ignore[misc]
                assert (await desk.say(f"sealed for {peer}")).id
            await alike(ours, theirs)
            assert ours.alarms == theirs.alarms == []

    asyncio.run(talk())
    assert proved(tmp_path, (usa, rus)) == [["sealed for RUS", "sealed for USA"]] * 2
    files = {str(path.relative_to(tmp_path / "record-RUS")): path.read_bytes()
             for path in (tmp_path / "record-RUS").rglob("*") if path.is_file()}  # fmt: skip
    cards = [home.card_file.read_bytes() for home in (usa, rus)]
    assert verify_record.verify(files, cards)["verdict"] == "proved under these keys"
    heads = [data for path, data in files.items() if path.endswith("/head")]
    assert heads
    assert all(len(head) > S2.pq_signature_bytes for head in heads)  # ML-DSA-44's would be 2,420 bytes


def test_suites_do_not_mix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sh = Shell(capsys)
    (tmp_path / "agreement.toml").write_text(AGREEMENT)
    for party, suite in (("USA", "S1"), ("RUS", "S2")):
        sh("init", tmp_path / party, "--party", party, "--suite", suite, "--no-passphrase")
    terms = ["--agreement", tmp_path / "agreement.toml", "--card", tmp_path / "RUS" / "RUS.card"]
    sh.refused("suite-differs", "line", "propose", tmp_path / "USA", "--name", LINE, *terms, "--out", tmp_path / "pack")
    assert "--suite" in sh.misused("init", tmp_path / "other", "--party", "USA", "--suite", "S3")
