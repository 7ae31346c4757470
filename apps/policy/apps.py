from importlib import import_module

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "apps.policy"

    def ready(self) -> None:
        import_module("apps.policy.work")
