"""Checking a receipt years later: number and code in, one of three answers out, never a name.

A wrong code, a wrong number and a strange association look the same. Ten tries a minute and address.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from guyub.foundation.accounts.models import Throttle
from guyub.foundation.core import clock
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger import chain
from guyub.foundation.ledger.kinds import kind_name
from guyub.foundation.ledger.models import Entry, Receipt
from guyub.foundation.ledger.rows import entry_row
from guyub.foundation.organizations.models import Organization

TRIES = 10
WINDOW = timedelta(minutes=1)


class Standing(StrEnum):
    """The three answers."""

    INTACT = "intact"
    CORRECTED = "corrected"
    MISMATCH = "mismatch"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the books say about a receipt. `later` is the number of the receipt that took its place."""

    standing: Standing
    number: int = 0
    association: str = ""
    booked_on: date | None = None
    kind: str = ""
    amount: int = 0
    later: int | None = None


MISMATCH = Verdict(Standing.MISMATCH)


def check(*, slug: str, number: int, code: str) -> Verdict:
    """Return what the books of `slug` say about receipt `number` with this code."""
    org = Organization.objects.filter(slug=slug).first()
    if org is None:
        return MISMATCH
    with tenant(org.pk):
        receipt = Receipt.objects.select_related("entry").filter(number=number).first()
        if receipt is None or not hmac.compare_digest(receipt.code.encode(), chain.tidy_code(code).encode()):
            return MISMATCH
        row = entry_row(org, receipt.entry.n)
        if (
            row is None
            or row.recomputed(str(org.pk)) != row.hash
            or chain.receipt_code(row.hash, number) != receipt.code
        ):
            return MISMATCH
        corrected, later = _correction_of(receipt)
        return Verdict(
            Standing.CORRECTED if corrected else Standing.INTACT,
            number,
            org.name,
            receipt.entry.booked_on,
            kind_name(row.kind),
            sum(line[6] for line in row.lines if line[6] > 0),
            later,
        )


def _correction_of(receipt: Receipt) -> tuple[bool, int | None]:
    """Return whether the receipt was corrected, and the newest number that took its place."""
    newest, found = receipt, False
    while True:
        later = Receipt.objects.filter(replaces=newest).order_by("-number").first()
        if later is None:
            break
        newest, found = later, True
    reversed_or_replaced = found or Entry.objects.filter(Q(reverses=receipt.entry_id)).exists()
    return reversed_or_replaced, newest.number if found else None


def check_url(*, org: Organization, number: int, code: str) -> str:
    """Return the address that the QR code of a receipt carries."""
    values = urlencode({"paguyuban": org.slug, "nomor": number, "kode": code})
    return f"{settings.BASE_URL}{reverse('receipts:check')}?{values}"


@atomic
def count_try(*, address: str) -> None:
    """Count one try of an address; the eleventh within a minute is refused."""
    now = clock.now()
    key = f"receipt:{salted_hmac('guyub.receipts', address, algorithm='sha256').hexdigest()}"
    Throttle.objects.get_or_create(key=key, defaults={"failures": 0, "failed_at": now})
    row = Throttle.objects.select_for_update().get(key=key)
    if now - row.failed_at >= WINDOW or now < row.failed_at:
        row.failures, row.failed_at = 0, now
    if row.failures >= TRIES:
        raise Refused(
            _("Too many tries. Please wait a minute."),
            next_step=_("Then type number and code once more."),
            code="wait",
        )
    Throttle.objects.filter(key=key).update(failures=row.failures + 1, failed_at=row.failed_at)
