from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "guyub.foundation.accounts"
    label = "accounts"
    verbose_name = _("Sign-in")

    def ready(self) -> None:
        from guyub.foundation.accounts import tidying  # noqa: PLC0415 -- models need the app registry
        from guyub.foundation.core import jobs  # noqa: PLC0415

        jobs.plan_with(tidying.plan_the_day)
