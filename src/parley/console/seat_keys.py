"""The keys by which seats sign in: passkeys or security keys (WebAuthn), and a recovery code on paper for each seat."""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import webauthn
from webauthn.helpers import base64url_to_bytes, options_to_json
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from parley.seal.digest import sha256
from parley.seal.slow import SALT_BYTES, is_slow_hash, slow_hash
from parley.words.faults import OurFault
from parley.words.limits import (
    CHALLENGES_MAX,
    SIGN_IN_TRIES_IN_ALL_MAX,
    SIGN_IN_TRIES_MAX,
    TOUCH_BYTES_MAX,
    TOUCH_S_MAX,
)

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32: none is taken for another on paper."""
_GROUPS, _GROUP = 5, 5
_ALGORITHMS: Final = [COSEAlgorithmIdentifier.EDDSA, COSEAlgorithmIdentifier.ECDSA_SHA_256]


@dataclass(frozen=True, slots=True)
class SeatKey:
    """One key of a seat: the credential's id, the public half (COSE), how often it was used, when it was made (ms)."""

    seat: str
    credential: bytes
    public: bytes
    count: int
    made_ms: int

    @property
    def name(self) -> str:
        """What it is called where keys are listed and in the own log."""
        return sha256(self.credential).hex()[:8]


@dataclass(frozen=True, slots=True)
class Code:
    """A recovery code as it is kept."""

    salt: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class SeatKeys:
    """All of a home."""

    keys: tuple[SeatKey, ...] = ()
    codes: Mapping[str, Code] = field(default_factory=dict)

    def of(self, seat: str) -> tuple[SeatKey, ...]:
        """Give the keys of a seat."""
        return tuple(key for key in self.keys if key.seat == seat)

    def put(self, key: SeatKey) -> SeatKeys:
        """Add a key, or note its latest use."""
        return replace(self, keys=(*(each for each in self.keys if each.credential != key.credential), key))

    def without(self, name: str) -> SeatKeys:
        """Take a key out."""
        return replace(self, keys=tuple(each for each in self.keys if each.name != name))

    def coded(self, seat: str, code: Code | None) -> SeatKeys:
        """Set a seat's recovery code, or take it out."""
        codes = {name: each for name, each in self.codes.items() if name != seat}
        return replace(self, codes=codes if code is None else {**codes, seat: code})


class Challenges:
    """What keys were asked to answer in this run; each is good for one answer within two minutes."""

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clock_s = clock_s
        self._waiting: dict[bytes, float] = {}

    def new(self) -> bytes:
        """Make one; the oldest give way where there are too many."""
        challenge = secrets.token_bytes(32)
        self._waiting[challenge] = self._clock_s() + TOUCH_S_MAX
        while len(self._waiting) > CHALLENGES_MAX:
            del self._waiting[next(iter(self._waiting))]
        return challenge

    def take(self, challenge: bytes) -> None:
        """Use one up. Raises OurFault `key-refused` for one that was not asked, or was answered, or is old."""
        if self._waiting.pop(challenge, 0.0) < self._clock_s():
            raise OurFault("key-refused")


class Tries:
    """Tries to sign in within the last minute, by address and in all."""

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clock_s = clock_s
        self._made: list[tuple[float, str]] = []

    def note(self, address: str) -> None:
        """Count one. Raises OurFault `too-many-tries`."""
        now_s = self._clock_s()
        self._made = [each for each in self._made if each[0] > now_s - 60]
        of_address = sum(each[1] == address for each in self._made)
        if of_address >= SIGN_IN_TRIES_MAX or len(self._made) >= SIGN_IN_TRIES_IN_ALL_MAX:
            raise OurFault("too-many-tries")
        self._made.append((now_s, address))


def making(party: str, seat: str, host: str, challenge: bytes, known: Iterable[SeatKey]) -> str:
    """Give what a browser needs to make a key for a seat, as JSON; a key that it has already makes no second."""
    return options_to_json(
        webauthn.generate_registration_options(
            rp_id=host,
            rp_name=f"Parley {party}",
            user_name=seat,
            user_id=sha256(f"{party} {seat}".encode()),
            challenge=challenge,
            timeout=int(TOUCH_S_MAX * 1000),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=key.credential) for key in known],
            supported_pub_key_algs=_ALGORITHMS,
        )
    )


def made(given: str, seat: str, host: str, origin: str, now_ms: int, challenges: Challenges) -> SeatKey:
    """Read a new key from what a browser gave. Raises OurFault `key-refused`."""
    challenge = _challenge(given)
    challenges.take(challenge)
    try:
        found = webauthn.verify_registration_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=host,
            expected_origin=origin,
            require_user_verification=True,
            supported_pub_key_algs=_ALGORITHMS,
        )
    except (WebAuthnException, ValueError) as error:
        raise OurFault("key-refused", f"The key was not taken: {error}.") from error
    return SeatKey(seat, found.credential_id, found.credential_public_key, found.sign_count, now_ms)


def asking(host: str, challenge: bytes, keys: Iterable[SeatKey]) -> str:
    """Give what a browser needs to ask one of these keys for its answer, as JSON."""
    return options_to_json(
        webauthn.generate_authentication_options(
            rp_id=host,
            challenge=challenge,
            timeout=int(TOUCH_S_MAX * 1000),
            allow_credentials=[PublicKeyCredentialDescriptor(id=key.credential) for key in keys],
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def answered(given: str, host: str, origin: str, keys: Iterable[SeatKey], challenges: Challenges) -> SeatKey:
    """Find which of these keys answered, and give it with its new count. Raises OurFault `key-refused`."""
    challenge = _challenge(given)
    challenges.take(challenge)
    try:
        credential = base64url_to_bytes(json.loads(given)["id"])
        key = next(each for each in keys if each.credential == credential)
        found = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=host,
            expected_origin=origin,
            credential_public_key=key.public,
            credential_current_sign_count=key.count,
            require_user_verification=True,
        )
    except (WebAuthnException, KeyError, TypeError, ValueError, StopIteration) as error:
        raise OurFault("key-refused") from error
    return replace(key, count=found.new_sign_count)


def _challenge(given: str) -> bytes:
    """Read which challenge an answer says it is for. Raises OurFault `key-refused`."""
    if len(given) > TOUCH_BYTES_MAX:
        raise OurFault("key-refused")
    try:
        client = json.loads(base64url_to_bytes(json.loads(given)["response"]["clientDataJSON"]))
        return base64url_to_bytes(client["challenge"])
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise OurFault("key-refused") from error


def new_code() -> str:
    """Draw a recovery code of 125 bits."""
    letters = [secrets.choice(_LETTERS) for _ in range(_GROUPS * _GROUP)]
    return "-".join("".join(letters[at : at + _GROUP]) for at in range(0, len(letters), _GROUP))


def kept(code: str) -> Code:
    """Give a code as it is kept."""
    salt = os.urandom(SALT_BYTES)
    return Code(salt, slow_hash(_typed(code), salt))


def is_code(typed: str, code: Code | None) -> bool:
    """Say whether this was typed for that code; a seat without one takes as long."""
    found = code or Code(bytes(SALT_BYTES), bytes(32))
    return is_slow_hash(_typed(typed), found.salt, found.hash) and code is not None


def _typed(code: str) -> str:
    """Read a code as a person types it."""
    plain = "".join(each for each in code[:64].upper() if each.isalnum())
    return plain.translate(str.maketrans("OIL", "011"))
