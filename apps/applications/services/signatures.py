"""Requests to sign: a team member who fills in an application asks somebody who may sign."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.applications import selectors
from apps.applications.models import ApplicationState, SignatureRequest
from apps.applications.services.transitions import APPLICATIONS
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.notices.services import message_send
from apps.shippers.models import Membership
from apps.shippers.roles import Ability
from apps.shippers.selectors import require, signers_of
from apps.shippers.services import invitation_send


@transaction.atomic
def signature_ask(
    *, actor: User, application_id: int, signer_id: int | None = None, email: str = ""
) -> SignatureRequest:
    """Ask a member of the team to sign a draft or, by `email`, invite a person to join the team as signatory and sign.

    The request replaces an earlier one. Raises Conflict if the application was submitted or is not complete, Invalid if
    the member may not sign, and the errors of `invitation_send`, which requires an owner.
    """
    application = APPLICATIONS.lock(application_id)
    require(actor, application.shipper_id, Ability.PREPARE)
    if application.state != ApplicationState.DRAFT:
        raise Conflict(_("This application was sent already."), code="not_a_draft")
    states = {state.section.key: state for state in selectors.section_states(application)}
    if not all(state.done for state in states.values()):
        raise Conflict(_("Some sections are not complete. The list of sections shows which."), code="unfinished")
    asked: dict[str, Any] = {"signer": None, "invitation": None}
    if email:
        asked["invitation"] = invitation_send(
            actor=actor,
            shipper_id=application.shipper_id,
            email=email,
            role=Membership.Role.SIGNATORY,
            drafted_name=selectors.drafted_name_of(application.shipper_id),
        )
    else:
        asked["signer"] = signers_of(application.shipper_id).exclude(pk=actor.pk).filter(pk=signer_id).first()
        if asked["signer"] is None:
            message = _("Choose somebody on the team who may sign.")
            raise InvalidInput(message, fields={"signer": [message]})
    request, _created = SignatureRequest.objects.update_or_create(
        application=application, defaults={**asked, "asked_by": actor, "asked_at": clock.now()}
    )
    business = states["business"].typed
    assert business is not None
    if request.signer:
        APPLICATIONS.record(application, "signature_asked", actor, user_id=request.signer.pk)
        message_send(
            recipients=[request.signer],
            kind="application.signature_asked",
            subject=_lazy("An application waits for your signature"),
            body=format_lazy(
                _lazy(
                    "{name} has filled in the application of {business} and asks you to read it through and sign it."
                ),
                name=str(actor),
                business=business["name"],
            ),
            link=reverse("portal:apply_review", args=[application.pk]),
            shipper_id=application.shipper_id,
        )
    elif request.invitation:
        APPLICATIONS.record(application, "signature_asked", actor, invitation_id=request.invitation.pk)
    return request
