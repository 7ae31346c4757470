"""The readers of more than the status of a business: its team, staff, and partners with its consent."""

from collections.abc import Mapping

from rest_framework.request import Request

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.audit.services import view_record
from apps.partners.numbers import UNKNOWN
from apps.partners.problems import Problem
from apps.partners.questions.models import NO_CONSENT
from apps.partners.questions.services import further_looks_note, look_note
from apps.partners.systems.selectors import SystemAccess, consents_for, shipper_of, shipper_read_by
from apps.shippers.models import Consent, Shipper

NEEDED = {
    Consent.Scope.PAST: "The status of a past day",
    Consent.Scope.EVALUATION: "The findings behind a tier",
    Consent.Scope.FACTS: "The facts behind a tier",
}


def shipper_read(request: Request, ksn: str, told: Mapping[Consent.Scope, str]) -> Shipper:
    """Return the shipper of a number to a caller who may read what each scope names; else answer with a problem.

    `told` has, by scope, the code of the answer with which the question of a partner is noted (`FurtherLook.told`). A
    look of staff is recorded, as on the pages of the desk.
    """
    access = request.auth
    shipper = shipper_of(ksn) if isinstance(access, SystemAccess) else shipper_read_by(user_of(request), ksn)
    if shipper is None:
        if isinstance(access, SystemAccess):
            look_note(partner_id=access.partner_id, ksn=ksn)
        raise Problem(404, "unknown-ksn", UNKNOWN, ksn=ksn, known=False)
    if isinstance(access, SystemAccess):
        look_note(partner_id=access.partner_id, ksn=ksn)
        for scope, answer in told.items():
            _consent_require(access, shipper, scope, answer)
    elif "read_everything" in held(person := user_of(request)):
        view_record(actor=person, subject=("shipper", shipper.pk), shipper_id=shipper.pk)
    return shipper


def _consent_require(access: SystemAccess, shipper: Shipper, scope: Consent.Scope, told: str) -> None:
    """Note that a partner asks for more than the status of a business, and what it is `told`; answer with a problem
    where the business did not consent.

    Every question reads the consent anew, so that a consent that was withdrawn no longer counts in the next answer.
    """
    consents = consents_for(access, scope).filter(shipper=shipper).exists()
    answer = told if consents else NO_CONSENT
    further_looks_note(partner_id=access.partner_id, kind=scope, told=[(shipper.ksn or "", answer)])
    if not consents:
        raise Problem(
            403,
            "no-consent",
            f"{NEEDED[scope]} can be read with the consent of the business, and none is on record for your system. An "
            "owner or a signatory of the business gives it on its page, under Profile, Who may see what.",
        )
