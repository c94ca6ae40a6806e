from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "guyub.web"
    label = "web"

    def ready(self) -> None:
        from guyub.web.shells import register_shells  # noqa: PLC0415

        register_shells()
