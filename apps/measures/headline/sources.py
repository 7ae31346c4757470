"""The sources of the measures, as published."""

from django.utils.translation import gettext_lazy as _lazy

LEDGER = _lazy("The ledger of the program: entries that are never changed, only followed by later ones")
RECORDS = _lazy("The program's own records: decisions and events that are never changed")
