from importlib import import_module

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "apps.screening"
    verbose_name = "Screening"

    def ready(self) -> None:
        import_module("apps.screening.jobs")
        import_module("apps.screening.work")
        import_module("apps.screening.participants")
        import_module("apps.screening.registers.parents")
