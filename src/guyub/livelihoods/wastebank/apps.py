from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WastebankConfig(AppConfig):
    name = "guyub.livelihoods.wastebank"
    label = "wastebank"
    verbose_name = _("Waste bank")

    def ready(self) -> None:
        from guyub.foundation.core.verbs import name_verbs  # noqa: PLC0415
        from guyub.livelihoods.wastebank import (  # noqa: PLC0415 -- models need the app registry
            daily_work,  # noqa: F401
            permissions,  # noqa: F401 -- says which office may what
            registered,
            tiles,
        )
        from guyub.livelihoods.wastebank.phone import facts, pack, sales  # noqa: PLC0415
        from guyub.livelihoods.wastebank.verbs import SENTENCES  # noqa: PLC0415

        name_verbs(SENTENCES)
        registered.register()
        tiles.register()
        facts.register()
        pack.register()
        sales.register()
