"""Key files: a secret sealed under a passphrase, or plainly marked as not sealed.

A key file is strict CBOR, `["parley/keyfile/v1", form, check]`; `check` is the SHA-256 of `form`, so damage and a wrong
passphrase are told apart. `form` is a byte string that holds strict CBOR, one of

    ["argon2id", memory_kib, passes, lanes, salt (16), nonce (12), sealed]
    ["unsealed", secret]

The key is Argon2id (RFC 9106) of the passphrase in Unicode form C and UTF-8; `sealed` is AES-256-GCM-SIV (RFC 8452) of
the secret, and its header is the strict CBOR of `["parley/keyfile/v1", "argon2id", memory_kib, passes, lanes, salt]`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeGuard
from unicodedata import normalize

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from parley.seal.digest import sha256
from parley.seal.suite import S1
from parley.words.cbor import Item, decode, encode
from parley.words.faults import OurFault, PeerFault
from parley.words.limits import KEY_FILE_LANES_MAX, KEY_FILE_MEMORY_KIB_MAX, KEY_FILE_PASSES_MAX

_LABEL: Final = "parley/keyfile/v1"

# RFC 9106 recommends 64 MiB and 3 passes where memory is scarce; 0.12 s here with one lane or four.
_MEMORY_KIB: Final = 65_536
_PASSES: Final = 3
_LANES: Final = 4


def seal_file(secret: bytes, passphrase: str | None, entropy: Callable[[int], bytes]) -> bytes:
    """Make a key file; without a passphrase one that says "unsealed". Raises OurFault `passphrase-empty`."""
    if passphrase is None:
        return _file(encode(["unsealed", secret]))
    if not passphrase:
        raise OurFault("passphrase-empty")
    salt, nonce = entropy(16), entropy(12)
    key, header = _key(passphrase, _MEMORY_KIB, _PASSES, _LANES, salt)
    sealed = S1.aead(key).seal(nonce, secret, header)
    return _file(encode(["argon2id", _MEMORY_KIB, _PASSES, _LANES, salt, nonce, sealed]))


def open_file(data: bytes, passphrase: str | None) -> bytes:
    """Give the secret in a key file.

    Raises OurFault `keyfile-damaged`, `passphrase-wrong`, `passphrase-needed` (sealed, and none was given) or
    `keyfile-unsealed` (not sealed although a passphrase was given: somebody may have put another file in its place).
    """
    match _form(data):
        case ["unsealed", bytes(secret)]:
            if passphrase is not None:
                raise OurFault("keyfile-unsealed")
            return secret
        case ["argon2id", memory_kib, passes, lanes, bytes(salt), bytes(nonce), bytes(sealed)] if (
            _within(lanes, 1, KEY_FILE_LANES_MAX)
            and _within(memory_kib, 8 * lanes, KEY_FILE_MEMORY_KIB_MAX)
            and _within(passes, 1, KEY_FILE_PASSES_MAX)
            and (len(salt), len(nonce)) == (16, 12)
        ):
            if passphrase is None:
                raise OurFault("passphrase-needed")
            key, header = _key(passphrase, memory_kib, passes, lanes, salt)
            secret_or_none = S1.aead(key).open(nonce, sealed, header)
            if secret_or_none is None:
                raise OurFault("passphrase-wrong")
            return secret_or_none
    raise OurFault("keyfile-damaged", "The key file asks for what no key file of this version asks for.")


def _key(passphrase: str, memory_kib: int, passes: int, lanes: int, salt: bytes) -> tuple[bytes, bytes]:
    """The sealing key of a passphrase, and the header that binds how it was made."""
    typed = normalize("NFC", passphrase).encode(errors="surrogatepass")
    key = Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory_kib).derive(typed)
    return key, encode([_LABEL, "argon2id", memory_kib, passes, lanes, salt])


def _file(form: bytes) -> bytes:
    return encode([_LABEL, form, sha256(form)])


def _form(data: bytes) -> Item:
    try:
        match decode(data):
            case [label, bytes(form), check] if label == _LABEL and check == sha256(form):
                return decode(form)
    except PeerFault as fault:
        raise OurFault("keyfile-damaged", fault.message) from None
    raise OurFault("keyfile-damaged")


def _within(number: Item, least: int, most: int) -> TypeGuard[int]:
    return type(number) is int and least <= number <= most
