"""`parley agreement`: profiles to begin from, and what an agreement says, as people and scripts read it."""

import json
import re
from pathlib import Path

import pytest

from parley.app.agreements import MARK, profile_names, profile_text, start_file
from parley.app.ceremony import propose, sign
from parley.app.home import init
from parley.cli.main import main
from parley.desk import messages as m
from parley.desk.agreement import parse
from parley.desk.agreement.contradictions import contradictions
from parley.seal.digest import sha256
from parley.wire import wording
from parley.words.faults import OurFault
from tests.app.homes import LINE, address
from tests.cli.served import Shell, eventually, serving
from tests.desk.agreements import TEXT
from tests.node.agreed_line import HERE, STRICT, naming
from tests.node.test_signed_catalogue import passed
from tests.refusals import refused


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["agreement", *arguments])
    return code, capsys.readouterr().out


@pytest.mark.parametrize("name", profile_names())
def test_a_profile_is_an_agreement_that_holds_together(name: str) -> None:
    agreement = parse(start_file(name, {"USA": "en", "RUS": "ru"}).encode())
    assert contradictions(agreement) == ()
    assert dict(agreement.languages) == {"RUS": "ru", "USA": "en"}


@pytest.mark.parametrize("name", profile_names())
def test_each_term_of_a_profile_says_what_is_known_of_it(name: str) -> None:
    terms = [line for line in profile_text(name).splitlines() if "=" in line and not line.startswith("#")]
    assert [line for line in terms if MARK.search(line) is None] == []
    assert any(" # read: " in line for line in terms)
    assert any(" # unverified" in line for line in terms)


def test_a_term_without_a_mark_is_seen() -> None:
    assert MARK.search("FLASH = 15") is None
    assert MARK.search("FLASH = 15  # read: ") is None


def test_two_parties_whose_codes_are_each_other_s_places() -> None:
    agreement = parse(start_file("flight-safety", {"BBB": "ru", "AAA": "en"}).encode())
    assert dict(agreement.languages) == {"AAA": "en", "BBB": "ru"}
    assert agreement.watch is not None
    assert agreement.watch.opened_by == ("BBB", "AAA")


def test_a_language_without_texts_has_the_english_ones() -> None:
    agreement = parse(start_file("flight-safety", {"UKR": "uk", "RUS": "ru"}).encode())
    assert agreement.roles["watch-officer"].name == {"ru": "оперативный дежурный", "uk": "watch officer"}


@pytest.mark.parametrize(
    ("name", "parties", "code"),
    [
        ("nato", {"USA": "en", "RUS": "ru"}, "profile-unknown"),
        ("flight-safety", {"USA": "en"}, "party-code"),
        ("flight-safety", {"USA": "en", "": ""}, "party-code"),
        ("flight-safety", {"USA": "en", "RUS": "Russian"}, "language-unknown"),
    ],
)
def test_what_no_start_file_is_made_of(name: str, parties: dict[str, str], code: str) -> None:
    with refused(code, OurFault):
        start_file(name, parties)


def test_profiles_are_listed_the_usual_one_first(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = told(capsys, "profile")
    assert code == 0
    assert [line.split(":")[0] for line in out.splitlines()] == ["flight-safety", "line-2022"]
    assert list(json.loads(told(capsys, "profile", "--json")[1])) == ["flight-safety", "line-2022"]


def test_from_profile_to_a_checked_agreement(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "agreement.toml"
    assert told(capsys, "profile", "line-2022", "--parties", "USA=en,RUS=ru", "--out", str(file))[0] == 0
    code, out = told(capsys, "check", str(file))
    assert code == 0
    assert "[en]" in out
    assert "[ru]" in out
    assert "No contradictions." in out
    assert main(["agreement", "profile", "line-2022", "--out", str(file)]) == 1
    assert "out-exists" in capsys.readouterr().err


def test_a_contradiction_is_named_in_both_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "agreement.toml"
    file.write_text(re.sub("^FLASH = 15", "FLASH = 61", TEXT, flags=re.MULTILINE))
    code, out = told(capsys, "check", str(file))
    assert code == 1
    assert "! reply_within_min.FLASH: A reply to FLASH is due after 61 min" in out
    assert "! reply_within_min.FLASH: Ответ на FLASH ожидается через 61 мин" in out
    code, out = told(capsys, "check", str(file), "--json")
    assert (code, json.loads(out)["contradictions"][0]["rule"]) == (1, "reply-clocks")


def test_a_file_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agreement", "profile", "line-2022", "--out", str(tmp_path / "no" / "file")]) == 1
    assert "out-unwritable" in capsys.readouterr().err


def test_a_fault_is_ours() -> None:
    with pytest.raises(OurFault):
        profile_text("../demo_agreement")


def test_a_time_zone_that_there_is_not_is_named_in_both_languages_and_not_signed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "agreement.toml"
    text = TEXT + '\n[time_zones]\nUSA = "America/New_York"\nRUS = "Europe/Moscow"\n'
    file.write_text(text)
    code, out = told(capsys, "check", str(file))
    assert code == 0
    assert "Beside UTC people read the local time of RUS (Europe/Moscow); only UTC counts." in out
    file.write_text(text.replace("Moscow", "Moskow"))
    code, out = told(capsys, "check", str(file))
    assert code == 1
    assert "! time_zones.RUS: This machine has no time zone Europe/Moskow." in out
    assert "! time_zones.RUS: Часового пояса Europe/Moskow нет." in out
    usa, rus = (init(tmp_path / party, party, passphrase=None) for party in ("USA", "RUS"))
    with refused("time-zone-unknown", OurFault):
        propose(usa, "main", file.read_bytes(), rus.card_file.read_bytes(), tmp_path / "pack")


# ---------------------------------------------------------------- the catalogue


def test_what_nobody_has_reviewed_is_named_where_it_is_not_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "agreement.toml"
    file.write_text(STRICT)
    code, out = told(capsys, "check", str(file))
    assert code == 0
    assert f"The catalogue of this version, in the parties' languages, is {HERE}." in out
    assert "a linguist has passed the sentences of: query, reply, holding-reply, plain-statement." in out
    assert "In this version a linguist has passed, in every language of the parties: —." in out
    assert "This version has no review of query, reply, holding-reply, plain-statement, so it signs no" in out
    assert "В этой версии тексты query, reply, holding-reply, plain-statement не проверены" in out
    file.write_text(naming(HERE))
    assert "linguist" not in told(capsys, "check", str(file))[1]
    file.write_text(naming("ab" * 32))
    assert f"this version has {HERE}: a new one needs all signatures." in told(capsys, "check", str(file))[1]


@pytest.mark.slow
def test_a_line_is_not_founded_under_another_catalogue_and_status_tells_when_it_has_become_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    usa, rus = (init(tmp_path / party, party, passphrase=None) for party in ("USA", "RUS"))
    card = rus.card_file.read_bytes()
    with refused("catalogue-differs", OurFault):
        propose(usa, "main", naming("ab" * 32).encode(), card, tmp_path / "other")
    propose(usa, "main", naming(HERE).encode(), card, tmp_path / "pack")
    sign(rus, "main", tmp_path / "pack")
    assert main(["statement", str(usa.folder), "--text", "one", "--seat", "watch"]) == 1
    capsys.readouterr()
    assert main(["status", str(usa.folder)]) == 0
    assert "catalogue" not in capsys.readouterr().out
    monkeypatch.setattr(wording, "sentences", lambda _: {"query": "another wording"})
    assert main(["status", str(usa.folder)]) == 0
    assert f"! The agreement names the catalogue {HERE}, this version has " in capsys.readouterr().out
    assert main(["status", str(usa.folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["main"]["catalogue"]["signed"] == HERE


@pytest.mark.slow
def test_what_was_said_before_the_last_signature_was_seen_is_shown_as_refused_by_the_other_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    table = passed(m.Query, m.Reply, m.HoldingReply, m.PlainStatement)
    monkeypatch.setattr(wording, "_reviews", lambda: table)
    sh = Shell(capsys)
    usa, rus = (init(tmp_path / party, party, passphrase=None) for party in ("USA", "RUS"))
    propose(usa, LINE, TEXT.encode(), rus.card_file.read_bytes(), tmp_path / "pack")
    sign(rus, LINE, tmp_path / "pack")
    address(usa, rus)
    file = tmp_path / "strict.toml"
    file.write_text(STRICT)
    say = ("protest", usa.folder, "--seat", "watch", "--officer-word", "--text")
    with serving(usa, rus):
        eventually(lambda: sh.tried("line", "amend", usa.folder, "--agreement", file, "--seat", "watch"))
        eventually(lambda: bool(sh.json("status", rus.folder)[LINE]["agreement"]["proposed"]))
    sign_here = ("line", "amend", rus.folder, "--sign", sha256(STRICT.encode()).hex(), "--seat", "watch")
    sh(*sign_here, "--officer-word")
    said = sh.json(*say, "You crossed.")
    assert (said["refused"], said["refused_by"]) == (None, {})
    with serving(usa, rus):
        eventually(lambda: bool(sh.json("show", usa.folder, said["id"][:12])["refused_by"]))
        assert "refused by RUS: template-unreviewed" in sh("show", usa.folder, said["id"][:12])
        assert "не принято стороной RUS: template-unreviewed" in sh("show", rus.folder, said["id"][:12])
        assert [sh.json("show", home.folder, said["id"][:12])["refused"] for home in (usa, rus)] == [
            "template-unreviewed",
            "template-unreviewed",
        ]
        sh.refused("template-unreviewed", *say, "Again.")
