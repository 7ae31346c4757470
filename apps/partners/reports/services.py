from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.codes import code_form
from apps.core.text import text_required
from apps.events import services as events
from apps.ledger.models import Recording
from apps.ledger.services import (
    BatchCounts,
    issuer_codes_set,
    recording_finish,
    recording_open,
    recording_take_back,
    shipments_record,
    violations_record,
)
from apps.partners.reports.models import FactKind, ReportingRights, Right
from apps.partners.reports.selectors import DEFAULT, Reporting, recording_key, reporting_of
from apps.partners.systems.models import Partner


@transaction.atomic
def facts_report(
    *, partner_id: int, facts: FactKind, items: Iterable[tuple[int, Any]], key: str, request_digest: bytes
) -> tuple[Recording, bool]:
    """Record what one request of a partner brings, whole or not at all; under a key that the partner used before, give
    that recording again. Return the recording, and whether it was made before. Each item has its place in the request.

    Two requests with one key that come together are recorded once: the second waits for the first.
    Raises Conflict if the key was used for another request, NotAllowed where the partner reports no such facts.
    """
    partner = Partner.objects.select_related("reporter", "client").get(pk=partner_id)
    reporting = reporting_of(partner, facts)
    recording = recording_open(
        reporter=partner.reporter,
        kind=Recording.Kind.API,
        client=partner.client.client_id,
        key=recording_key(partner, key) if key else "",
        request_digest=request_digest,
    )
    if recording.finished_at is not None:
        return recording, True
    facts_record(recording=recording, facts=facts, items=items, reporting=reporting)
    recording.refresh_from_db()
    return recording_finish(recording=recording), False


def facts_record(
    *, recording: Recording, facts: str, items: Iterable[tuple[int, Any]], reporting: Reporting
) -> BatchCounts:
    """Record a batch of facts of a kind as far as a partner may report them."""
    if facts == FactKind.SHIPMENTS:
        return shipments_record(recording=recording, facts=items, check=reporting.refusal)
    return violations_record(recording=recording, facts=items, check=reporting.refusal, disclosers=reporting.disclosers)


def report_take_back(*, partner_id: int, recording_id: int, reason: str) -> Recording:
    """Take a recording back that this partner's system sent; raise NotFound for any other. A long one is taken back by
    a job, and its reversal is not finished.
    """
    partner = Partner.objects.select_related("reporter", "client").get(pk=partner_id)
    return recording_take_back(
        recording_id=recording_id, reason=reason, reporter=partner.reporter, client=partner.client.client_id
    )


@transaction.atomic
def reporting_rights_set(
    *, actor: User, partner_id: int, rights: Iterable[str], codes: Iterable[str], reason: str
) -> ReportingRights:
    """Decide what a partner may report, in place of what its kind may, and under which codes it issues and carries.

    Raises NotAllowed for those who do not manage partners, Invalid without a reason.
    """
    permissions.require(actor, "manage_partners")
    reason = text_required(reason, "reason", _("Say why this partner is to report other facts than its kind."))
    partner = Partner.objects.select_for_update(of=("self",)).select_related("reporter").get(pk=partner_id)
    known = ReportingRights.objects.filter(partner=partner).first()
    decided = known or ReportingRights(partner=partner)
    before = sorted(known.rights if known else DEFAULT[partner.reporter.kind])
    decided.rights = sorted(Right(right) for right in rights)
    decided.codes = sorted({form for code in codes if (form := code_form(code))})
    decided.reason, decided.decided_by, decided.decided_at = reason, actor, clock.now()
    decided.save()
    noted = ReportingRights.objects.filter(partner__reporter=partner.reporter).values_list("codes", flat=True)
    issuer_codes_set(reporter=partner.reporter, codes=chain.from_iterable(noted))
    events.record(
        "partners.rights_set",
        subject=("partner", partner.pk),
        actor=actor,
        before=before,
        after=decided.rights,
        codes=decided.codes,
    )
    return decided
