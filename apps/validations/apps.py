from importlib import import_module

from django.apps import AppConfig


class ValidationsConfig(AppConfig):
    name = "apps.validations"

    def ready(self) -> None:
        import_module("apps.validations.exam_requests.archives")
