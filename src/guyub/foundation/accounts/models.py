"""A person who signs in: by phone number and PIN, on devices that the house knows."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.ids import uuid7


class Honorific(models.TextChoices):
    """How she wants to be addressed; her own choice, never guessed."""

    BU = "bu", _("Bu")
    MBAK = "mbak", _("Mbak")
    PAK = "pak", _("Pak")
    MAS = "mas", _("Mas")
    NONE = "", _("just the name")


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

    def __repr__(self) -> str:
        return f"<User {self.pk}>"
