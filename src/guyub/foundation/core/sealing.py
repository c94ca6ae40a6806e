"""Values that must not be readable in a stolen database or backup: sealed with the installation's secret key.

HMAC-SHA256 is the only primitive: it makes the key stream (counter mode, a fresh 128-bit nonce for each value) and then
the tag over nonce and text (encrypt-then-MAC), each under a key of its own, derived from the secret key and the
`purpose`. The same text sealed twice looks different; a changed letter is noticed. Without the secret key the values
are lost: keep it with the backups, apart from them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterator

from django.conf import settings

_VERSION = "s1."
_NONCE, _TAG = 16, 16


class BrokenSeal(ValueError):
    """The value was changed, or sealed under another key or for another purpose."""


def seal(text: str, *, purpose: str) -> str:
    """Return `text` sealed for one purpose, as ASCII."""
    nonce = secrets.token_bytes(_NONCE)
    body = _mix(text.encode(), _key(settings.SECRET_KEY, purpose, "text"), nonce)
    tag = _tag(_key(settings.SECRET_KEY, purpose, "tag"), nonce + body)
    return _VERSION + base64.urlsafe_b64encode(nonce + body + tag).decode().rstrip("=")


def unseal(sealed: str, *, purpose: str) -> str:
    """Return what was sealed; raise `BrokenSeal` if it is not whole. Earlier secret keys are tried too."""
    try:
        packed = sealed.removeprefix(_VERSION).encode()
        raw = base64.b64decode(packed + b"=" * (-len(packed) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise BrokenSeal from None
    nonce, body, tag = raw[:_NONCE], raw[_NONCE:-_TAG], raw[-_TAG:]
    for secret in (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)):
        if hmac.compare_digest(tag, _tag(_key(secret, purpose, "tag"), nonce + body)):
            return _mix(body, _key(secret, purpose, "text"), nonce).decode()
    raise BrokenSeal


def fingerprint(text: str, *, purpose: str) -> str:
    """Return a keyed hash: equal texts are found without opening either, and guessing needs the secret key."""
    return hmac.new(_key(settings.SECRET_KEY, purpose, "fingerprint"), text.encode(), hashlib.sha256).hexdigest()


def _key(secret: str, purpose: str, part: str) -> bytes:
    return hmac.new(secret.encode(), f"guyub.sealing|{purpose}|{part}".encode(), hashlib.sha256).digest()


def _tag(key: bytes, content: bytes) -> bytes:
    return hmac.new(key, content, hashlib.sha256).digest()[:_TAG]


def _mix(content: bytes, key: bytes, nonce: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(content, _stream(key, nonce), strict=False))


def _stream(key: bytes, nonce: bytes) -> Iterator[int]:
    counter = 0
    while True:
        yield from hmac.new(key, nonce + counter.to_bytes(8, "big"), hashlib.sha256).digest()
        counter += 1
