from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SyncConfig(AppConfig):
    name = "guyub.sync"
    label = "sync"
    verbose_name = _("Records of phones")

    def ready(self) -> None:
        from guyub.sync import permissions, registered  # noqa: F401, PLC0415 -- models need the app registry

        registered.register()
