from django.apps import AppConfig


class TariffConfig(AppConfig):
    name = "apps.tariff"
