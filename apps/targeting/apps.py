from importlib import import_module

from django.apps import AppConfig


class TargetingConfig(AppConfig):
    name = "apps.targeting"

    def ready(self) -> None:
        import_module("apps.targeting.batches")
