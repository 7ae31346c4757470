from importlib import import_module

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "apps.partners"

    def ready(self) -> None:
        import_module("apps.partners.imports.jobs")
