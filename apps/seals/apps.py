from django.apps import AppConfig


class SealsConfig(AppConfig):
    name = "apps.seals"
    verbose_name = "Seals"
