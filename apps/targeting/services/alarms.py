"""The alarms of screenings: known to all who declared the parcel, and ended by an officer alone."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, NotFound
from apps.core.text import text_required
from apps.events.services import record
from apps.ledger.facts import ShipmentFact
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.selectors import require_impartial
from apps.targeting.declarations import LATE_DAYS, fact_declared
from apps.targeting.models import Assessment, SetAside
from apps.targeting.rules import RULES, rules_of
from apps.targeting.selectors import is_alarm, known_beside, parcels_before
from apps.targeting.services.chains import (
    ALARM_ENDED,
    assessment_followed,
    assessments_keep,
    has_ended,
    partner_lock,
    subject_of,
)
from apps.targeting.services.exams import EXAMINER
from apps.targeting.vocabulary import Cause, Outcome, ScreeningResult


@transaction.atomic
def alarm_set_aside(*, actor: User, assessment_id: int, reasons: str) -> SetAside:
    """Say why the alarm of a screening no longer counts. The parcel is then assessed anew for all who declared it.

    Raises NotAllowed for an actor who may not record violations, NotFound for an assessment without an alarm, Conflict
    for a parcel of a business on whose team the officer is and where the alarm was set aside before, and Invalid
    without reasons.
    """
    permissions.require(actor, EXAMINER)
    reasons = text_required(reasons, "reasons", _("Say how you know that the parcel is safe."))
    alarms = Assessment.objects.filter(screening=ScreeningResult.ALARM)
    found = alarms.select_related("set_aside").filter(pk=assessment_id).first()
    if found is None:
        raise NotFound(_("There is no alarm here."))
    require_impartial(actor, found.shipper_id)
    partner_lock(found.partner_id)
    found = alarms.select_related("set_aside").get(pk=assessment_id)
    if not is_alarm(found):
        raise Conflict(_("This alarm was set aside before."), code="set_aside")
    made = SetAside.objects.create(answer=found, reasons=reasons, by=actor, at=clock.now())
    record(ALARM_ENDED, subject=subject_of(found), shipper_id=found.shipper_id, actor=actor)
    return made


@transaction.atomic
def parcel_reassess(*, assessment_id: int) -> None:
    """Assess a parcel anew for each partner that declared it, where an alarm has come or ended since."""
    parcel = Assessment.objects.get(pk=assessment_id).parcel
    partners = Assessment.objects.filter(parcel=parcel, day__gte=clock.add_days(clock.today(), -LATE_DAYS))
    for partner_id in partners.order_by("partner").values_list("partner", flat=True).distinct():
        partner_lock(partner_id)
        last = Assessment.objects.filter(partner=partner_id, parcel=parcel).latest("pk")
        fact = fact_declared(last, {})
        if isinstance(fact, ShipmentFact) and _has_changed(last, fact):
            assessments_keep([assessment_followed(last, fact, cause=Cause.REASSESSED)])


def _has_changed(last: Assessment, fact: ShipmentFact) -> bool:
    """Return whether a hard rule keeps the parcel on the ground since its last assessment, or does no longer."""
    rules = rules_of(fact, known_beside([fact], terms_of(policy_on(clock.today())), parcels_before([fact])))
    if last.outcome == Outcome.DO_NOT_LOAD:
        return has_ended(last, rules)
    return any(RULES[code].outcome is Outcome.DO_NOT_LOAD for code in rules)
