from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WastebankConfig(AppConfig):
    name = "guyub.livelihoods.wastebank"
    label = "wastebank"
    verbose_name = _("Waste bank")

    def ready(self) -> None:
        from guyub.livelihoods.wastebank import daily_work, permissions, registered  # noqa: F401, PLC0415 -- they register

        registered.register()
