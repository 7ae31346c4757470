"""The alarms of screenings: known to all who declared the parcel, and work for an officer, who alone ends them."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.locks import lock_take
from apps.core.rows import row_get
from apps.core.text import text_required
from apps.events.services import record
from apps.ledger.facts import ShipmentFact
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.selectors import require_impartial
from apps.targeting import work
from apps.targeting.declarations import LATE_DAYS, fact_declared
from apps.targeting.models import Assessment, SetAside, UpheldAlarm
from apps.targeting.rules import RULES, rules_of
from apps.targeting.selectors import is_alarm, known_beside, parcels_before
from apps.targeting.services import chains
from apps.targeting.services.exams import EXAMINER
from apps.targeting.vocabulary import Cause, Outcome, ScreeningResult
from apps.work.services import item_close, item_open


def alarm_raise(alarm: Assessment) -> None:
    """Keep a parcel on the ground for all who declared it, and open the work of looking at the alarm."""
    record(chains.ALARM_RAISED, subject=chains.subject_of(alarm), shipper_id=alarm.shipper_id)
    title = _("Parcel %(issuer)s %(number)s") % {"issuer": alarm.issuer, "number": alarm.reference}
    item_open(kind=work.ALARM.code, subject=chains.subject_of(alarm), title=title, shipper_id=alarm.shipper_id)


@transaction.atomic
def alarm_uphold(*, actor: User, assessment_id: int, reasons: str) -> UpheldAlarm:
    """Say why the alarm of a screening stands, and close its work: the parcel stays on the ground.

    Raises as `alarm_set_aside` does, and Conflict where the alarm was upheld before.
    """
    found = _alarm_lock(actor, assessment_id)
    reasons = text_required(reasons, "reasons", _("Say what was found, and by whom."))
    if UpheldAlarm.objects.filter(alarm=found).exists():
        raise Conflict(_("An officer said before that this alarm stands."), code="upheld")
    made = UpheldAlarm.objects.create(alarm=found, reasons=reasons, by=actor, at=clock.now())
    item_close(kind=work.ALARM.code, subject=chains.subject_of(found), actor=actor)
    record(chains.ALARM_UPHELD, subject=chains.subject_of(found), shipper_id=found.shipper_id, actor=actor)
    return made


@transaction.atomic
def alarm_set_aside(*, actor: User, assessment_id: int, reasons: str) -> SetAside:
    """Say why the alarm of a screening no longer counts. The parcel is then assessed anew for all who declared it.

    Raises NotAllowed for an actor who may not record violations, NotFound for an assessment without an alarm, Conflict
    for a parcel of a business on whose team the officer is and where the alarm was set aside before, and Invalid
    without reasons.
    """
    found = _alarm_lock(actor, assessment_id)
    reasons = text_required(reasons, "reasons", _("Say how you know that the parcel is safe."))
    made = SetAside.objects.create(answer=found, reasons=reasons, by=actor, at=clock.now())
    item_close(kind=work.ALARM.code, subject=chains.subject_of(found), actor=actor)
    record(chains.ALARM_ENDED, subject=chains.subject_of(found), shipper_id=found.shipper_id, actor=actor)
    return made


@transaction.atomic
def parcel_reassess(*, assessment_id: int) -> None:
    """Assess a parcel anew for each partner that declared it, where an alarm has come or ended since."""
    parcel = Assessment.objects.get(pk=assessment_id).parcel
    partners = Assessment.objects.filter(parcel=parcel, day__gte=clock.add_days(clock.today(), -LATE_DAYS))
    for partner_id in partners.order_by("partner").values_list("partner", flat=True).distinct():
        lock_take(chains.PARTNER_LOCK, partner_id)
        last = Assessment.objects.filter(partner=partner_id, parcel=parcel).latest("pk")
        fact = fact_declared(last, {})
        if isinstance(fact, ShipmentFact) and _has_changed(last, fact):
            chains.assessments_keep([chains.assessment_followed(last, fact, cause=Cause.REASSESSED)])


def _alarm_lock(actor: User, assessment_id: int) -> Assessment:
    permissions.require(actor, EXAMINER)
    alarms = Assessment.objects.filter(screening=ScreeningResult.ALARM)
    found = row_get(alarms, _("There is no alarm here."), pk=assessment_id)
    require_impartial(actor, found.shipper_id)
    lock_take(chains.PARTNER_LOCK, found.partner_id)
    found = alarms.select_related("set_aside").get(pk=assessment_id)
    if not is_alarm(found):
        raise Conflict(_("This alarm was set aside before."), code="set_aside")
    return found


def _has_changed(last: Assessment, fact: ShipmentFact) -> bool:
    """Return whether a hard rule keeps the parcel on the ground since its last assessment, or does no longer."""
    rules = rules_of(fact, known_beside([fact], terms_of(policy_on(clock.today())), parcels_before([fact])))
    if last.outcome == Outcome.DO_NOT_LOAD:
        return chains.has_ended(last, rules)
    return any(RULES[code].outcome is Outcome.DO_NOT_LOAD for code in rules)
