from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "guyub.foundation.ledger"
    label = "ledger"
    verbose_name = _("Books")

    def ready(self) -> None:
        from guyub.foundation.ledger import permissions, registered  # noqa: F401, PLC0415 -- rights, kinds, settings

        registered.register_books()
