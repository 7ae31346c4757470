"""Who may read more than the status of a business: its team, staff, and partners with its consent."""

from rest_framework.request import Request

from apps.accounts.requests import user_of
from apps.partners.numbers import UNKNOWN
from apps.partners.problems import Problem
from apps.partners.questions.models import NO_CONSENT, TOLD
from apps.partners.questions.services import further_look_note, look_note
from apps.partners.systems.selectors import Access, consents_for, shipper_of, shipper_read_by
from apps.shippers.models import Consent, Shipper

NEEDED = {
    Consent.Scope.PAST: "The status of a past day",
    Consent.Scope.EVALUATION: "The findings behind a tier",
    Consent.Scope.FACTS: "The facts behind a tier",
}


def shipper_read(request: Request, ksn: str, scope: Consent.Scope, *, told: str = TOLD) -> Shipper:
    """Return the shipper of a number to a caller who may read what a scope names; else answer with a problem.

    A question of a partner is noted, with the answer `told`.
    """
    access = request.auth
    shipper = shipper_of(ksn) if isinstance(access, Access) else shipper_read_by(user_of(request), ksn)
    if shipper is None:
        if isinstance(access, Access):
            look_note(partner_id=access.partner_id, ksn=ksn)
        raise Problem(404, "unknown-ksn", UNKNOWN, ksn=ksn, known=False)
    if isinstance(access, Access):
        _consent_require(access, shipper, scope, told)
    return shipper


def _consent_require(access: Access, shipper: Shipper, scope: Consent.Scope, told: str) -> None:
    """Note that a partner asks for more than the status of a business, and what it is `told`; answer with a problem
    where the business did not consent.

    Every question reads the consent anew, so that a consent that was withdrawn no longer counts in the next answer.
    """
    consents = consents_for(access, scope).filter(shipper=shipper).exists()
    further_look_note(
        partner_id=access.partner_id,
        ksn=shipper.ksn or "",
        kind=scope,
        told=told if consents else NO_CONSENT,
    )
    if not consents:
        raise Problem(
            403,
            "no-consent",
            f"{NEEDED[scope]} can be read with the consent of the business, and none is on record for your system. An "
            "owner or a signatory of the business gives it on its page, under Profile, Who may see what.",
        )
