"""Writes what Parley is made of as CycloneDX 1.6 JSON, from a lock alone: `tools/sbom [LOCK] > sbom.json`.

LOCK is one of lock/*.txt by its name; `run`, what the program installs, if none is given. The same lock gives the same
bytes: no time, no place, and a serial number that is the hash of the rest.
"""

import json
import re
import sys
import tomllib
import uuid
from typing import Any

from tools.set_up import ROOT, lock_file

PIN = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>[^\s;]+)(?: ; (?P<marker>.*?))? \\?\n(?P<rest>(?: .*\n)*)"
)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
VIA = re.compile(r"^    #(?: via |   )([a-z0-9][a-z0-9.-]*)", re.MULTILINE)

Json = dict[str, Any]


class SbomError(Exception):
    """The lock is not as `tools/lock` writes it; the text names the line."""


def reference(name: str, version: str) -> str:
    """Name a package as a package URL."""
    return f"pkg:pypi/{name}@{version}"


def component(name: str, version: str, marker: str | None, hashes: list[str]) -> Json:
    """Describe one pinned package: each hash is that of one of its files."""
    found: Json = {
        "type": "library",
        "bom-ref": reference(name, version),
        "name": name,
        "version": version,
        "purl": reference(name, version),
        "hashes": [{"alg": "SHA-256", "content": each} for each in hashes],
    }
    if marker:
        found["properties"] = [{"name": "python:marker", "value": marker}]
    return found


def read(lock: str) -> tuple[list[Json], dict[str, list[str]]]:
    """Give the components of a lock, and for each the names of those that need it. Raises SbomError."""
    components: list[Json] = []
    needed_by: dict[str, list[str]] = {}
    rest = PIN.sub("", lock)
    for match in PIN.finditer(lock):
        hashes = HASH.findall(match["rest"])
        if not hashes:
            raise SbomError(f"{match['name']} is pinned without a hash")
        components.append(component(match["name"], match["version"], match["marker"], hashes))
        needed_by[match["name"]] = VIA.findall(match["rest"])
    if rest.strip():
        raise SbomError(f"not read: {rest.strip().splitlines()[0]}")
    return components, needed_by


def sbom(lock: str, version: str) -> Json:
    """Give the bill of materials of Parley with what a lock pins. Raises SbomError."""
    components, needed_by = read(lock)
    references = {each["name"]: each["bom-ref"] for each in components}
    parley = {"type": "application", "bom-ref": "parley", "name": "parley", "version": version}
    needs: dict[str, list[str]] = {"parley": []} | {each: [] for each in references.values()}
    for name, users in needed_by.items():
        for user in users:
            needs[references.get(user, "parley")].append(references[name])
    content: Json = {
        "metadata": {"component": parley | {"licenses": [{"license": {"id": _project()["license"]}}]}},
        "components": components,
        "dependencies": [{"ref": ref, "dependsOn": sorted(set(on))} for ref, on in sorted(needs.items())],
    }
    serial = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(content, sort_keys=True))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
    } | content


def _project() -> Json:
    project: Json = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return project


def version() -> str:
    """Give Parley's version as its source states it."""
    match = re.search(r'^__version__ = "(.+)"$', (ROOT / "src/parley/__init__.py").read_text(), re.MULTILINE)
    if match is None:
        raise SbomError("src/parley/__init__.py states no version")
    return match[1]


def main(arguments: list[str]) -> int:
    """Write the bill of materials; ends with 2 if the lock is none."""
    name = arguments[0] if arguments else "run"
    try:
        print(json.dumps(sbom(lock_file(name).read_text(), version()), indent=2))
    except (OSError, SbomError) as fault:
        print(f"sbom: {fault}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
