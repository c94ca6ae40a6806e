from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "guyub.sync"
    label = "sync"
