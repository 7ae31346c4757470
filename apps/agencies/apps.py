from importlib import import_module

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "apps.agencies"
    verbose_name = "Partner agencies"

    def ready(self) -> None:
        import_module("apps.agencies.operations.work")
        for module in ("work", "participants"):
            import_module(f"apps.agencies.watchlists.{module}")
