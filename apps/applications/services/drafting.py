import json

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.applications import selectors
from apps.applications.models import Application, Section
from apps.applications.sections import Typed, section_of
from apps.applications.services.moves import happened, locked
from apps.applications.states import REAPPLY, State
from apps.core.errors import Conflict, Invalid
from apps.shippers.models import Shipper
from apps.shippers.roles import Ability
from apps.shippers.selectors import on_team, require
from apps.shippers.services import shipper_create

LARGEST_SECTION = 200_000


@transaction.atomic
def application_start(*, actor: User, shipper_id: int | None = None) -> Application:
    """Begin an application, for a business of the actor's or, without one, for a new business that they then own.

    A draft for a new business in which nothing has been typed is gone on with: pressing twice begins one. Raises
    Conflict while the business has an application that is open or was approved.
    """
    if shipper_id is None:
        User.objects.select_for_update(no_key=True).get(pk=actor.pk)
        untouched = Application.objects.filter(
            on_team(actor, "shipper__team"), created_by=actor, state=State.DRAFT, sections=None, evidence=None
        ).first()
        if untouched:
            return untouched
        shipper = shipper_create(actor=actor)
    else:
        require(actor, shipper_id, Ability.PREPARE)
        shipper = Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
    if shipper.applications.exclude(state__in=REAPPLY).exists():
        raise Conflict(_("This business has an application already. Go on with that one."), code="has_application")
    application = Application.objects.create(shipper=shipper, created_by=actor)
    happened("started", application, actor)
    return application


@transaction.atomic
def section_save(*, actor: User, application_id: int, key: str, typed: Typed, version: int) -> Section:
    """Keep a section as it was typed, right or wrong. `version` is that of the section the typing began from.

    Raises Conflict, keeping what is saved, where somebody else has saved the section meanwhile; Invalid for more text
    than any honest answer holds.
    """
    section = section_of(key)
    if len(json.dumps(typed)) > LARGEST_SECTION:
        raise Invalid(
            _("This is more text than a page can keep. Shorten it, or send it as a file."), code="section_too_large"
        )
    application = open_to_change(actor=actor, application_id=application_id, key=section.key)
    saved = application.sections.select_related("saved_by").filter(key=key).first()
    if (saved.version if saved else 0) != version:
        raise Conflict(
            _(
                "%(name)s has saved this page since you opened it. Compare what is saved with what you typed; "
                "save again to replace it."
            )
            % {"name": saved.saved_by if saved else _("Somebody")},
            code="changed_meanwhile",
        )
    if saved is None:
        saved = Section(application=application, key=key, version=0)
    elif saved.data == typed:
        return saved
    saved.data, saved.saved_by = typed, actor
    saved.version += 1
    saved.save()
    happened("section_saved", application, actor, section=key, version=saved.version)
    return saved


def open_to_change(*, actor: User, application_id: int, key: str) -> Application:
    """The application, locked, if the actor may change that section of it now."""
    application = locked(application_id)
    require(actor, application.shipper_id, Ability.PREPARE)
    if key not in selectors.sections_open(application):
        raise Conflict(_("This section can't be changed now: the application was sent."), code="section_closed")
    return application
