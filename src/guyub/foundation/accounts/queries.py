"""Her phones and her open stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings

from guyub.foundation.accounts.models import Device, SignIn, User
from guyub.foundation.core import clock
from guyub.foundation.core.dates import moment_text


@dataclass(frozen=True, slots=True)
class StayRow:
    """An open stay: since when, last seen when."""

    id: UUID
    since: str
    seen: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A phone of hers as a list shows it, with the stays that are open on it."""

    id: UUID
    name: str
    first_seen: str
    last_seen: str
    is_this: bool
    revoked: bool
    stays: tuple[StayRow, ...]


def devices_of(user: User, *, zone: str, here: UUID | None = None, this_stay: UUID | None = None) -> list[DeviceRow]:
    """Return her phones, the last seen first, removed ones at the end: two queries, however many there are."""
    stays: dict[UUID, list[StayRow]] = {}
    for stay in open_stays(user):
        row = StayRow(
            id=stay.pk,
            since=moment_text(stay.started_at, zone),
            seen=moment_text(stay.seen_at, zone),
            is_this=stay.pk == this_stay,
        )
        stays.setdefault(stay.device_id, []).append(row)
    devices = Device.objects.filter(user=user).order_by("-last_seen_at", "-pk")
    return [
        _row(device, zone, here, tuple(stays.get(device.pk, ())))
        for device in sorted(devices, key=lambda device: device.revoked_at is not None)
    ]


def open_stays(user: User) -> list[SignIn]:
    """Return the stays that still open doors: not ended, and seen within the days that a phone may rest."""
    rested = clock.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return list(SignIn.objects.filter(user=user, ended_at__isnull=True, seen_at__gt=rested).order_by("-started_at"))


def _row(device: Device, zone: str, here: UUID | None, stays: tuple[StayRow, ...]) -> DeviceRow:
    return DeviceRow(
        id=device.pk,
        name=device.name,
        first_seen=moment_text(device.first_seen_at, zone),
        last_seen=moment_text(device.last_seen_at, zone),
        is_this=device.pk == here,
        revoked=device.revoked_at is not None,
        stays=stays,
    )
