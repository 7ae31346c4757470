from importlib import import_module

from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "apps.correspondence"

    def ready(self) -> None:
        import_module("apps.correspondence.work")
