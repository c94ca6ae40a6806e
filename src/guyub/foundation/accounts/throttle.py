"""Guessing a PIN gets slower with every wrong one: per account and per address, for all processes together.

An attempt is counted *before* the PIN is checked and given back when it was right. So many guesses sent at once
cannot slip through between reading and writing the counter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from guyub.foundation.accounts.models import Throttle
from guyub.foundation.core import clock
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import Refused

FORGOTTEN_AFTER = timedelta(days=1)  # without a new failure


@dataclass(frozen=True, slots=True)
class Rule:
    """`free` wrong tries cost nothing; the next blocks for `first`, each further one twice as long, up to `most`."""

    free: int
    first: timedelta
    most: timedelta

    def wait(self, failures: int) -> timedelta:
        """Return how long the door stays shut after that many failures in a row."""
        if failures <= self.free:
            return timedelta()
        doublings = min(failures - self.free - 1, 20)
        return min(self.first * (1 << doublings), self.most)


ACCOUNT = Rule(free=4, first=timedelta(seconds=30), most=timedelta(hours=1))
# A whole hall may share one address, so it gets more patience.
ADDRESS = Rule(free=20, first=timedelta(seconds=30), most=timedelta(minutes=15))


@dataclass(frozen=True, slots=True)
class _Count:
    key: str
    blocked_before: datetime | None
    blocked_now: datetime | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try that was counted as a failure until it proves right."""

    account: _Count
    address: _Count


@atomic
def reserve(*, account: str, address: str) -> Attempt:
    """Count one try on both counters, or raise `Refused` that says how long to wait (then nothing is counted)."""
    now = clock.now()
    _sweep(now)
    keys = {"account": _key("account", account), "address": _key("address", address)}
    for key in keys.values():
        Throttle.objects.get_or_create(key=key, defaults={"failures": 0, "failed_at": now})
    # In key order, so that two processes never wait for each other in a circle.
    found = {row.key: row for row in Throttle.objects.select_for_update().filter(key__in=keys.values()).order_by("key")}
    shut_until = max((row.blocked_until for row in found.values() if row.blocked_until), default=None)
    if shut_until is not None and shut_until > now:
        raise _wait(shut_until - now)
    return Attempt(
        account=_count(found[keys["account"]], ACCOUNT, now), address=_count(found[keys["address"]], ADDRESS, now)
    )


@atomic
def forgive(attempt: Attempt) -> None:
    """The PIN was right: the account starts anew; the address only gets this one try back."""
    Throttle.objects.filter(key=attempt.account.key).delete()
    address = Throttle.objects.filter(key=attempt.address.key, failures__gt=0)
    address.filter(blocked_until=attempt.address.blocked_now).update(blocked_until=attempt.address.blocked_before)
    address.update(failures=F("failures") - 1)


def reset(*, accounts: Iterable[str]) -> None:
    """Open an account's doors at once: her PIN was set anew."""
    Throttle.objects.filter(key__in=[_key("account", account) for account in accounts]).delete()


def _sweep(now: datetime) -> None:
    """Drop old counters with every try, so that guesses at random numbers do not fill the table."""
    old = Throttle.objects.filter(failed_at__lt=now - FORGOTTEN_AFTER).select_for_update(skip_locked=True)
    Throttle.objects.filter(key__in=list(old.values_list("key", flat=True)[:100])).delete()


def forget_old() -> int:
    """Drop every counter that is forgotten; returns how many."""
    deleted, _tables = Throttle.objects.filter(failed_at__lt=clock.now() - FORGOTTEN_AFTER).delete()
    return deleted


def _count(row: Throttle, rule: Rule, now: datetime) -> _Count:
    failures = row.failures + 1
    wait = rule.wait(failures)
    blocked_now = now + wait if wait else None
    Throttle.objects.filter(key=row.key).update(failures=failures, failed_at=now, blocked_until=blocked_now)
    return _Count(key=row.key, blocked_before=row.blocked_until, blocked_now=blocked_now)


def _key(kind: str, value: str) -> str:
    # Neither numbers nor addresses lie readable in the table.
    return f"{kind}:{salted_hmac('guyub.throttle', value, algorithm='sha256').hexdigest()}"


def _wait(left: timedelta) -> Refused:
    seconds = max(1, int(left.total_seconds() + 0.999))
    if seconds < 60:
        duration = ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    else:
        minutes = -(-seconds // 60)
        duration = ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    return Refused(
        _("Too many wrong PINs. Wait %(duration)s, then try again.") % {"duration": duration},
        next_step=_("If you forgot the PIN, ask two officers for a new one."),
        code="wait",
        seconds=seconds,
    )
