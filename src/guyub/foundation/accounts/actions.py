"""The one door: sign in, out, change the PIN, and say which phones may still enter."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from guyub.foundation.accounts import throttle
from guyub.foundation.accounts.devices import Where, codes_for
from guyub.foundation.accounts.models import Device, Ending, Honorific, SignIn, User
from guyub.foundation.accounts.pins import check_pin
from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import BadInput, NotHere, Refused
from guyub.foundation.core.ids import uuid7


def sign_in(*, phone: str, pin: str, where: Where) -> SignIn:
    """Return the new stay of the person with this phone and PIN.

    Raises `Refused` with code "wrong_pin" (the same sentence and the same time for a number that nobody has),
    "wait" (too many wrong ones, `details["seconds"]`) or "device_revoked".
    """
    attempt = throttle.reserve(account=_counted_as(phone, where.phone_key), address=where.address)
    user = User.objects.filter(phone=phone, is_active=True).first()
    if not pin_is_right(user, pin):
        raise Refused(
            _("Phone number or PIN is not right."),
            next_step=_("Check both, then try again."),
            code="wrong_pin",
        )
    throttle.forgive(attempt)
    return enter(user=user, where=where)  # type: ignore[arg-type]  # a right PIN belongs to somebody


def pin_is_right(user: User | None, pin: str) -> bool:
    """Check a PIN; for nobody it takes just as long, so that the time does not tell which numbers are known."""
    if user is None or not user.has_usable_password():
        make_password(pin)
        return False
    return user.check_password(pin)


@atomic
def enter(*, user: User, where: Where, allow_again: bool = False) -> SignIn:
    """Bind the phone and open a stay. Only for a person whose PIN or one-use link was just checked.

    A removed phone is refused, unless an officer's link opens it again (`allow_again`).
    """
    now = clock.now()
    device = Device.objects.select_for_update().filter(phone_key=where.phone_key, user=user).first()
    if device is None:
        device_id = uuid7()
        device = Device.objects.create(
            id=device_id,
            code=next(code for code in codes_for(device_id) if not Device.objects.filter(code=code).exists()),
            user=user,
            phone_key=where.phone_key,
            browser=where.browser,
            system=where.system,
            first_seen_at=now,
            last_seen_at=now,
        )
        audit.record(org_id=None, by=_self(user, device.pk), verb="accounts.device_bound", target=device)
    elif device.revoked_at is not None and not allow_again:
        raise Refused(
            _("This phone was removed from your account."),
            next_step=_("Your notes are safe. Ask an officer to let the phone in again."),
            code="device_revoked",
        )
    else:
        device.browser, device.system = where.browser, where.system
        device.last_seen_at = max(now, device.first_seen_at)
        device.revoked_at = device.revoked_by_id = None
        device.save(update_fields=["browser", "system", "last_seen_at", "revoked_at", "revoked_by_id"])
    return SignIn.objects.create(id=uuid7(), user=user, device=device, started_at=now, seen_at=now)


@atomic
def sign_out(*, sign_in: SignIn) -> None:
    """End this stay; the phone stays known."""
    _end(SignIn.objects.filter(pk=sign_in.pk), Ending.SIGNED_OUT)


@atomic
def open_account(*, name: str, phone: str, pin_hash: str, language: str = "") -> User:
    """Make the account of a person who was invited. `pin_hash` comes from `hash_pin`, made outside the transaction."""
    user = User(id=uuid7(), name=name, phone=phone, language=language, created_at=clock.now(), password=pin_hash)
    user.save(force_insert=True)
    audit.record(org_id=None, by=_self(user), verb="accounts.opened", target=user)
    return user


def hash_pin(pin: str, *, again: str, phone: str) -> str:
    """Check a new PIN and return its slow hash. Call it before a transaction starts: nobody waits for it."""
    check_pin(pin, again=again, phone=phone)
    return make_password(pin)


def change_pin(*, user: User, by: Actor, old: str, pin: str, again: str, where: Where) -> None:
    """Her own new PIN, after the old one. Every other stay of hers ends; guesses at the old one are throttled."""
    attempt = throttle.reserve(account=_counted_as(user.phone, where.phone_key), address=where.address)
    if not pin_is_right(user, old):
        raise BadInput(_("The old PIN is not right. Nothing was changed."), field="old_pin", code="wrong_pin")
    throttle.forgive(attempt)
    put_pin(user=user, by=by, pin_hash=hash_pin(pin, again=again, phone=user.phone), keep_device=by.device_id)


@atomic
def put_pin(*, user: User, by: Actor, pin_hash: str, keep_device: UUID | None = None) -> None:
    """Store a new PIN and end the stays begun with the old one, except on the phone where she does this."""
    User.objects.filter(pk=user.pk).update(password=pin_hash)
    user.password = pin_hash
    stays = SignIn.objects.filter(user=user)
    _end(stays if keep_device is None else stays.exclude(device_id=keep_device), Ending.PIN_CHANGED)
    known = Device.objects.filter(user=user).values_list("phone_key", flat=True)
    throttle.reset(accounts=[user.phone, *(_on_phone(user.phone, key) for key in known)])
    audit.record(org_id=None, by=by, verb="accounts.pin_changed", target=user)


@atomic
def end_every_stay(*, user: User, because: Ending) -> int:
    """Sign a person out everywhere; returns how many stays ended."""
    return _end(SignIn.objects.filter(user=user), because)


@atomic
def end_stay(*, user: User, by: Actor, sign_in_id: UUID) -> None:
    """Sign herself out on another phone. Ending an ended one changes nothing."""
    stays = SignIn.objects.filter(pk=sign_in_id, user=user)
    if not stays.exists():
        raise NotHere
    if _end(stays, Ending.ENDED_ELSEWHERE):
        audit.record(org_id=None, by=by, verb="accounts.stay_ended", sign_in=str(sign_in_id))


@atomic
def revoke_device(*, user: User, by: Actor, device_id: UUID, org_id: UUID | None = None) -> Device:
    """Remove a phone of `user`: signed out at once, and not let in again without an officer.

    Her own phone, or (with `org_id`, the right checked one floor up) a member's phone.
    """
    device = _device(user, device_id)
    if device.revoked_at is None:
        device.revoked_at, device.revoked_by_id = clock.now(), by.user_id
        device.save(update_fields=["revoked_at", "revoked_by_id"])
        _end(SignIn.objects.filter(device=device), Ending.DEVICE_REVOKED)
        audit.record(org_id=org_id, by=by, verb="accounts.device_revoked", target=device, about=str(user.pk))
    return device


@atomic
def allow_device(*, user: User, by: Actor, device_id: UUID, org_id: UUID | None) -> Device:
    """Let a removed phone in again; she still needs her PIN. The officer's right is checked one floor up."""
    device = _device(user, device_id)
    if device.revoked_at is not None:
        device.revoked_at = device.revoked_by_id = None
        device.save(update_fields=["revoked_at", "revoked_by_id"])
        audit.record(org_id=org_id, by=by, verb="accounts.device_allowed", target=device, about=str(user.pk))
    return device


@atomic
def change_profile(*, user: User, by: Actor, name: str, honorific: str, language: str) -> None:
    """How she is called and which language she reads."""
    name = " ".join(name.split())
    if not name:
        raise BadInput(_("Write a name."), field="name")
    if honorific not in Honorific.values:
        raise BadInput(_("Choose how we address you."), field="honorific")
    user.name, user.honorific, user.language = name, honorific, language
    user.save(update_fields=["name", "honorific", "language"])
    audit.record(org_id=None, by=by, verb="accounts.profile_changed", target=user)


@atomic
def choose_language(*, user: User, language: str) -> None:
    """Remember the language on all her phones."""
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language


def _counted_as(phone: str, phone_key: UUID) -> str:
    """Name the counter of wrong PINs: a phone that she uses has its own, so that a stranger cannot lock her out."""
    knows = Device.objects.filter(phone_key=phone_key, user__phone=phone, revoked_at__isnull=True).exists()
    return _on_phone(phone, phone_key) if knows else phone


def _on_phone(phone: str, phone_key: UUID) -> str:
    return f"{phone} {phone_key}"


def _device(user: User, device_id: UUID) -> Device:
    device = Device.objects.select_for_update().filter(pk=device_id, user=user).first()
    if device is None:
        raise NotHere
    return device


def _end(stays: Iterable[SignIn], because: Ending) -> int:
    open_stays = stays.filter(ended_at__isnull=True)  # type: ignore[attr-defined]
    return int(open_stays.update(ended_at=clock.now(), ended_because=because))


def _self(user: User, device_id: UUID | None = None) -> Actor:
    return Actor(user_id=user.pk, device_id=device_id)
