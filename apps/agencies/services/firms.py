"""The acts of officers on firms of agencies' files: a firm is found to be the business suggested, or another one."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.agencies.likeness import pair_digest
from apps.agencies.models import AllegedFinding, FiledFinding, FiledFirm, FirmDismissal
from apps.agencies.selectors import businesses_compared, findings_to_allege
from apps.agencies.services.matches import FIRMS
from apps.core import clock
from apps.core.errors import InvalidInput
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files
from apps.ledger.services import violation_allege

# One act alleges at most this number of findings: each is a notice to the business.
MAX_ALLEGED = 20
MAX_NOTE = 2000


@atomic_with_files()
def firm_confirm(
    *,
    actor: User,
    firm_id: int,
    reasons: str,
    since: date | None = None,
    culpability: str = "",
    attribution: str = "",
    acts: str = "",
    language: str = "",
) -> FiledFirm:
    """Find that a firm is the business that was suggested, and allege its findings from a day on.

    Each finding is served and answered as any other violation, with `acts` and the charges; somebody else determines
    it. Nothing is alleged of a business that is not enrolled: the firm waits for an officer again after the enrolment.
    Raises Conflict or NotAllowed if the lifecycle refuses the act, Invalid for more than `MAX_ALLEGED` findings and for
    a missing day where findings are alleged, and the errors of `violation_allege`.
    """
    firm = FIRMS.lock(firm_id)
    FIRMS.check("confirm", firm, actor)
    assert firm.shipper is not None
    alleged = 0
    if firm.shipper.ksn:
        if since is None:
            message = _("Choose the day from which the findings are alleged.")
            raise InvalidInput(message, fields={"since": [message]})
        alleged = _allege(firm, firm.shipper.ksn, actor, since, culpability, attribution, acts, language)
    with FIRMS.acting("confirm", firm, actor, alleged=alleged):
        firm.reasons = text_required(reasons, "reasons")
    return firm


@transaction.atomic
def firm_dismiss(*, actor: User, firm_id: int, reasons: str) -> FiledFirm:
    """Find that a firm is another business than the one suggested.

    The two are not suggested again as long as neither changes.
    """
    with FIRMS.acting("dismiss", firm_id, actor) as firm:
        firm.reasons = text_required(reasons, "reasons")
    assert firm.shipper_id is not None
    for business in businesses_compared([firm.shipper_id]):
        FirmDismissal.objects.create(
            firm=firm,
            shipper_id=firm.shipper_id,
            digest=pair_digest(firm, business),
            reasons=firm.reasons,
            by=actor,
            at=clock.now(),
        )
    return firm


def _allege(
    firm: FiledFirm,
    ksn: str,
    actor: User,
    since: date,
    culpability: str,
    attribution: str,
    acts: str,
    language: str,
) -> int:
    """Allege the findings about a firm from a day on, and return how many."""
    findings = list(findings_to_allege(firm, since)[: MAX_ALLEGED + 1])
    if len(findings) > MAX_ALLEGED:
        message = _("More than %(most)d findings are from this day on. Choose a later day.") % {"most": MAX_ALLEGED}
        raise InvalidInput(message, fields={"since": [message]})
    for finding in findings:
        fact: dict[str, Any] = {
            "reference": f"{firm.agency}-{finding.number}",
            "ksn": ksn,
            "date": finding.day,
            "category": finding.category,
            "culpability": culpability,
            "attribution": attribution,
            "agency": firm.agency,
            "note": _note(finding),
        }
        case = violation_allege(actor=actor, fact=fact, reason=acts, language=language, told=True)
        AllegedFinding.objects.create(finding=finding, case=case)
    return len(findings)


def _note(finding: FiledFinding) -> str:
    """Return what the agency found, in its own words, for the notice to the business."""
    told = [finding.product, *(f"{charge['text']} ({charge['law']})" for charge in finding.charges if charge["text"])]
    return "; ".join(part for part in told if part)[:MAX_NOTE]
