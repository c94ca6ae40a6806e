"""What an association may choose for its phones' records."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guyub.foundation.organizations.settings import register_setting

WAITING_DAYS = "sync.waiting_days"


def register() -> None:
    """Make the settings known to the settings page."""
    register_setting(
        WAITING_DAYS,
        7,
        "days",
        _("Tell officers of records that wait longer than"),
        _("They wait for another record that has not come yet."),
        _("Records of phones"),
        minimum=1,
        maximum=60,
    )
