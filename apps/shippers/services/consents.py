"""The consents of a business that let partners see more: given and withdrawn by people who may sign for it."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import InvalidInput
from apps.core.rows import row_get
from apps.events.services import record
from apps.shippers.consents import ASKED_AT_ENTRY
from apps.shippers.models import Consent, Shipper
from apps.shippers.roles import Ability
from apps.shippers.selectors import require, require_unmerged


@transaction.atomic
def consent_give(*, actor: User, shipper_id: int, scope: str, audience: str, partner_id: int | None = None) -> Consent:
    """Let the partners of an audience see or do what a scope names, from now on. A consent in force stays as it is.

    The caller has checked that there is such a partner. Raises NotFound for users not on the team, NotAllowed for roles
    that do not sign, Invalid for all partners of a kind where one has to be named, Conflict for a record that was
    merged into another.
    """
    require(actor, shipper_id, Ability.ATTEST)
    if scope == Consent.Scope.DISCLOSE and audience != Consent.Audience.PARTNER:
        message = _("Only a partner that you name may disclose for you. Choose one partner.")
        raise InvalidInput(message, fields={"who": [message]})
    shipper = Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
    require_unmerged(shipper)
    return _give(shipper, actor, scope, audience, partner_id)


@transaction.atomic
def consent_withdraw(*, actor: User, shipper_id: int, consent_id: int) -> Consent:
    """Withdraw a consent: the next answer follows. One that was withdrawn before stays as it is.

    Raises NotFound for users not on the team and consents of others, NotAllowed for roles that do not sign.
    """
    require(actor, shipper_id, Ability.ATTEST)
    consent = row_get(
        Consent.objects.select_for_update(),
        _("There is no such consent on your list."),
        pk=consent_id,
        shipper=shipper_id,
    )
    _withdraw(consent, actor)
    return consent


@transaction.atomic
def consents_answer(*, actor: User, shipper_id: int, answers: Mapping[str, str]) -> None:
    """Give or withdraw the consents about partners that an application asks for, as its answers say.

    `answers` holds yes or no for each question. The caller has checked that the actor signs for the business.
    """
    shipper = Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
    for scope, audiences in ASKED_AT_ENTRY.items():
        present = Consent.objects.select_for_update().filter(shipper=shipper, scope=scope, withdrawn_at=None)
        for audience in audiences:
            if answers.get(scope) == "yes":
                _give(shipper, actor, scope, audience, None)
            elif consent := present.filter(audience=audience).first():
                _withdraw(consent, actor)


def _give(shipper: Shipper, actor: User, scope: str, audience: str, partner_id: int | None) -> Consent:
    given: dict[str, object] = {"scope": scope, "audience": audience, "partner_id": partner_id, "withdrawn_at": None}
    consent, is_new = Consent.objects.get_or_create(shipper=shipper, **given, defaults={"given_by": actor})
    if is_new:
        _event_record("given", consent, actor)
    return consent


def _withdraw(consent: Consent, actor: User) -> None:
    if consent.withdrawn_at is None:
        consent.withdrawn_at, consent.withdrawn_by = clock.now(), actor
        consent.save(update_fields=["withdrawn_at", "withdrawn_by"])
        _event_record("withdrawn", consent, actor)


def _event_record(act: str, consent: Consent, actor: User) -> None:
    record(
        f"shippers.consent_{act}",
        subject=("consent", consent.pk),
        shipper_id=consent.shipper_id,
        actor=actor,
        scope=consent.scope,
        audience=consent.audience,
        partner_id=consent.partner_id,
    )
