"""The keys of the businesses that are there already: from now on the services keep them."""

from itertools import batched

from django.db import migrations
from django.db.models import Prefetch

from apps.shippers.matching.normal import keys_of

AT_ONCE = 1_000


def fill(apps, _schema_editor):
    model = {name: apps.get_model("shippers", name) for name in ("Shipper", "Identifier", "BankAccount", "MatchKey")}
    ids = model["Shipper"].objects.order_by("pk").values_list("pk", flat=True)
    for batch in batched(ids.iterator(), AT_ONCE):
        accounts = model["BankAccount"].objects.in_bulk(batch, field_name="shipper_id")
        shippers = model["Shipper"].objects.filter(pk__in=batch).prefetch_related(
            Prefetch("identifiers", model["Identifier"].objects.defer("value")), "addresses", "storefronts", "owners"
        )
        model["MatchKey"].objects.bulk_create(
            (
                model["MatchKey"](
                    shipper=shipper, kind=key.kind, digest=key.digest, shown=key.shown, normal=key.normal
                )
                for shipper in shippers
                for key in keys_of(
                    shipper,
                    identifiers=shipper.identifiers.all(),
                    bank_accounts=[accounts[shipper.pk]] if shipper.pk in accounts else [],
                    addresses=shipper.addresses.all(),
                    storefronts=shipper.storefronts.all(),
                    owners=shipper.owners.all(),
                )
            ),
            # Run again after it was stopped, it goes on.
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    # A batch at a time is kept, so that a million businesses hold no lock and no memory.
    atomic = False

    dependencies = [("shippers", "0006_matching_and_merging")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
