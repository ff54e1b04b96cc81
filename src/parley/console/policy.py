"""What a page may do, as its headers say it: nothing from elsewhere, no script without the page's own nonce."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Final

FIXED: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def nonce() -> str:
    """Make what marks the scripts of one page."""
    return secrets.token_urlsafe(18)


def headers(nonce: str) -> dict[str, str]:
    """Give the headers of one answer."""
    policy = (
        "default-src 'none'",
        f"script-src 'nonce-{nonce}' 'strict-dynamic'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "media-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types htmx",
    )
    return {**FIXED, "Content-Security-Policy": "; ".join(policy)}
