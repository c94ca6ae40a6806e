from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "guyub.web"
    label = "web"
