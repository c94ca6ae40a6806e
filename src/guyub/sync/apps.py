from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SyncConfig(AppConfig):
    name = "guyub.sync"
    label = "sync"
    verbose_name = _("Records of phones")

    def ready(self) -> None:
        from guyub.foundation.core.verbs import name_verbs  # noqa: PLC0415 -- models need the app registry
        from guyub.sync import permissions  # noqa: F401, PLC0415 -- says which office may what

        name_verbs(
            {
                "sync.fact_settled": _("settled a record of a phone"),
                "sync.clash_settled": _("compared two versions of a phone's record"),
            }
        )
