"""The agency for which an officer acts."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held, require
from apps.accounts.roles import ACT_FOR_AGENCY
from apps.agencies.competence import AGENCIES
from apps.agencies.models import AgencyOfficer
from apps.core import clock
from apps.core.errors import InvalidInput
from apps.core.text import text_required
from apps.events.services import record


@transaction.atomic
def agency_officer_bind(*, actor: User, user: User, agency: str, reason: str) -> AgencyOfficer:
    """Set the agency for which a person with the role “agency officer” acts.

    Two administrators give the role, and a third person names the agency here. Raises NotAllowed for those who do not
    manage partners, Invalid for a person without the role, for one's own account, an unknown agency and no reason.
    """
    require(actor, "manage_partners")
    if user.pk == actor.pk:
        message = _("Another member of staff sets the agency for which you act.")
        raise InvalidInput(message, fields={"user": [message]})
    if ACT_FOR_AGENCY not in held(User.objects.get(pk=user.pk)):
        message = _("This person does not have the role “agency officer”. Two administrators give it.")
        raise InvalidInput(message, fields={"user": [message]})
    if agency not in AGENCIES:
        message = _("There is no agency %(agency)s.") % {"agency": agency}
        raise InvalidInput(message, fields={"agency": [message]})
    reason = text_required(reason, "reason", _("Say who at the agency vouches for this person."))
    bound, _made = AgencyOfficer.objects.update_or_create(
        user=user, defaults={"agency": agency, "reason": reason, "bound_by": actor, "bound_at": clock.now()}
    )
    record("agencies.officer_bound", subject=("user", user.pk), actor=actor, agency=agency)
    return bound
