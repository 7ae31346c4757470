from importlib import import_module

from django.apps import AppConfig


class SealsConfig(AppConfig):
    name = "apps.seals"
    verbose_name = "Seals"

    def ready(self) -> None:
        import_module("apps.seals.archives")
