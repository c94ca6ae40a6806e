from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParticipationConfig(AppConfig):
    name = "guyub.foundation.participation"
    label = "participation"
    verbose_name = _("Presence")

    def ready(self) -> None:
        from guyub.foundation.participation import permissions  # noqa: F401, PLC0415 -- says which office may what
