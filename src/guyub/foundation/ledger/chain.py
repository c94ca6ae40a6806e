"""The hash chain and the receipt code, as they must come out on any machine in any year. No Django.

An entry's content is JSON with sorted keys, no spaces, UTF-8 unescaped, NFC, UTC seconds with Z; its hash covers the
hash of the entry before. Changing one rupiah anywhere changes every later hash.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from uuid import UUID

VERSION = 1
FIRST_PREV = "0" * 64
DIGITS = "6789BCDFGHJKLMNPQRTW"
CODE_DIGITS = 8

PlainLine = tuple[int, str, str, str, str | None, str | None, int]

_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def encode(content: Mapping[str, object]) -> bytes:
    """Return plain content as JSON bytes: sorted keys, no spaces, UTF-8 unescaped."""
    return _encoder.encode(content).encode()


def stamp(moment: datetime) -> str:
    """Return a moment as UTC seconds with Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def text(value: str) -> str:
    """Return text in its one composed form (NFC)."""
    return value if value.isascii() else unicodedata.normalize("NFC", value)


def canonical(
    *,
    n: int,
    org: UUID,
    day: date,
    event_at: datetime,
    posted_at: datetime,
    by: UUID | None,
    client_id: UUID,
    kind: str,
    memo: str,
    lines: Iterable[PlainLine],
    prev: str,
    reverses: int | None = None,
    doc_hash: str | None = None,
) -> bytes:
    """Return the one way to write an entry as bytes. Lines: (no, account, fund, unit, party, cash flow, amount)."""
    return canonical_text(
        n=n,
        org=str(org),
        day=day.isoformat(),
        event_at=stamp(event_at),
        posted_at=stamp(posted_at),
        by=None if by is None else str(by),
        client_id=str(client_id),
        kind=kind,
        memo=text(memo),
        lines=list(lines),
        prev=prev,
        reverses=reverses,
        doc_hash=doc_hash or None,
    )


def canonical_text(
    *,
    n: int,
    org: str,
    day: str,
    event_at: str,
    posted_at: str,
    by: str | None,
    client_id: str,
    kind: str,
    memo: str,
    lines: list[PlainLine],
    prev: str,
    reverses: int | None,
    doc_hash: str | None,
) -> bytes:
    """Do the same from values that are texts already, as `guyub verify` reads them by the million."""
    return encode(
        {
            "by": by,
            "client_id": client_id,
            "date": day,
            "doc_hash": doc_hash,
            "event_at": event_at,
            "kind": kind,
            "lines": lines,
            "memo": memo,
            "n": n,
            "org": org,
            "posted_at": posted_at,
            "prev": prev,
            "reverses": reverses,
            "v": VERSION,
        }
    )


def digest(content: bytes) -> str:
    """Return the SHA-256 of an entry's content, lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def receipt_code(entry_hash: str, number: int) -> str:
    """Return the code of receipt `number`, such as `9DF6-GGJN`."""
    seed = hashlib.sha256(f"guyub-receipt-1|{entry_hash}|{number}".encode()).digest()
    value = int.from_bytes(seed[:8], "big") % len(DIGITS) ** CODE_DIGITS
    digits = ""
    for _ in range(CODE_DIGITS):
        value, digit = divmod(value, len(DIGITS))
        digits = DIGITS[digit] + digits
    return f"{digits[:4]}-{digits[4:]}"


def tidy_code(typed: str) -> str:
    """Return a typed code in its printed form: small letters, spaces and a missing dash are forgiven."""
    plain = "".join(typed.upper().replace("-", "").split())
    return f"{plain[:4]}-{plain[4:]}"
