from importlib import import_module

from django.apps import AppConfig


class StandingConfig(AppConfig):
    name = "apps.standing"

    def ready(self) -> None:
        import_module("apps.standing.policies.jobs")
