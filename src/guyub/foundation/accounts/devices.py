"""Which phone or computer this is: a signed cookie that stays, and a name she would recognise."""

from __future__ import annotations

import ipaddress
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from guyub.foundation.core.ids import uuid7

COOKIE = "guyub_phone"
SALT = "guyub.phone"
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # read aloud and written by hand: no 0 and O, no 1, I and L, no U
SHORTEST_CODE, LONGEST_CODE = 4, 8
MAX_AGE = 400 * 86_400  # the most that browsers keep; renewed at every sign-in

# First match wins: Edge and Samsung also call themselves Chrome, Chrome also calls itself Safari.
_BROWSERS = (
    ("Edge", re.compile(r"\bEdgA?(iOS)?/")),
    ("Samsung Internet", re.compile(r"\bSamsungBrowser/")),
    ("Opera", re.compile(r"\b(OPR|OPT|Opera)/")),
    ("UC Browser", re.compile(r"\bUCBrowser/")),
    ("Mi Browser", re.compile(r"\bMiuiBrowser/")),
    ("WhatsApp", re.compile(r"\bWhatsApp/")),
    ("Facebook", re.compile(r"\bFBA[NV]/")),
    ("Firefox", re.compile(r"\b(Firefox|FxiOS)/")),
    ("Chrome", re.compile(r"\b(Chrome|CriOS|HeadlessChrome)/")),
    ("Safari", re.compile(r"\bSafari/")),
)
_SYSTEMS = (
    ("Android", re.compile(r"\bAndroid\b")),
    ("iPhone", re.compile(r"\biPhone\b")),
    ("iPad", re.compile(r"\biPad\b")),
    ("Windows", re.compile(r"\bWindows\b")),
    ("ChromeOS", re.compile(r"\bCrOS\b")),
    ("Mac", re.compile(r"\bMacintosh\b")),
    ("Linux", re.compile(r"\bLinux\b")),
)


@dataclass(frozen=True, slots=True)
class Where:
    """Where a sign-in comes from: address, phone, and what it calls itself."""

    address: str
    phone_key: UUID
    browser: str = "Browser"
    system: str = ""


def where(request: HttpRequest) -> Where:
    """Read from the request where it comes from; a phone without the cookie gets a new key."""
    browser, system = name_parts(request.headers.get("User-Agent", ""))
    return Where(address=address_of(request), phone_key=phone_key(request) or uuid7(), browser=browser, system=system)


def name_parts(user_agent: str) -> tuple[str, str]:
    """Return browser and system in words: ("Chrome", "Android")."""
    browser = next((name for name, pattern in _BROWSERS if pattern.search(user_agent)), "Browser")
    system = next((name for name, pattern in _SYSTEMS if pattern.search(user_agent)), "")
    return browser, system


def phone_key(request: HttpRequest) -> UUID | None:
    """Return the key in the phone's cookie; None if there is none or somebody wrote it himself."""
    value = request.get_signed_cookie(COOKIE, default=None, salt=SALT)
    try:
        return UUID(value) if value else None
    except ValueError:
        return None


def remember(response: HttpResponseBase, key: UUID) -> None:
    """Leave the key on the phone."""
    response.set_signed_cookie(
        COOKIE,
        str(key),
        salt=SALT,
        max_age=MAX_AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def codes_for(device_id: UUID) -> Iterator[str]:
    """Yield short names for a phone, the shortest first: the first one that nobody has is its code."""
    dice = random.Random(device_id.int)  # noqa: S311 -- a name and no secret, the same in every run of the demo
    for length in range(SHORTEST_CODE, LONGEST_CODE + 1):
        for _attempt in range(3):
            yield "".join(dice.choices(LETTERS, k=length))


def address_of(request: HttpRequest) -> str:
    """Return the network address that throttling counts: the one before our own proxies, IPv6 by its /64 network."""
    address = request.META.get("REMOTE_ADDR", "")
    proxies: int = settings.TRUSTED_PROXIES
    if proxies:
        # Each proxy appends who spoke to it; what stands further left was written by the visitor.
        passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if len(passed) >= proxies:
            address = passed[-proxies]
    return _network(address)


def _network(address: str) -> str:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)
