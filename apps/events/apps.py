from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class EventsConfig(AppConfig):
    name = "apps.events"

    def ready(self) -> None:
        # The kinds first: a handler of a kind that no app declares keeps the site from starting.
        autodiscover_modules("event_kinds")
        autodiscover_modules("handlers")
