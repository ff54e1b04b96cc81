"""Every stable fault code, with its meaning and the next step: docs/errors.md is generated from this table."""

from __future__ import annotations

from typing import NamedTuple


class Code(NamedTuple):
    """What a code means, and what the reader does next."""

    meaning: str
    todo: str


CODES: dict[str, Code] = {
    # bytes from outside
    "cbor-malformed": Code(
        "The bytes are not in the strict deterministic encoding.", "Ask the sender to send it again."
    ),
    "cbor-limit": Code("The encoded item is longer, deeper or larger than its limit.", "Ask the sender to send less."),
    "cbor-unencodable": Code("A value of ours has no place in the strict encoding.", "Remove what is no text."),
    # keys and signatures
    "key-weak": Code(
        "The Ed25519 key has low order or is not canonical.", "Do not enrol it; ask for a new card in person."
    ),
    "key-malformed": Code("The bytes are not a public key of this suite.", "Ask for the card again."),
    "suite-unknown": Code("The suite is not known to this version.", "Upgrade, or ask for a card of a known suite."),
    "signature-bad": Code("The signature does not verify.", "Compare cards by voice, then ask for it again."),
    "seal-broken": Code("The sealed bytes do not open.", "Ask for them again; then compare cards and pair secrets."),
    # store
    "store-failed": Code(
        "The store could not say that the write is durable.", "Check disk and space; the node starts anew."
    ),
    "store-foreign": Code(
        "The store belongs to another line or another format.", "Point the command at the right home."
    ),
    "store-missing": Code("There is no store in this folder.", "Point the command at the right home, or make one."),
    "store-gap": Code("A row does not continue its feed.", "Report this: it is a defect of Parley."),
    "home-locked": Code("Another process keeps this home.", "Stop that process first, or use its socket."),
    "backup-exists": Code("The backup's file is there already.", "Name a file that is not there yet."),
    "backup-failed": Code("The backup could not be written.", "Check rights and space where it goes, then try again."),
    "home-unwritable": Code("The home cannot be written.", "Check rights and space of the folder."),
    "passphrase-wrong": Code("The passphrase does not open the key file.", "Type it again; mind the keyboard layout."),
    "passphrase-empty": Code(
        "An empty passphrase seals nothing.", "Choose one, or ask for an unsealed file by its flag."
    ),
    "passphrase-needed": Code("The key file is sealed under a passphrase.", "Give its passphrase."),
    "keyfile-unsealed": Code("The key file is not sealed, though it should be.", "Find out who replaced it."),
    "keyfile-damaged": Code("The key file is damaged or is not a key file.", "Restore it from its backup."),
    "key-exists": Code(
        "A key is there already and is never written over.", "Move the old key away by hand if you mean it."
    ),
    "key-missing": Code("The key file is not there.", "Point the command at the right home, or restore the key."),
    # bearers
    "port-busy": Code("The address is in use by another process.", "Stop that process or configure another port."),
    "pin-mismatch": Code("The other end showed another transport key than its card.", "Compare cards by voice."),
    "packet-oversize": Code("The packet is larger than the bearer takes.", "Report this: it is a defect of Parley."),
    # the record
    "entry-malformed": Code("The entry is not in its form.", "It is kept and shown as refused; ask its author."),
    "entry-misplaced": Code("The entry is of another line, author, feed or place.", "It is kept and shown as refused."),
    "head-malformed": Code("The head is not in its form.", "Ask for the head again."),
    "card-malformed": Code("The card is not in its form.", "Ask for the card again."),
    "card-signature": Code("The card is not signed by its root keys.", "Ask for the card again, in person."),
    "suite-differs": Code("The cards are of different suites.", "Agree on one suite and make new cards."),
}
