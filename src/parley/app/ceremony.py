"""The ceremony of a line: one side writes a folder that people carry by hand, the other checks it and joins."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from parley.app.home import Home, found, whole
from parley.app.places import NOWHERE, Places
from parley.record.card import read_card
from parley.words.faults import OurFault

AGREEMENT = "agreement.toml"
PAIR_FILE = "pair-secret"
SECRET_BYTES = 32


def propose(home: Home, name: str, agreement: bytes, other: bytes, pack: Path, places: Places = NOWHERE) -> bytes:
    """Found a line with the owner of a card, and write what that side needs to join it; give the line.

    The pack holds the pair secret as it is: who reads it reads epoch 0. Raises what `found` raises, and OurFault
    `pack-unusable`, `out-exists`.
    """
    if pack.exists():
        raise OurFault("out-exists", f"{pack} is there already.")
    cards = {home.party: home.card_file.read_bytes(), read_card(other).party: other}
    secret = os.urandom(SECRET_BYTES)
    with whole(pack, "pack-unusable") as part:
        (part / AGREEMENT).write_bytes(agreement)
        for party, card in cards.items():
            (part / f"{party}.card").write_bytes(card)
        descriptor = os.open(part / PAIR_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secret.hex() + "\n")
        return found(home, name, agreement, cards, _pairs(home, cards, secret), places)


def sign(home: Home, name: str, pack: Path, places: Places = NOWHERE) -> bytes:
    """Join the line that a pack describes; the founding entry of the first run is the signature. Give the line.

    Raises what `found` raises, and OurFault `pack-unusable`.
    """
    try:
        agreement = (pack / AGREEMENT).read_bytes()
        cards = {path.stem: path.read_bytes() for path in sorted(pack.glob("*.card"))}
        secret = bytes.fromhex((pack / PAIR_FILE).read_text())
    except (OSError, ValueError) as error:
        raise OurFault("pack-unusable", f"{pack}: {error}.") from error
    if len(cards) != 2 or len(secret) != SECRET_BYTES:
        raise OurFault("pack-unusable", f"{pack} does not hold two cards and a secret of {SECRET_BYTES} bytes.")
    return found(home, name, agreement, cards, _pairs(home, cards, secret), places)


def _pairs(home: Home, cards: Mapping[str, bytes], secret: bytes) -> dict[str, bytes]:
    return {party: secret for party in cards if party != home.party}
