"""The comparison of firms of agencies' files with businesses here: a firm that may be one waits for an officer."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import batched

from django.db import transaction
from django.utils.translation import gettext_lazy as _lazy

from apps.agencies import work
from apps.agencies.likeness import ComparedBusiness, FirmMatch, matches_found
from apps.agencies.models import FiledFirm, FirmDismissal, FirmState
from apps.agencies.selectors import businesses_compared, facts_of
from apps.agencies.states import FIRM
from apps.core.locks import lock_take
from apps.work.cases import Cases, CaseWork

# A firm in one of these states is compared. One that waits for an officer, or was confirmed, is the officer's matter.
COMPARED = (FirmState.UNMATCHED, FirmState.DISMISSED)
# One query compares this number of businesses.
BATCH = 50
# The number of the lock of firms: shared by whoever compares businesses, alone by whoever loads a file. Without it a
# business could be missed between a load and a change of its profile.
FIRMS_LOCK = 0xF1245


@transaction.atomic
def businesses_compare(*, shipper_ids: Collection[int]) -> int:
    """Compare businesses with the firms of agencies' files; return how many firms wait for an officer since.

    A firm that was dismissed is suggested again if it is like another business, or if the firm or the business changed
    since. The same again changes nothing.
    """
    lock_take(FIRMS_LOCK, shared=True)
    suggested = 0
    for ids in batched(sorted(shipper_ids), BATCH):
        businesses = businesses_compared(ids)
        keys = sorted({key for business in businesses for key in business.keys})
        firms = FiledFirm.objects.select_for_update(of=("self",)).filter(state__in=COMPARED, keys__overlap=keys)
        suggested += firms_suggest(list(firms.order_by("pk")), businesses)
    return suggested


@transaction.atomic
def enrolled_suggest(*, shipper_ids: Collection[int], since: datetime) -> int:
    """Suggest firms to an officer again that were confirmed to be one of the businesses before its enrolment at
    `since`.

    The findings about these firms could not be alleged before, since nothing is alleged of an applicant. Returns the
    number of firms.
    """
    firms = FiledFirm.objects.select_for_update(of=("self",)).filter(
        state=FirmState.CONFIRMED, shipper__in=shipper_ids, decided_at__lt=since
    )
    waiting = list(firms.exclude(findings__alleged__isnull=False).order_by("pk"))
    for firm in waiting:
        firm_suggest(firm)
    return len(waiting)


FIRMS = Cases(
    rows=FiledFirm.objects.select_related("shipper"),
    lifecycle=FIRM,
    missing=_lazy("There is no such firm."),
    business=lambda firm: firm.shipper,
    facts=facts_of,
    signed={FirmState.CONFIRMED: "decided", FirmState.DISMISSED: "decided"},
    work=CaseWork(
        kind=work.FIRM,
        states=[FirmState.SUGGESTED],
        item=lambda firm: {"title": str(firm), "country": firm.country.code},
        shows_state=True,
    ),
    events="agencies.firm_",
    event_names={"suggest": "suggested"},
)


def firms_suggest(firms: Sequence[FiledFirm], businesses: Sequence[ComparedBusiness]) -> int:
    """Suggest the business that each locked firm most probably is; return for how many firms there is one."""
    if not firms or not businesses:
        return 0
    known = FirmDismissal.objects.filter(firm__in=firms).values_list("firm", "shipper", "digest")
    dismissed = set(known)
    best: dict[int, FirmMatch] = {}
    for match in matches_found(firms, businesses):
        if (match.firm.pk, match.business.shipper_id, match.digest) in dismissed:
            continue
        if match.firm.pk not in best or match.probability > best[match.firm.pk].probability:
            best[match.firm.pk] = match
    for pk in sorted(best):
        firm, agreement = best[pk].firm, best[pk].agreement
        firm.shipper_id = best[pk].business.shipper_id
        firm.probability = Decimal(str(round(agreement.probability, 4)))
        firm.because = agreement.sentences
        firm_suggest(firm)
    return len(best)


def firm_suggest(firm: FiledFirm) -> None:
    """Let a firm wait for an officer."""
    FIRMS.act("suggest", firm, agency=firm.agency)
