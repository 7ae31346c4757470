from importlib import import_module

from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "apps.upkeep"

    def ready(self) -> None:
        import_module("apps.upkeep.sales")
