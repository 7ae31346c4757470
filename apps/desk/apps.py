from django.apps import AppConfig
from django.contrib.admin import apps as stock


class DeskConfig(AppConfig):
    name = "apps.desk"
    default = True


class AdminConfig(stock.AdminConfig):
    default = False
    default_site = "apps.desk.sites.DeskSite"
