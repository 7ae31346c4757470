from importlib import import_module

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "apps.staff"

    def ready(self) -> None:
        import_module("apps.staff.work")
