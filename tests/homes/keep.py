"""Keeps the homes of a release: `python -m tests.homes.keep` writes tests/homes/VERSION, once, before it is released.

Two homes with a line, a few statements that both have receipted, keys unsealed: they are nobody's.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

import parley
from parley.app.home import whole
from parley.words.terms import Precedence
from tests.app.homes import alike, running, two_homes

FOLDER = Path(__file__).parent
TEXTS = ("one", "two", "three")


async def talk(folder: Path) -> None:
    """Say the texts, the last one urgently, until both hold them."""
    usa, rus = two_homes(folder)
    async with running(usa) as ours, running(rus) as theirs:
        await alike(ours, theirs)
        for text in TEXTS:
            answer = await ours.say(text, Precedence.FLASH if text == TEXTS[-1] else Precedence.ROUTINE)
            assert answer.id, answer.code
        await alike(ours, theirs)


def main() -> int:
    """Write the homes of this version."""
    kept = FOLDER / parley.__version__.rpartition(".")[0]
    with tempfile.TemporaryDirectory() as scratch, whole(kept, "out-exists") as part:
        asyncio.run(talk(Path(scratch)))
        for party in ("USA", "RUS"):
            for path in sorted((Path(scratch) / party).rglob("*")):
                target = part / path.relative_to(scratch)
                if path.is_file() and path.name not in {"lock", "root.key"} and path.stat().st_size:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(path.read_bytes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
