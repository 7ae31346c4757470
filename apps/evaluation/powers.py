"""The kept powers of policies: those that are known, and those that are to be measured."""

from datetime import timedelta

import msgspec
from django.db import transaction

from apps.core import clock
from apps.core.locks import lock_take_free
from apps.evaluation.models import Power
from apps.evaluation.power import SELLERS, PowerTable, power_of
from apps.policy.models import Policy, PolicyState
from apps.policy.selectors import numbers_digest, terms_of

# The rules may have changed since with the program: figures that are older are made anew.
MAX_AGE = timedelta(days=30)
# The number of the advisory lock of measuring. No other advisory lock of this program uses this number.
_LOCK = 1886352242


def powers_known(*policies: Policy) -> list[Power | None]:
    """Return the latest measured power of the present numbers of each policy; None for one never measured."""
    digests = [numbers_digest(policy) for policy in policies]
    latest = Power.objects.filter(digest__in=digests).order_by("digest", "-pk").distinct("digest")
    found = {power.digest: power for power in latest}
    return [found.get(digest) for digest in digests]


def table_of(power: Power) -> PowerTable:
    """Return the figures of a measured power."""
    return msgspec.convert(power.table, PowerTable)


@transaction.atomic
def power_measure(policy: Policy, *, sellers: int = SELLERS) -> bool:
    """Measure the power of the present numbers of a policy, and keep it, unless it was measured lately. Return whether
    it was measured now, which takes half a minute. While another process measures, nothing is measured.

    Raises Invalid for a draft that is incomplete or contradicts itself.
    """
    # Two at once would measure the same twice, and leave a small installation no worker for anything else.
    if not lock_take_free(_LOCK):
        return False
    (known,) = powers_known(policy)
    if known and known.made_at >= clock.now() - MAX_AGE:
        return False
    table = power_of(terms_of(policy), sellers=sellers)
    Power.objects.create(digest=numbers_digest(policy), table=msgspec.to_builtins(table))
    return True


def power_measure_next() -> bool:
    """Measure the power of one policy that is published, open for comment or in review, and has none, or an old one.
    Return whether there was one.
    """
    policies = Policy.objects.exclude(state=PolicyState.DRAFT).order_by("-version")
    return any(power_measure(policy) for policy in policies)
