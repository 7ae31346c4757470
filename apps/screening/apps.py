from importlib import import_module

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "apps.screening"

    def ready(self) -> None:
        import_module("apps.screening.registers.parents")
