from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "guyub.foundation.members"
    label = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        from guyub.foundation.members import permissions  # noqa: F401, PLC0415 -- says which office may what
