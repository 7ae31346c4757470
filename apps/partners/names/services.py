"""The question whether a name is the name of the business behind a number."""

from collections.abc import Mapping, Sequence

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from apps.core import clock
from apps.core.fields import blind_index
from apps.matching import normal_name
from apps.partners.names.models import AskedNames
from apps.partners.questions.services import further_looks_note
from apps.partners.systems.selectors import SystemAccess, consents_for
from apps.shippers.matches.asked_names import NameMatch, NameReason, exact_name, name_match
from apps.shippers.models import Consent, Shipper

# A row for each number, with the digests of the names that are within the bound: those of earlier questions of the day
# first, then the new ones in their order. The rows are written in the order of the numbers, so that two batches can't
# wait for each other. The count may be lost with the last half second before a crash of the server, as looks may.
COUNT = """
INSERT INTO partners_askednames AS known (partner_id, ksn, day, digests)
SELECT %(partner)s, asked.ksn, %(day)s, (array_agg(asked.digest ORDER BY asked.place))[:%(limit)s]
FROM (
    SELECT ksn, digest, min(place) AS place
    FROM unnest(%(ksns)s::text[], %(digests)s::bytea[]) WITH ORDINALITY AS given (ksn, digest, place)
    GROUP BY ksn, digest
) AS asked, set_config('synchronous_commit', 'off', true)
GROUP BY asked.ksn ORDER BY asked.ksn
ON CONFLICT (day, partner_id, ksn) DO UPDATE SET digests = (
    SELECT (array_agg(digest ORDER BY place))[:%(limit)s] FROM (
        SELECT digest, min(place) AS place
        FROM unnest(known.digests || excluded.digests) WITH ORDINALITY AS entry (digest, place)
        GROUP BY digest
    ) AS different
)
RETURNING ksn, digests
"""


type AskedName = tuple[str, str]

# How many different names a partner may ask for one number on one day: the legal name and a trade name, each in two
# spellings, and one more. A partner that has the number from a parcel or a listing has one name; guesses get no answer.
MAX_NAMES_A_DAY = 5
NO_CONSENT = NameMatch(None, NameReason.NO_CONSENT)
TOO_MANY_NAMES = NameMatch(None, NameReason.TOO_MANY_NAMES)
# A number that nobody holds has no name, and the work for it is the same.
NOBODY = ("", "", False)


def names_match(*, access: SystemAccess, asked: Sequence[AskedName]) -> list[NameMatch]:
    """Return the answer to each pair of a number and a name, in their order, and note what was told.

    The work is the same whether or not the business consented, so that the time of an answer tells nothing.
    """
    if not asked:
        return []
    with transaction.atomic():
        within = _names_count(access.partner_id, asked)
        names = _names_of(access, [ksn for ksn, _name in asked])
        matches = []
        for ksn, name in asked:
            legal, trade, consents = names.get(ksn, NOBODY)
            match = name_match(name, legal=legal, trade=trade)
            if (ksn, _digest(name)) not in within:
                match = TOO_MANY_NAMES
            matches.append(match if consents or match == TOO_MANY_NAMES else NO_CONSENT)
        told = [(ksn, match.told) for (ksn, _name), match in zip(asked, matches, strict=True) if ksn in names]
        further_looks_note(partner_id=access.partner_id, kind=Consent.Scope.NAME, told=told)
    return matches


def names_forget() -> int:
    """Delete the names asked on earlier days, which no longer bound anything; return the number of rows."""
    deleted, _rows = AskedNames.objects.filter(day__lt=clock.today()).delete()
    return deleted


def _names_count(partner_id: int, asked: Sequence[AskedName]) -> set[tuple[str, bytes]]:
    """Count the names of today, and return those within the bound, each with its number."""
    values = {
        "partner": partner_id,
        "day": clock.today(),
        "limit": MAX_NAMES_A_DAY,
        "ksns": [ksn for ksn, _name in asked],
        "digests": [_digest(name) for _ksn, name in asked],
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        return {(ksn, bytes(digest)) for ksn, digests in cursor.fetchall() for digest in digests}


def _names_of(access: SystemAccess, ksns: Sequence[str]) -> Mapping[str, tuple[str, str, bool]]:
    """Return the legal and the trade name of the holder of each number, and whether the partner may compare them."""
    consents = consents_for(access, Consent.Scope.NAME)
    shippers = Shipper.objects.filter(ksn__in=ksns).annotate(
        may_compare=Exists(consents.filter(shipper=OuterRef("pk")))
    )
    rows = shippers.values_list("ksn", "name", "trade_name", "may_compare")
    return {ksn or "": (legal, trade, consents) for ksn, legal, trade, consents in rows}


def _digest(name: str) -> bytes:
    """Return the keyed digest of a name: equal for spellings that have one normal form."""
    return blind_index(f"asked name:{normal_name(name) or exact_name(name)}")
