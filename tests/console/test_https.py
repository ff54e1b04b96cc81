"""Pages over HTTPS: the node's own name, its own authority, and a browser that trusts it as docs/console.md says."""

from __future__ import annotations

import os
import re
import shlex
import ssl
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error, sync_playwright

from parley.app.authority import CERTIFICATE, host_of, page_of, trusting
from parley.app.console import Place, place_of
from parley.app.home import Home
from parley.bearers.tls import OwnIdentity, page_coat
from parley.console.sessions import Purpose
from parley.keys import files
from parley.seal.authority import der_of, make_authority, page_identity
from parley.words.faults import OurFault
from tests.app.homes import LINE, two_homes
from tests.cli.served import Served, Shell
from tests.console.desks import CHROMIUM, FLAGS, Watched, address_of
from tests.console.test_entry import Person

NAME = "usa.parley.internal"


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home, _ = two_homes(tmp_path_factory.mktemp("homes"))
    node = Served(home, console="https://127.0.0.1:0")
    yield node
    node.stop()


def test_the_address_says_which_of_the_two_it_is() -> None:
    assert place_of("127.0.0.1:8080") == Place("127.0.0.1", 8080, https=False)
    assert place_of("localhost:8080") == Place("localhost", 8080, https=False)
    assert place_of("[::1]:8080") == Place("::1", 8080, https=False)
    assert place_of("https://127.0.0.1:8443") == Place("127.0.0.1", 8443, https=True)
    assert place_of("0.0.0.0:8443") == Place("0.0.0.0", 8443, https=True)  # noqa: S104
    assert place_of("192.0.2.7:8443") == Place("192.0.2.7", 8443, https=True)


@pytest.mark.parametrize("where", ["http://0.0.0.0:80", "http://192.0.2.7:80", "http://usa.example:80"])
def test_plain_http_is_refused_but_on_this_machine(where: str) -> None:
    with pytest.raises(OurFault) as refused:
        place_of(where)
    assert refused.value.code == "console-public"


def test_init_says_how_a_seat_comes_to_trust_the_authority(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = Shell(capsys)("init", tmp_path / "usa", "--party", "USA", "--no-passphrase")
    for line in trusting(tmp_path / "usa", "USA"):
        assert line in said
    assert said.count("certutil") == 2
    assert stat.S_IMODE((tmp_path / "usa" / files.AUTHORITY).stat().st_mode) == 0o600


def trusted(profile: Path, home: Home) -> None:
    """Do what `parley init` printed for Chromium, in a home folder of its own."""
    (command,) = [line for line in trusting(home.folder, home.party) if line.startswith("For Chromium: ")]
    database = profile / ".pki" / "nssdb"
    database.mkdir(parents=True)
    subprocess.run(["certutil", "-d", f"sql:{database}", "-N", "--empty-password"], check=True)
    words = shlex.split(command.removeprefix("For Chromium: ").replace("$HOME", str(profile)))
    subprocess.run(words, check=True)


@pytest.mark.slow
@pytest.mark.parametrize("trusts", [True, False])
def test_a_browser_that_trusts_the_authority_opens_the_page_and_no_other_does(
    node: Served, tmp_path: Path, *, trusts: bool
) -> None:
    address = address_of(node)
    assert re.fullmatch(rf"https://{NAME}:\d+/", address)
    if trusts:
        trusted(tmp_path, node.home)
    rules = f"--host-resolver-rules=MAP {NAME} 127.0.0.1 , MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"  # the hosts file
    flags = [each for each in FLAGS if "resolver" not in each]
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*flags, rules], env={**os.environ, "HOME": str(tmp_path)}
        )
        context, watched = program.new_context(), Watched(address)
        watched.over(context)
        page = context.new_page()
        where = f"{address}sign-in?link={node.sessions.link('W1')}"
        if trusts:
            answer = page.goto(where)
            assert answer is not None
            assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
            assert page.url == f"{address}{LINE}/desk"
            (cookie,) = context.cookies()
            assert (cookie["name"], cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (
                "__Host-parley-seat",
                True,
                True,
                "Strict",
            )
            page.click("[name=theme][value=light]")
            assert page.locator("html").get_attribute("data-theme") == "light"
            officer = Person(program, node)
            officer.enrolled(f"{address}enrol?link={node.sessions.link('w1', Purpose.ENROL)}")
            officer.sign_out()
            assert officer.sign_in().url == f"{address}{LINE}/desk"
            assert watched.wrong == officer.watched.wrong == []
        else:
            with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
                page.goto(where)
        program.close()


def handshake(node_page: ssl.SSLContext, seat: ssl.SSLContext, name: str) -> None:
    """Bring a handshake in memory to its end."""
    there, here = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = node_page.wrap_bio(here, there, server_side=True)
    client = seat.wrap_bio(there, here, server_hostname=name)
    for _ in range(4):
        for end in (client, server):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue


def page_settings(authority_name: str, page_name: str, seats_trust: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    made = make_authority(authority_name, 1_800_000_000_000, os.urandom, b"secret")
    seats_trust.write_text(ssl.DER_cert_to_PEM_cert(made.certificate))
    page = page_identity(made, b"secret", page_name, 1_800_000_000_000, os.urandom)
    seat = ssl.create_default_context(cafile=str(seats_trust))
    seat.verify_flags |= ssl.VerifyFlags(0x200000) | ssl.VERIFY_X509_STRICT
    return page_coat(OwnIdentity(page.certificate, page.key)), seat


def test_the_authority_vouches_for_its_own_name_and_no_other(tmp_path: Path) -> None:
    handshake(*page_settings(NAME, NAME, tmp_path / "ca.pem"), NAME)
    for other in ("rus.parley.internal", "bank.example", "parley.internal"):
        with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
            handshake(*page_settings(NAME, other, tmp_path / "ca.pem"), other)


def test_each_start_has_the_page_vouched_for_anew(node: Served) -> None:
    home = node.home
    first, second = (page_of(home.folder, home.party, None) for _ in range(2))
    assert first.certificate != second.certificate
    assert first.key != second.key


def test_a_home_older_than_authorities_gets_one_and_a_damaged_one_is_named(tmp_path: Path) -> None:
    home, _ = two_homes(tmp_path)
    before = der_of((home.folder / CERTIFICATE).read_bytes())
    (home.folder / CERTIFICATE).write_bytes(b"none")
    with pytest.raises(OurFault, match=re.escape(CERTIFICATE)):
        page_of(home.folder, home.party, None)
    for name in (CERTIFICATE, files.AUTHORITY):
        (home.folder / name).unlink()
    page_of(home.folder, home.party, None)
    assert der_of((home.folder / CERTIFICATE).read_bytes()) != before
    assert host_of("A-b-") == "a-b.parley.internal"


def test_older_tls_is_refused(tmp_path: Path) -> None:
    page, seat = page_settings(NAME, NAME, tmp_path / "ca.pem")
    seat.minimum_version = ssl.TLSVersion.TLSv1_2
    seat.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises(ssl.SSLError, match=r"unsupported protocol|protocol version"):
        handshake(page, seat, NAME)
