from importlib import import_module

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "apps.ledger"

    def ready(self) -> None:
        import_module("apps.ledger.jobs")
        import_module("apps.ledger.work")
