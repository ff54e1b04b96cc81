"""The bill of materials names everything that a lock pins, and is the same each time."""

import json
import re

import pytest

from tools import sbom
from tools.set_up import lock_file

LOCK = """\
cffi==2.1.1 ; platform_python_implementation != 'PyPy' \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
    # via cryptography
cryptography==50.0.2 \\
    --hash=sha256:{a}
    # via
    #   -c lock/run.txt
    #   parley (pyproject.toml)
""".format(a="a" * 64, b="b" * 64)


def test_a_lock_is_read_whole_with_who_needs_whom() -> None:
    made = sbom.sbom(LOCK, "1.0")
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", made["serialNumber"])
    cffi, cryptography = made["components"]
    assert cffi["purl"] == "pkg:pypi/cffi@2.1.1"
    assert [each["content"] for each in cffi["hashes"]] == ["a" * 64, "b" * 64]
    assert cffi["properties"] == [{"name": "python:marker", "value": "platform_python_implementation != 'PyPy'"}]
    assert {each["ref"]: each["dependsOn"] for each in made["dependencies"]} == {
        "parley": [cryptography["bom-ref"]],
        cryptography["bom-ref"]: [cffi["bom-ref"]],
        cffi["bom-ref"]: [],
    }


@pytest.mark.parametrize("name", ["run", "check", "test", "bundle", "build", "fuzz"])
def test_everything_that_is_pinned_is_named(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert sbom.main([name]) == 0
    first = capsys.readouterr().out
    assert sbom.main([name]) == 0
    assert capsys.readouterr().out == first, "the same lock gives the same bytes"
    text = lock_file(name).read_text()
    named = {f"{each['name']}=={each['version']}" for each in json.loads(first)["components"]}
    assert named == set(re.findall(r"^\S+==\S+", text, re.MULTILINE))
    assert sum(len(each["hashes"]) for each in json.loads(first)["components"]) == text.count("--hash=")


@pytest.mark.parametrize(
    ("lock", "why"),
    [
        ("rich==15.0.0 \\\n    # via parley\n", "rich is pinned without a hash"),
        (LOCK + "-e ./somewhere\n", "not read: -e ./somewhere"),
        ("rich>=15\n", "not read: rich>=15"),
    ],
)
def test_what_is_no_lock_is_refused(lock: str, why: str) -> None:
    with pytest.raises(sbom.SbomError, match=re.escape(why)):
        sbom.sbom(lock, "1.0")


def test_a_lock_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert sbom.main(["no-such-lock"]) == 2
    assert "no-such-lock.txt" in capsys.readouterr().err
