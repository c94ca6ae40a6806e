from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    name = "guyub.foundation.organizations"
    label = "organizations"
    verbose_name = _("Associations")

    def ready(self) -> None:
        from guyub.foundation.organizations import permissions  # noqa: F401, PLC0415 -- says which office may what
