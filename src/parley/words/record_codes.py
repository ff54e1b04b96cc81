"""The form of a code, and those of a record, its exports and proofs: part of the table in codes.py."""

from __future__ import annotations

from typing import Final, NamedTuple


class Code(NamedTuple):
    """What a code means, and what the reader does next."""

    meaning: str
    todo: str


OF_RECORDS: Final[dict[str, Code]] = {
    # the record
    "entry-malformed": Code("The entry is not in its form.", "It is kept and shown as refused; ask its author."),
    "entry-misplaced": Code("The entry is of another line, author, feed or place.", "It is kept and shown as refused."),
    "head-malformed": Code("The head is not in its form.", "Ask for the head again."),
    "card-malformed": Code("The card is not in its form.", "Ask for the card again."),
    "card-signature": Code("The card is not signed by its root keys.", "Ask for the card again, in person."),
    "suite-differs": Code("The cards are of different suites.", "Agree on one suite and make new cards."),
    # an exported record
    "record-files": Code(
        "A file of the export is missing, or one stands there that has no place in it.",
        "Ask for the whole export again.",
    ),
    "record-version": Code(
        "The folder is no export of a record of this version.", "Name the folder that holds parley-record.txt."
    ),
    "record-unreadable": Code(
        "A file of the export cannot be read, is no plain file or is too large.",
        "Copy the export again and mind the rights.",
    ),
    "card-differs": Code(
        "The root keys in the record are not those of the cards given.", "Do not rely on it; ask whence it came."
    ),
    "line-differs": Code(
        "The heads are of another line than this agreement and these cards name.",
        "Ask for the export again; compare agreement and cards.",
    ),
    "entries-framing": Code("An entry is not there whole.", "Ask for the export again."),
    "head-size": Code("The head signs another number of entries than are here.", "Ask for the export again."),
    "head-signature": Code(
        "The head is not signed by the node keys on the card.", "Do not rely on it; ask whence it came."
    ),
    "head-revoked": Code(
        "The head is signed by a former node key, beyond what counts under it.",
        "Do not rely on this feed; ask the party which key signed it.",
    ),
    "entry-altered": Code(
        "The entry is not the one that the head signs.", "Ask for the export again; compare it with the other side's."
    ),
    "leaf-altered": Code("The id in `leaves` is not that of the entry.", "Ask for the export again."),
    "root-differs": Code("Neither entries nor leaves give the root that the head signs.", "Ask for the export again."),
    "bodies-framing": Code("A body is not there whole, or bytes stand behind the last.", "Ask for the export again."),
    "body-erased-early": Code(
        "A body is said to be erased, and no agreed age allows it.",
        "Ask for the export again, or for the other side's.",
    ),
    "body-altered": Code(
        "The body is not the one that the entry commits to.",
        "Ask for the export again; compare it with the other side's.",
    ),
    "founding-missing": Code(
        "The party has not signed the agreement in this record.", "Ask it to sign; do not rely on the agreement."
    ),
    "out-unwritable": Code(
        "The folder to write into cannot be written.", "Check rights and space, or name another folder."
    ),
    "fork-malformed": Code("The file is no proof of equivocation.", "Ask for the proof again."),
    "fork-not-proved": Code("The two heads can both be honest.", "Keep the file; accuse nobody on it."),
    "proof-malformed": Code("The file is no proof of entries.", "Ask for the proof again."),
    "entry-not-proved": Code("The entry is not under the head that comes with it.", "Do not rely on it; ask again."),
    "receipt-not-proved": Code(
        "The entry named as a receipt has not seen this entry.", "Rely on the entry, and not on its receipt."
    ),
    "entry-unknown": Code(
        "The record has no such entry.",
        'Name a joint number, an author\'s number as "USA 12", or the beginning of an id; see `parley list`.',
    ),
}
