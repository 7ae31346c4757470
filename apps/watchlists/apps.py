from importlib import import_module

from django.apps import AppConfig


class WatchlistsConfig(AppConfig):
    name = "apps.watchlists"
    verbose_name = "Watched goods"

    def ready(self) -> None:
        import_module("apps.watchlists.work")
        import_module("apps.watchlists.participants")
        import_module("apps.watchlists.batches")
