from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    name = "guyub.foundation.organizations"
    label = "organizations"
    verbose_name = _("Associations")

    def ready(self) -> None:
        from guyub.foundation.core import jobs  # noqa: PLC0415
        from guyub.foundation.core.home import Tile, register, register_note  # noqa: PLC0415 -- needs the app registry
        from guyub.foundation.core.verbs import name_verbs  # noqa: PLC0415
        from guyub.foundation.organizations import (  # noqa: PLC0415
            daily,
            daily_work,  # noqa: F401 -- what is done once a day
            gate,
            tiles,
        )
        from guyub.foundation.organizations.founding import on_founding  # noqa: PLC0415
        from guyub.foundation.organizations.permissions import OrganizationPermission as P  # noqa: PLC0415
        from guyub.foundation.organizations.verbs import SENTENCES  # noqa: PLC0415

        gate.register()
        jobs.plan_with(daily.plan_the_day)
        name_verbs(SENTENCES)
        on_founding(tiles.known_days)
        register(
            Tile("organizations:officers", icon="people", title=_("Officers"), permission=P.VIEW, order=70),
            Tile("organizations:invitations", icon="qr", title=_("Invitations"), permission=P.INVITE, order=75),
            Tile("organizations:calendar", icon="calendar", title=_("Calendar"), permission=P.VIEW, order=80),
            Tile("organizations:settings", icon="gear", title=_("Settings"), permission=P.SETTINGS, order=90),
            Tile("organizations:trail", icon="eye", title=_("Who did what"), permission=P.AUDIT, order=95),
        )
        register_note("organizations.pin_resets", tiles.waiting_resets)
