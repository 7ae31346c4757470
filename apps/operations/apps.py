from importlib import import_module

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "apps.operations"
    verbose_name = "Special operations"

    def ready(self) -> None:
        import_module("apps.operations.work")
