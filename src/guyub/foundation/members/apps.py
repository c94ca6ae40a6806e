from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "guyub.foundation.members"
    label = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        from guyub.foundation.core import home  # noqa: PLC0415 -- models need the app registry
        from guyub.foundation.core.verbs import name_verbs  # noqa: PLC0415
        from guyub.foundation.members import blockers, erasing, phone_facts, queries  # noqa: PLC0415
        from guyub.foundation.members.permissions import MembersPermission  # noqa: PLC0415 -- says who may what
        from guyub.foundation.members.verbs import VERBS  # noqa: PLC0415
        from guyub.foundation.organizations import persons  # noqa: PLC0415

        name_verbs(VERBS)
        phone_facts.register()
        persons.on_asking_for_rows(queries.earlier_ids)
        erasing.register_blocker(blockers.open_office)
        home.register(
            home.Tile("members:list", "people", _("Members"), MembersPermission.VIEW_BASIC, order=40),
            home.Tile("members:own", "person", _("My data"), MembersPermission.SELF, order=80),
        )
