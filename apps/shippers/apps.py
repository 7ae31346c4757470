from django.apps import AppConfig


class ShippersConfig(AppConfig):
    name = "apps.shippers"
