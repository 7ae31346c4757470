from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WorkConfig(AppConfig):
    name = "apps.work"

    def ready(self) -> None:
        # An app names its kinds of work in `work`, and who takes part in `participants`.
        autodiscover_modules("work", "participants")
