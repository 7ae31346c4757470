from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BenefitsConfig(AppConfig):
    name = "apps.benefits"
    verbose_name = _("Benefits")

    def ready(self) -> None:
        import_module("apps.benefits.work")
