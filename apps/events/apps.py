from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class EventsConfig(AppConfig):
    name = "apps.events"

    def ready(self) -> None:
        # The kinds come first, since a handler of an undeclared kind keeps the site from starting.
        autodiscover_modules("event_kinds")
        autodiscover_modules("handlers")
