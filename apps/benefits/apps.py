from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _lazy


class BenefitsConfig(AppConfig):
    name = "apps.benefits"
    verbose_name = _lazy("Benefits")

    def ready(self) -> None:
        import_module("apps.benefits.work")
