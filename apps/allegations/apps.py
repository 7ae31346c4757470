from importlib import import_module

from django.apps import AppConfig


class AllegationsConfig(AppConfig):
    name = "apps.allegations"
    verbose_name = "Tips of the public"

    def ready(self) -> None:
        import_module("apps.allegations.work")
        import_module("apps.allegations.participants")
