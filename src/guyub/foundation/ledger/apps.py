from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "guyub.foundation.ledger"
    label = "ledger"
    verbose_name = _("Books")

    def ready(self) -> None:
        from guyub.foundation.core.verbs import name_verbs  # noqa: PLC0415
        from guyub.foundation.ledger import daily_work, permissions, registered, setup  # noqa: F401, PLC0415 -- they register
        from guyub.foundation.ledger.verbs import SENTENCES  # noqa: PLC0415
        from guyub.foundation.organizations.founding import on_founding  # noqa: PLC0415

        name_verbs(SENTENCES)
        registered.register_books()
        on_founding(lambda org, by: setup.open_books(org=org, by=by))
