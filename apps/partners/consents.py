"""The consent that a partner needs for more than the status of a business."""

from apps.partners.problems import Problem
from apps.partners.questions.models import NO_CONSENT, TOLD
from apps.partners.questions.services import further_look_note
from apps.partners.systems.selectors import Access, consents_for
from apps.shippers.models import Consent, Shipper

NEEDED = {
    Consent.Scope.PAST: "The status of a past day",
    Consent.Scope.EVALUATION: "The findings behind a tier",
    Consent.Scope.FACTS: "The facts behind a tier",
}


def consent_require(access: Access, shipper: Shipper, scope: Consent.Scope, *, told: str = TOLD) -> None:
    """Note that a partner asks for more than the status of a business, and what it is `told`; answer with a problem
    where the business did not consent.

    Every question reads the consent anew, so that one that was withdrawn counts no more in the very next answer.
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
