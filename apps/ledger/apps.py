from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LedgerConfig(AppConfig):
    name = "apps.ledger"

    def ready(self) -> None:
        # An app above looks at each batch of shipments in `batches`, and at each month to be archived in `archives`.
        autodiscover_modules("batches", "archives")
