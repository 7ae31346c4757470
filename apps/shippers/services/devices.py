"""The browsers in which people of businesses sign in, kept as keyed digests for a time."""

from dataclasses import asdict

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from apps.accounts.devices import REMEMBERED
from apps.accounts.models import User
from apps.core import clock
from apps.shippers.matches.normal_forms import device_key
from apps.shippers.models import MatchKey, Membership, Shipper, SignInDevice


@transaction.atomic
def device_record(*, user: User, digest: bytes) -> None:
    """Keep that a person signed in by a browser, which becomes a key of the businesses on whose teams the person is."""
    SignInDevice.objects.update_or_create(user=user, digest=digest, defaults={"used_at": clock.now()})
    key = asdict(device_key(digest))
    known = MatchKey.objects.filter(shipper=OuterRef("shipper"), kind=key["kind"], digest=digest)
    places = Membership.objects.filter(~Exists(known), user=user).exclude(role=Membership.Role.AGENT)
    shipper_ids = list(places.values_list("shipper", flat=True))
    if not shipper_ids:
        return
    # `match_keys_refresh` locks the same rows, so that neither writes by what the other has not finished.
    shippers = Shipper.objects.select_for_update(no_key=True).filter(pk__in=shipper_ids).order_by("pk")
    MatchKey.objects.bulk_create(
        [MatchKey(shipper_id=shipper_id, **key) for shipper_id in shippers.values_list("pk", flat=True)],
        ignore_conflicts=True,
    )


@transaction.atomic
def devices_forget() -> int:
    """Forget the browsers in which nobody signed in for `REMEMBERED`, also as keys of businesses; return how many."""
    count, _of_models = SignInDevice.objects.filter(used_at__lt=clock.now() - REMEMBERED).delete()
    if count:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM shippers_matchkey key WHERE kind = 'device' AND NOT EXISTS ("
                "SELECT FROM shippers_signindevice device JOIN shippers_membership place USING (user_id)"
                " WHERE device.digest = key.digest AND place.shipper_id = key.shipper_id)"
            )
    return count
