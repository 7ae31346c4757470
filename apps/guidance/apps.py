from importlib import import_module

from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "apps.guidance"

    def ready(self) -> None:
        import_module("apps.guidance.work")
