from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "apps.correspondence"
