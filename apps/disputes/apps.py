from importlib import import_module

from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "apps.disputes"

    def ready(self) -> None:
        import_module("apps.disputes.work")
