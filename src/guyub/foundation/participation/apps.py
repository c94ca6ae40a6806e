from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParticipationConfig(AppConfig):
    name = "guyub.foundation.participation"
    label = "participation"
    verbose_name = _("Presence")

    def ready(self) -> None:
        from guyub.foundation.core import home  # noqa: PLC0415 -- models need the app registry
        from guyub.foundation.core.verbs import name_verbs  # noqa: PLC0415
        from guyub.foundation.members import exporting, merging, panels  # noqa: PLC0415
        from guyub.foundation.participation import hooks, phone_facts  # noqa: PLC0415
        from guyub.foundation.participation.permissions import ParticipationPermission as Permission  # noqa: PLC0415

        name_verbs({"participation.withdrawn": _("took back hours")})
        phone_facts.register()
        merging.register("participation", hooks.follow_merge)
        panels.register("participation", hooks.panel, order=60)
        exporting.register("participation", hooks.section)
        home.register(
            home.Tile("participation:own", "clock", _("My presence"), Permission.OWN, order=70),
            home.Tile("participation:month", "calendar", _("Hours of the group"), Permission.VIEW, order=60),
        )
