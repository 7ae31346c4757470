from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as stock


class DeskConfig(AppConfig):
    name = "apps.desk"
    default = True

    def ready(self) -> None:
        import_module("apps.desk.truths")
        import_module("apps.desk.tones")


class AdminConfig(stock.AdminConfig):
    default = False
    default_site = "apps.desk.sites.DeskSite"
