from importlib import import_module

from django.apps import AppConfig


class SealsConfig(AppConfig):
    name = "apps.seals"

    def ready(self) -> None:
        import_module("apps.seals.archives")
