"""The small authority of a home, which vouches for one name: its own pages, and nothing else, under TLS."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from parley.seal.transport import TransportIdentity
from parley.words.instants import from_ms

# P-256, since no browser takes Ed25519 in a certificate. What it guards is a page on a party's own network, today.
_CURVE: Final = ec.SECP256R1()
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # SEC 2 section 2.4.2
_AUTHORITY_DAYS: Final = 7_305
_PAGE_DAYS: Final = 397
"""What browsers take at most."""
_CLOCK_BEHIND: Final = timedelta(days=1)


def make_authority(name: str, now_ms: int, entropy: Callable[[int], bytes], password: bytes) -> TransportIdentity:
    """Make an authority for one name, good for twenty years from a day before now; its key under `password`.

    It may vouch for this name alone (RFC 5280 section 4.2.1.10), so who steals it can pretend to be these pages only.
    """
    key = _key(entropy)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Parley, pages of {name}"[:64])])
    no_address = [x509.IPAddress(ip_network("0.0.0.0/0")), x509.IPAddress(ip_network("::/0"))]
    builder = _builder(subject, subject, key, from_ms(now_ms), _AUTHORITY_DAYS, entropy)
    certificate = (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints([x509.DNSName(name)], no_address), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password))
    return TransportIdentity(certificate.public_bytes(Encoding.DER), pem)


def page_identity(
    authority: TransportIdentity, password: bytes, name: str, now_ms: int, entropy: Callable[[int], bytes]
) -> TransportIdentity:
    """Make a new key for pages under a name, and have the authority vouch for it for a year; it is never stored."""
    signer = load_pem_private_key(authority.key, password)
    issuer = x509.load_der_x509_certificate(authority.certificate)
    assert isinstance(signer, ec.EllipticCurvePrivateKey), "made above"
    key = _key(entropy)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    builder = _builder(subject, issuer.subject, key, from_ms(now_ms), _PAGE_DAYS, entropy)
    certificate = (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return TransportIdentity(certificate.public_bytes(Encoding.DER), pem)


def pem_of(certificate: bytes) -> bytes:
    """Give a certificate (DER) as text, for the file that seats trust."""
    return x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM)


def der_of(text: bytes) -> bytes:
    """Give the certificate in a text as DER. Raises ValueError."""
    return x509.load_pem_x509_certificate(text).public_bytes(Encoding.DER)


def _key(entropy: Callable[[int], bytes]) -> ec.EllipticCurvePrivateKey:
    """Draw a key; 16 bytes more than the order's leave no number likelier than another (FIPS 186-5 A.2.1)."""
    return ec.derive_private_key(int.from_bytes(entropy(48)) % (_ORDER - 1) + 1, _CURVE)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
    days: int,
    entropy: Callable[[int], bytes],
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(b"\x01" + entropy(15)))
        .not_valid_before(now - _CLOCK_BEHIND)
        .not_valid_after(now + timedelta(days=days))
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
