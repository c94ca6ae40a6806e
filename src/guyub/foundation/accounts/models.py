"""A person who signs in: by phone number and PIN, on devices that the house knows."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.ids import uuid7


class Honorific(models.TextChoices):
    """How she wants to be addressed; her own choice, never guessed."""

    BU = "bu", _("Bu")
    MBAK = "mbak", _("Mbak")
    PAK = "pak", _("Pak")
    MAS = "mas", _("Mas")
    NONE = "", _("just the name")


class Ending(models.TextChoices):
    """Why a signed-in session is over."""

    SIGNED_OUT = "out", _("signed out")
    DEVICE_REVOKED = "device", _("phone removed")
    PIN_CHANGED = "pin", _("PIN changed")
    ENDED_ELSEWHERE = "elsewhere", _("ended from another phone")


class UserManager(BaseUserManager["User"]):
    """Finds a person by the phone number in E.164 form."""


class User(AbstractBaseUser):
    """One person of the whole installation. `password` holds the Argon2 hash of her PIN."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    phone = models.CharField(max_length=16, unique=True)  # E.164: +62840…
    name = models.CharField(max_length=120)
    honorific = models.CharField(max_length=4, choices=Honorific.choices, blank=True)
    language = models.CharField(max_length=2, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "phone"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(phone__startswith="+"), name="phone_is_international"),
            models.CheckConstraint(condition=Q(honorific__in=Honorific.values), name="honorific_is_known"),
        ]

    def __repr__(self) -> str:
        return f"<User {self.pk}>"

    @property
    def addressed(self) -> str:
        """Her name as she is spoken to: "Bu Tumirah"."""
        return f"{Honorific(self.honorific).label} {self.name}" if self.honorific else self.name


class Device(models.Model):
    """One person on one phone or computer. Two people who share a phone are two rows with one `phone_key`.

    `phone_key` lives in a long-lived signed cookie. A revoked row ends its sessions and refuses new ones. `code` is
    short enough for a slip: with a counter it names what this phone recorded, before any server saw it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    phone_key = models.UUIDField()
    code = models.CharField(max_length=8, unique=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="devices")
    browser = models.CharField(max_length=30)
    system = models.CharField(max_length=30, blank=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["phone_key", "user"], name="one_device_per_phone_and_person"),
            models.CheckConstraint(condition=~Q(code=""), name="device_has_a_code"),
            models.CheckConstraint(condition=Q(last_seen_at__gte=F("first_seen_at")), name="device_seen_in_order"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by_id__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by_id__isnull=False),
                name="device_revoked_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What she would call it: "Chrome di Android"."""
        if not self.system:
            return self.browser
        return gettext("%(browser)s on %(system)s") % {"browser": self.browser, "system": self.system}


class SignIn(models.Model):
    """One stay: from a right PIN to sign-out. The browser's session points here, so it can be listed and ended."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sign_ins", db_index=False)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="sign_ins")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=10, choices=Ending.choices, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "ended_at"], name="sign_in_by_person")]
        constraints = [
            models.CheckConstraint(condition=Q(seen_at__gte=F("started_at")), name="sign_in_seen_in_order"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_because="")
                | Q(ended_at__isnull=False, ended_because__in=Ending.values),
                name="sign_in_ends_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Throttle(models.Model):
    """Failed sign-ins of one account or one address, counted for all processes together."""

    key = models.CharField(max_length=80, primary_key=True)
    failures = models.PositiveIntegerField()
    failed_at = models.DateTimeField()
    blocked_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["failed_at"], name="throttle_by_age")]

    def __str__(self) -> str:
        return self.key
