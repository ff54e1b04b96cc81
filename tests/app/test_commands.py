"""The commands of the ceremony: what they print, what they leave, and how they refuse bad input."""

from pathlib import Path

import pytest

from parley.app.home import init, open_home, read_line
from parley.cli.main import main
from tools.kill9 import AGREEMENT


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> "Said":
    return Said(capsys)


class Said:
    """Runs a command in this process; what it said, and how it ended."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: object) -> str:
        assert main([str(word) for word in words]) == 0
        return self._capsys.readouterr().out

    def refused(self, code: str, *words: object) -> str:
        """It must end with 1, name the code, and say what to do next."""
        assert main([str(word) for word in words]) == 1
        message, todo, *_ = self._capsys.readouterr().err.splitlines()
        assert message.startswith("parley: ")
        assert message.endswith(f"[{code}]")
        assert todo
        return message


@pytest.fixture
def place(tmp_path: Path, said: Said) -> Path:
    """A folder with two homes and an agreement."""
    for party in ("USA", "RUS"):
        said("init", tmp_path / party, "--party", party, "--no-passphrase")
    (tmp_path / "agreement.toml").write_text(AGREEMENT)
    return tmp_path


def propose(place: Path, *more: object) -> list[object]:
    words = ["line", "propose", place / "USA", "--name", "main", "--agreement", place / "agreement.toml"]
    return [*words, "--card", place / "RUS" / "RUS.card", "--out", place / "pack", *more]


def test_two_sides_found_a_line(place: Path, said: Said) -> None:
    ours = said(*propose(place, "--listen", "127.0.0.1:7001"))
    theirs = said("line", "sign", place / "RUS", "--name", "usa", place / "pack", "--peer", "USA=127.0.0.1:7001")
    line = read_line(open_home(place / "USA"), "main")
    assert line.line == read_line(open_home(place / "RUS"), "usa").line
    assert line.pair_secrets["RUS"] == read_line(open_home(place / "RUS"), "usa").pair_secrets["USA"]
    assert line.line.hex() in ours
    assert line.line.hex() in theirs
    number = said("card", place / "RUS").splitlines()[1].removeprefix("RUS: ")
    assert len(number.split()) == 6
    assert number in ours
    assert number in theirs
    for secret in place.rglob("*.key"):
        assert secret.stat().st_mode & 0o077 == 0, secret
    assert (place / "pack" / "pair-secret").stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_a_passphrase_seals_every_key(tmp_path: Path, said: Said) -> None:
    (tmp_path / "phrase").write_text("correct horse\n")
    (tmp_path / "wrong").write_text("battery staple\n")
    said("init", tmp_path / "USA", "--party", "USA", "--passphrase-file", tmp_path / "phrase")
    said("init", tmp_path / "RUS", "--party", "RUS", "--no-passphrase")
    (tmp_path / "agreement.toml").write_text(AGREEMENT)
    said.refused("passphrase-needed", *propose(tmp_path))
    said.refused("passphrase-wrong", *propose(tmp_path, "--passphrase-file", tmp_path / "wrong"))
    said.refused("file-unreadable", *propose(tmp_path, "--passphrase-file", tmp_path / "none"))
    said(*propose(tmp_path, "--passphrase-file", tmp_path / "phrase"))
    sealed = [path.name for path in (tmp_path / "USA").rglob("*.key") if b"argon2id" in path.read_bytes()]
    assert sorted(sealed) == ["authority.key", "node.key", "pair-RUS.key", "root.key", "transport.key"]
    said.refused("passphrase-needed", "init", tmp_path / "third", "--party", "GBR")  # no terminal to ask at


def test_a_home_is_made_once_and_whole(place: Path, said: Said) -> None:
    said.refused("home-exists", "init", place / "USA", "--party", "USA", "--no-passphrase")
    said.refused("party-code", "init", place / "new", "--party", "no code", "--no-passphrase")
    said.refused("home-unwritable", "init", place / "agreement.toml" / "new", "--party", "GBR", "--no-passphrase")
    assert not list(place.glob(".*part"))
    (place / "empty").mkdir()
    said("init", place / "empty", "--party", "GBR", "--no-passphrase")
    said.refused("home-missing", "card", place / "pack")
    for settings in ("party = \n", "", "party = 7\n", "party = 'FRA'\n"):
        (place / "empty" / "parley.toml").write_text(settings)
        said.refused("home-malformed", "card", place / "empty")
    (place / "empty" / "parley.toml").write_text("party = 'USA'\n")
    (place / "empty" / "GBR.card").rename(place / "empty" / "USA.card")
    said.refused("home-malformed", "card", place / "empty")


@pytest.mark.parametrize(
    ("code", "old", "new", "names"),
    [
        ("agreement-malformed", "[parties]", "[parties", "line 10"),
        ("agreement-malformed", 'RUS = "ru"', 'FRA = "fr"', "parties"),
        ("agreement-malformed", "call_answer_within_h = 48", "", "call_answer_within_h"),
    ],
)
def test_an_agreement_that_is_none(place: Path, said: Said, code: str, old: str, new: str, names: str) -> None:
    (place / "agreement.toml").write_text(AGREEMENT.replace(old, new))
    assert names in said.refused(code, *propose(place))
    assert not (place / "pack").exists()
    assert open_home(place / "USA").lines() == []


def test_cards_that_do_not_fit(place: Path, said: Said) -> None:
    card = place / "RUS" / "RUS.card"
    good = card.read_bytes()
    card.write_bytes(good[:-1])
    said.refused("card-malformed", *propose(place))
    card.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    said.refused("card-signature", *propose(place))
    other = init(place / "other-suite", "RUS", passphrase=None, suite_number=2)
    card.write_bytes(other.card_file.read_bytes())
    said.refused("suite-differs", *propose(place))
    demo = init(place / "demo", "RUS", passphrase=None, demo=True)
    card.write_bytes(demo.card_file.read_bytes())
    said.refused("demo-mixed", *propose(place))
    assert "DRILL" in said("card", place / "demo")


def test_a_pack_for_somebody_else(place: Path, said: Said) -> None:
    said(*propose(place))
    init(place / "third", "RUS", passphrase=None)
    said.refused("card-own-differs", "line", "sign", place / "third", "--name", "main", place / "pack")


@pytest.mark.parametrize("lost", ["agreement.toml", "pair-secret", "USA.card"])
def test_a_pack_that_lost_a_file(place: Path, said: Said, lost: str) -> None:
    said(*propose(place))
    (place / "pack" / lost).unlink()
    said.refused("pack-unusable", "line", "sign", place / "RUS", "--name", "main", place / "pack")


@pytest.mark.parametrize("secret", ["", "00" * 31, "no hex"])
def test_a_pack_with_a_bad_secret(place: Path, said: Said, secret: str) -> None:
    said(*propose(place))
    (place / "pack" / "pair-secret").write_text(secret)
    said.refused("pack-unusable", "line", "sign", place / "RUS", "--name", "main", place / "pack")


def test_names_and_addresses(place: Path, said: Said) -> None:
    for address in ("7001", "host:", "host:70000", ":7001"):
        said.refused("address-unusable", *propose(place, "--listen", address))
        assert not (place / "pack").exists()
    said.refused("address-unusable", *propose(place, "--peer", "RUS"))
    said.refused("address-unusable", *propose(place, "--peer", "FRA=127.0.0.1:7001"))
    assert open_home(place / "USA").lines() == []
    said(*propose(place))
    said.refused("out-exists", *propose(place))
    (place / "pack").rename(place / "carried")
    said.refused("line-exists", *propose(place))
    said.refused("line-name", "line", "sign", place / "RUS", "--name", "No/Name", place / "carried")
    said.refused("line-unknown", "record", "export", place / "RUS", place / "out")


def test_a_line_whose_files_were_changed(place: Path, said: Said) -> None:
    said(*propose(place))
    folder = place / "USA" / "lines" / "main"
    good = (folder / "agreement.toml").read_text()
    (folder / "agreement.toml").write_text(good + "\n# more\n")
    said.refused("line-damaged", "serve", place / "USA")
    (folder / "agreement.toml").write_text(good + "\nbroken\n")
    assert "line" in said.refused("agreement-malformed", "serve", place / "USA")
    (folder / "agreement.toml").write_text(good)
    settings = (folder / "line.toml").read_text()
    (folder / "line.toml").write_text(settings.replace("[addresses]", "listen = 7\n[addresses]"))
    said.refused("home-malformed", "serve", place / "USA")
    (folder / "line.toml").write_text(settings.replace("[addresses]", "[addresses"))
    said.refused("home-malformed", "serve", place / "USA")


def test_a_home_without_a_line_is_not_served(place: Path, said: Said) -> None:
    said.refused("line-unknown", "serve", place / "USA")
