"""The second verifier names what was altered, claims no more than it can, and needs nothing of Parley."""

from __future__ import annotations

import ast
import json
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests import external
from tests.verifier import forks
from tests.verifier.writer import Feed, Record, long, pair, seed, small, tree
from tools import verify_record
from tools.verify_record import verify

SCRIPT = Path(verify_record.__file__)
PLACES = 200

RECORD = long()
FILES = RECORD.files()
KINDS = ("parley-record.txt", "agreement.toml", ".card", "/entries", "/leaves", "/bodies", "/head")


def test_a_whole_record_is_proved_only_under_keys_given() -> None:
    cards = list(RECORD.cards.values())
    assert verify(FILES, cards)["verdict"] == "proved under these keys"
    assert verify(FILES)["verdict"] == "consistent, keys not compared"


def test_a_record_forged_whole_is_never_called_proved() -> None:
    forged = long(pair("elsewhere")).files()
    assert verify(forged)["verdict"] == "consistent, keys not compared"
    found = verify(forged, list(RECORD.cards.values()))
    assert found["verdict"] == "refused"
    assert found["fault"]["code"] == "card-differs"


# ---------------------------------------------------------------- one byte


def place_of(file: str, at: int) -> tuple[str, int | None]:
    """Return the file and index that a verifier must name for a byte changed at this place."""
    feeds = {feed.folder: feed for feed in RECORD.feeds}
    folder, _, name = file.rpartition("/")
    if name not in {"entries", "leaves", "bodies"}:
        return file, None
    feed = feeds[folder]
    if name == "leaves":
        return file, at // 32
    lengths = [2 + len(raw) for raw in feed.leaves] if name == "entries" else [len(slot) for slot in feed.bodies]
    which = next(i for i in range(len(lengths)) if at < sum(lengths[: i + 1]))
    return file, which if name == "entries" else feed.said[which]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_one_byte_changed_anywhere_is_refused_at_its_place(kind: str) -> None:
    dice = random.Random(kind)
    files = [name for name in sorted(FILES) if name.endswith(kind) and FILES[name]]
    for _ in range(PLACES):
        name = dice.choice(files)
        at = dice.randrange(len(FILES[name]))
        data = bytearray(FILES[name])
        data[at] ^= dice.randrange(1, 256)
        found = verify({**FILES, name: bytes(data)})
        assert found["verdict"] == "refused", (name, at)
        fault = found["fault"]
        assert (fault["file"], fault["index"]) == place_of(name, at), (name, at, fault)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_or_longer_is_refused(kind: str) -> None:
    dice = random.Random(kind)
    for name in (name for name in sorted(FILES) if name.endswith(kind)):
        data = FILES[name]
        for other in (data[: dice.randrange(len(data) or 1)], data[:-1], data + b"\0", data + data):
            if other != data:
                assert verify({**FILES, name: other})["fault"]["file"] == name


def test_files_exchanged_between_feeds_are_refused() -> None:
    one, other = RECORD.feeds[0].folder, RECORD.feeds[1].folder
    for name in ("entries", "leaves", "bodies", "head"):
        swapped = {f"{one}/{name}": FILES[f"{other}/{name}"], f"{other}/{name}": FILES[f"{one}/{name}"]}
        assert verify(FILES | swapped)["fault"]["file"] in swapped


def test_a_body_above_the_limit_is_refused_even_if_it_opens() -> None:
    for length, code in ((65_536, None), (65_537, "bodies-framing")):
        record = small()
        record.feeds[0].say(bytes(length))
        fault = verify(record.files())["fault"]
        assert (fault and (fault["code"], fault["index"])) == (code and (code, 5))


# ---------------------------------------------------------------- what is reported


def test_a_record_is_cut_after_any_entry_and_named_as_ending_there() -> None:
    whole = small()
    bravo = whole.feeds[1]
    for size in range(2, len(bravo.leaves)):
        cut = small()
        del cut.feeds[1].leaves[size:], cut.feeds[1].bodies[max(0, size - 2) :]
        found = verify(cut.files())
        assert found["fault"] is None
        told = {feed["party"]: feed for feed in found["feeds"]}
        assert (told["BRAVO"]["size"], told["BRAVO"]["reaches"]) == (size, False)
        assert found["beyond_this_record"] == [{"party": "BRAVO", "feed": bravo.id.hex(), "size": 4}]
        assert found["without_place"] > 0


def test_what_receipts_took_up_first_stands_first() -> None:
    """ALFA's node of an old backup spoke (a3) before BRAVO had the last words of the one before (a2)."""
    rows = verify(FILES, timeline=True)["timeline"]
    _, _, a2, a3, _ = RECORD.feeds
    order = [(bytes.fromhex(feed), index) for _, _, feed, index, *_ in rows]
    clocks = {(bytes.fromhex(feed), index): clock for _, _, feed, index, _, clock, _ in rows}
    assert order.index((a3.id, 1)) < order.index((a2.id, 3))
    assert clocks[a3.id, 1] > clocks[a2.id, 3]


def test_a_single_entry_held_beyond_a_gap_is_stored_from_then_on() -> None:
    record = small()
    a, b = record.feeds
    a.say(b"Lost on the way for now.")
    a.say(b"Flash.")
    b.add(beyond=[["ALFA", a.id, len(a.leaves) - 1, a.ids[-1]]])
    flash = record.clock_ms
    b.add(seen=[a.named()])
    rows = {(row[1], row[3]): row[6] for row in verify(record.files(), timeline=True)["timeline"]}
    assert rows["ALFA", len(a.leaves) - 1] == {"BRAVO": flash}
    assert rows["ALFA", len(a.leaves) - 2] == {"BRAVO": record.clock_ms}


def test_what_rule_4_tied_once_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """So a record with many restarts is read in time."""
    record = Record(pair())
    alfa, bravo = record.parties
    b = record.feed(bravo, "b")
    last: list[Feed] = []
    for number in range(50):
        a = record.feed(alfa, f"a{number}", last)
        last = [a]
        for _ in range(3):
            b.add(seen=[a.named()])
            a.add()
    calls = []
    tied = verify_record.Weaver.tied

    def counted(self: verify_record.Weaver, before: verify_record.Part, place: verify_record.Place) -> bool:
        calls.append(place)
        return tied(self, before, place)

    monkeypatch.setattr(verify_record.Weaver, "tied", counted)
    assert verify({**record.files()})["fault"]["code"] == "founding-missing"
    assert len(calls) == 50 * 49 / 2


# ---------------------------------------------------------------- the rule of Ed25519


def test_the_rule_of_ed25519_is_stricter_than_the_library() -> None:
    name = "cctv_ed25519vectors.json"
    cases = external.load(name)
    for case in cases:
        key, signature, message = bytes.fromhex(case["key"]), bytes.fromhex(case["sig"]), case["msg"].encode()
        flags = set(case["flags"] or [])
        strict = not flags & {"low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R", "low_order_residue"}
        assert verify_record.ed25519_holds(key, signature, message) == strict, case
    external.ran(name, len(cases), of=914, note="tools/verify_record.py")


def test_signatures_of_others_are_judged_alike() -> None:
    name = "wycheproof_ed25519_test.json"
    count = 0
    for group in external.load(name)["testGroups"]:
        key = bytes.fromhex(group["publicKey"]["pk"])
        for case in group["tests"]:
            signature = bytes.fromhex(case["sig"])
            holds = len(signature) == 64 and verify_record.ed25519_holds(key, signature, bytes.fromhex(case["msg"]))
            assert holds == (case["result"] == "valid"), case
            count += 1
    external.ran(name, count, of=count, note="tools/verify_record.py")


def test_the_library_alone_takes_a_key_of_low_order() -> None:
    """The control: without our rule one signature would fit any text."""
    key, signature = b"\1" + bytes(31), b"\1" + bytes(63)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, b"any text")
    except InvalidSignature:
        pytest.fail("the library has become strict: say so in the page")
    assert not verify_record.ed25519_holds(key, signature, b"any text")


# ---------------------------------------------------------------- the command


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "record"
    for name, data in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def test_the_command_tells_its_verdict(folder: Path) -> None:
    done = run("record", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("consistent, keys not compared\n")
    cards = [word for party in RECORD.cards for word in ("--card", folder / "cards" / f"{party}.card")]
    done = run("record", folder, *cards, "--json", "--timeline")
    assert json.loads(done.stdout)["verdict"] == "proved under these keys"
    assert json.loads(done.stdout) == json.loads(json.dumps(verify(FILES, list(RECORD.cards.values()), timeline=True)))


def test_the_command_names_the_altered_entry(folder: Path) -> None:
    entries = folder / RECORD.feeds[0].folder / "entries"
    entries.write_bytes(entries.read_bytes()[:-1] + b"\0")
    done = run("record", folder)
    assert (done.returncode, done.stderr) == (1, "")
    assert "entry-altered" in done.stdout
    assert "index 4" in done.stdout


def test_a_name_that_is_no_text_and_a_link_are_named(folder: Path) -> None:
    (folder / "link").symlink_to("nowhere")
    assert "record-files" in run("record", folder).stdout
    (folder / "link").unlink()
    (folder / "feeds" / "more").symlink_to(folder / "cards")
    assert "feeds/more" in run("record", folder).stdout
    (folder / "feeds" / "more").unlink()
    Path(f"{folder}/\udcff\x1b[31m").write_bytes(b"")
    done = run("record", folder)
    assert (done.returncode, done.stderr) == (1, "")
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize("arguments", [[], ["record"], ["record", "/nowhere"], ["fork", "/nowhere"], ["other"]])
def test_a_command_that_can_not_be_done_ends_with_2(arguments: Sequence[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_the_command_judges_a_fork(tmp_path: Path) -> None:
    proof, card = tmp_path / "fork", tmp_path / "card"
    proof.write_bytes(next(forks.proofs()).data)
    card.write_bytes(forks.ALFA.card())
    done = run("fork", proof, "--card", card)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "proved under these keys")
    card.write_bytes(forks.BRAVO.card())
    assert run("fork", proof, "--card", card, "--json").returncode == 1


def test_it_needs_the_standard_library_and_cryptography_only() -> None:
    names = set()
    for statement in ast.walk(ast.parse(SCRIPT.read_text())):
        if isinstance(statement, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in statement.names}
        elif isinstance(statement, ast.ImportFrom):
            names.add((statement.module or ".").partition(".")[0])
    assert names - sys.stdlib_module_names == {"cryptography"}


def test_the_roots_of_the_writer_are_those_of_the_verifier() -> None:
    leaves = [seed(i) for i in range(70)]
    assert verify_record.roots(leaves, range(71)) == {size: tree(leaves[:size]) for size in range(71)}
