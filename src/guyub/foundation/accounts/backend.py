"""How Django finds the person of a session. Signing in itself is `accounts.actions.sign_in`."""

from __future__ import annotations

from uuid import UUID

from guyub.foundation.accounts.models import User


class PhoneAndPin:
    """Loads an active person; authentication with its throttling lives in the action, not here."""

    def authenticate(self, request: object, **credentials: object) -> None:
        """Never signs anybody in: there is one door, `accounts.actions.sign_in`."""

    def get_user(self, user_id: UUID) -> User | None:
        """Return the person, or None if she may no longer enter."""
        return User.objects.filter(pk=user_id, is_active=True).first()
