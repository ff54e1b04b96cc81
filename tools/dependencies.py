"""Writes the tables of docs/dependencies.md from pyproject.toml, the locks and the installed packages."""

import re
import tomllib
from importlib.metadata import metadata

from tools.set_up import ROOT, lock_file

REASONS = {
    "apprise": "Alarms to people outside the console: mail, SMS gateways, pagers, chat. An extra (`parley[alarms]`, "
    "`lock/alarms.txt`), loaded only by a short process of its own that holds no key and knows no text.",
    "apsw": "SQLite with a current library of its own: 3.7.0 to 3.51.2 can corrupt a WAL.",
    "babel": "CLDR: plural forms, how numbers are written, decimal marks. 33 MB on the disk, most of it languages "
    "that nobody here speaks; only what a sentence needs of it is read.",
    "cryptography": "Ed25519, ML-DSA, HPKE with X-Wing, AES-GCM-SIV, HKDF, Argon2id. Only `seal` sees it.",
    "fluent-runtime": "The sentences of the catalogue (Project Fluent), as data that a linguist reads and passes.",
    "jinja2": "The pages of the console, written on the node with every value escaped.",
    "playwright": "Drives Debian's Chromium through the console as officers do; it downloads no browser.",
    "python-multipart": "Reads the forms that pages send.",
    "geographiclib": "Karney's geodesics on WGS 84, pure Python: single answers, and the reference of all others.",
    "numpy": "Distances and conflicts in arrays. Loaded by whoever asks for one, not by an idle node.",
    "pyshp": "Reads the shapefiles of parties' borders; pure Python, nothing behind it.",
    "numba": "Compiles the loops of distances and conflicts. An extra (`parley[fast]`, `lock/fast.txt`): without "
    "it the same answers take some times longer.",
    "aviconv-aixm": "Brings the schemas of AIXM 5.1.1 and reads our airspaces.",
    "aviconv-notam": "Reads our NOTAM drafts.",
    "distributed": "Screens tracks on a Dask cluster. An extra (`parley[cluster]`, `lock/cluster.txt`).",
    "fastkml": "Reads our KML as a reader does that others wrote.",
    "pyais": "Decodes AIS sentences. An extra (`parley[tracks]`, `lock/tracks.txt`).",
    "pyarrow": "Reads Parquet piece by piece. An extra (`parley[tracks]`); 150 MB on the disk.",
    "takproto": "Takes our Cursor on Target events as a TAK server would.",
    "shapely": "The oracle (GEOS) that our conflicts are tested against.",
    "rich": "The demo's and the commands' tables and colours on a terminal.",
    "starlette": "Routes, requests and answers of the console: the ASGI toolkit without a framework on top.",
    "tzdata": "Time zones by their IANA names, for `zoneinfo`: a bare Debian has none. Data only, shown beside UTC.",
    "uvicorn": "Serves the console in the node's own loop, over HTTP/1.1 and TLS.",
    "webauthn": "Checks what passkeys and security keys answer when a seat signs in.",
    "pip": "Goes into a bundle, so that a machine without network and without ensurepip can install it.",
    "atheris": "Searches for hostile bytes, guided by coverage (`tools/fuzz`); the tests need it not.",
    "cbor2": "The oracle that our strict encoding is tested against.",
    "codespell": "Spelling.",
    "cogapp": "Writes the generated parts of the docs, and finds the stale ones.",
    "deptry": "Declared dependencies are the imported ones.",
    "feedparser": "Reads our Atom feed as readers do that others wrote.",
    "icalendar": "Reads our calendars as calendars do that others wrote.",
    "hypothesis": "Tests that search for the input that breaks them.",
    "import-linter": "The layers of docs/ARCHITECTURE.md.",
    "mypy": "Types.",
    "pytest": "Runs the tests.",
    "ruff": "Format and lint.",
    "textual": "The desk on a terminal (`parley tui`). An extra (`parley[tui]`, `lock/tui.txt`): no other command "
    "loads it.",
    "towncrier": "CHANGELOG.md from the fragments in changes/.",
}
PIN = re.compile(r"^([a-z0-9.-]+)==(\S+)(?: ; (.*?))? \\$", re.MULTILINE)


def declared() -> dict[str, list[str]]:
    """The names that pyproject.toml gives, for the program and for each group."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = {"run": project["project"]["dependencies"], **project["dependency-groups"]}
    names = {group: [item for item in items if isinstance(item, str)] for group, items in groups.items()}
    return {group: [re.split(r"[><=~]", item)[0] for item in items] for group, items in names.items()}


def locked(group: str) -> dict[str, str]:
    """Name and version of what one lock installs on this kind of machine."""
    pins = PIN.findall(lock_file(group).read_text())
    return {name: version for name, version, marker in pins if "win32" not in marker}


def licence(name: str) -> str:
    """The licence that the installed package states."""
    about = metadata(name)
    stated = next((about[key] for key in ("License-Expression", "License") if key in about), "")
    classifiers = [line.split(" :: ")[-1] for line in about.get_all("Classifier", []) if line.startswith("License")]
    return stated if stated and "\n" not in stated else ", ".join(classifiers)


def table(*groups: str) -> str:
    """What these groups declare, each with its version, licence and reason."""
    rows = ["| package | version | licence | why |", "|---|---|---|---|"]
    for group in groups:
        versions = locked(group)
        rows += [f"| {name} | {versions[name]} | {licence(name)} | {REASONS[name]} |" for name in declared()[group]]
    return "\n".join(rows)


def brought(group: str) -> str:
    """What comes with them because they need it."""
    direct = {name for names in declared().values() for name in names}
    rows = ["| package | version | licence |", "|---|---|---|"]
    rows += [
        f"| {name} | {version} | {licence(name)} |" for name, version in locked(group).items() if name not in direct
    ]
    return "\n".join(rows)
