"""The parcels that the notice of an officer names, so that the business knows of which of its parcels is spoken."""

import re
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from apps.core.errors import InvalidInput
from apps.ledger.models import Parcel
from apps.standing.adverse_actions import ADVERSE_ACTIONS
from apps.standing.proposals.models import ProposedChange

# A notice names so many parcels at most.
MAX_PARCELS = 50
FIELD = "parcels"
# Words for parcels in the languages in which officers write.
_PARCELS = re.compile(
    r"\b(?:parcels?|packages?|shipments?|consignments?|paquetes?|env[ií]os?|bultos?)\b|包裹|货件|快件", re.IGNORECASE
)


def parcels_find(shipper_id: int, numbers: Iterable[str]) -> list[int]:
    """Return the ids of the parcels of a business with these tracking numbers, as typed or in capitals.

    Raise Invalid if there are too many, or if the record of the business has no parcel of a number.
    """
    typed = list(dict.fromkeys(number.strip() for number in numbers if number.strip()))
    if len(typed) > MAX_PARCELS:
        _refuse(_("Name at most %(most)d parcels.") % {"most": MAX_PARCELS})
    found = Parcel.objects.filter(
        reference__in={*typed, *(number.upper() for number in typed)}, seller__shipper=shipper_id, voided=False
    ).order_by("date", "pk")
    # Carriers use a number again after some time: the latest parcel is meant.
    latest = {parcel.reference: parcel.pk for parcel in found}
    unknown = [number for number in typed if number not in latest and number.upper() not in latest]
    if unknown:
        _refuse(
            _("The record of this business has no shipment with the number %(numbers)s.")
            % {"numbers": ", ".join(unknown)}
        )
    return sorted({latest.get(number) or latest[number.upper()] for number in typed})


def ground_require(kind: str, reasons: str, *, cases: Collection[int], parcels: Collection[int]) -> None:
    """Raise Invalid if a notice of an officer would name nothing that was found: no violation and no parcel of the
    business. Nobody can answer a notice that does not say what it rests on (5 U.S.C. 558(c)).

    A denial of revalidation rests on the visit, unless its reasons speak of parcels.
    """
    if cases or parcels:
        return
    if _PARCELS.search(reasons):
        _refuse(
            _(
                "Your reasons mention parcels. Name each of them by its number, or choose its violation: the "
                "business can't answer for parcels that it does not know."
            )
        )
    if not ADVERSE_ACTIONS[kind].rests_on_visit:
        message = _(
            "Name the violations or the parcels on which it rests: the business can't answer a notice that names no "
            "finding. If none is on record, allege the violation first."
        )
        raise InvalidInput(message, fields={"cases": [message]})


def parcels_named(proposal: ProposedChange) -> list[Parcel]:
    """Return the parcels that an officer named in a notice, the latest first."""
    return parcels_of(proposal.notice["parcels"])


def parcels_of(named: Collection[int]) -> list[Parcel]:
    """Return the parcels with these ids, the latest first; without a query where there are none."""
    return list(Parcel.objects.filter(pk__in=named).select_related("seller").order_by("-date", "-pk")) if named else []


def parcels_text(parcels: Iterable[Parcel]) -> str:
    """Return the sentence that names parcels by their numbers; "" where there are none."""
    numbers = ", ".join(parcel.reference for parcel in parcels)
    return _("The parcels that the officer means: %(numbers)s.") % {"numbers": numbers} if numbers else ""


def _refuse(message: str) -> None:
    raise InvalidInput(message, fields={FIELD: [message]})
