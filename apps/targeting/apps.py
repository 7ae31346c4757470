from importlib import import_module

from django.apps import AppConfig


class TargetingConfig(AppConfig):
    name = "apps.targeting"
    verbose_name = "Targeting"

    def ready(self) -> None:
        import_module("apps.targeting.jobs")
        import_module("apps.targeting.work")
        import_module("apps.targeting.batches")
