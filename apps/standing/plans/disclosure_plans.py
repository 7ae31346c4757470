"""Plans that the program opens after a prior disclosure: for duties that are still to be paid, and for a pattern that
is disclosed again and again.

Such a plan takes nothing as long as it is kept. It is missed only after a further notice and the time to respond. Then
a missed plan about a pattern is an entry of the ledger, which the rule of corrective plans reads, and a violation whose
duties were not paid no longer counts as disclosed.
"""

from datetime import date

from django.db import transaction
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.deadlines import end_of_day
from apps.core.errors import NotFound
from apps.disputes.models import Disclosure
from apps.disputes.selectors import disclosures_alike
from apps.disputes.services import disclosure_settle
from apps.ledger.services import program_entry_record
from apps.ledger.vocabulary import ProgramEntryKind
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import Terms
from apps.shippers.zones import deadline_in_words, zone_of
from apps.standing.members.services import standing_lock
from apps.standing.members.states import ENROLLED
from apps.standing.plans.models import Plan, PlanItem, PlanItemState, PlanKind, PlanState
from apps.standing.plans.selectors import plan_facts
from apps.standing.plans.services import PLANS, plan_close


@transaction.atomic
def disclosure_follow(*, disclosure_id: int) -> list[Plan]:
    """Open the plans that an accepted disclosure of a member leads to, and return them: one where duties are to be paid
    later, and one where the same category was disclosed on so many days. Done twice, the second run opens none.
    """
    disclosure = Disclosure.objects.select_related("shipper", "said_by").get(pk=disclosure_id)
    try:
        standing = standing_lock(disclosure.shipper_id)
    except NotFound:
        return []
    if standing.status not in ENROLLED:
        return []
    terms, opened = terms_of(policy_on(clock.today())), list[Plan]()
    # The texts are for whoever disclosed.
    with translation.override(disclosure.language):
        if disclosure.tender == Disclosure.Tender.LATER:
            opened += _open(disclosure, PlanKind.TENDER, _tender_items(terms))
        if _is_pattern(disclosure, terms):
            opened += _open(disclosure, PlanKind.PATTERN, _pattern_items(terms))
    return opened


@transaction.atomic
def disclosure_plan_lapse(*, plan_id: int) -> None:
    """Act on an item of such a plan whose day is over without an answer. First tell the business, which has the time to
    respond; when that is over too, the plan is missed. Do nothing if every item was answered, or the plan has ended.
    The plan of a business that is no longer a member ends.
    """
    plan = PLANS.lock(plan_id)
    if plan.state != PlanState.OPEN or not plan_facts(plan, None).overdue:
        return
    if standing_lock(plan.shipper_id).status not in ENROLLED:
        plan_close(plan, None)
        return
    if plan.warned_at is None:
        _warn(plan)
        return
    with PLANS.acting("miss", plan):
        if plan.kind == PlanKind.PATTERN:
            plan.entry = program_entry_record(
                shipper_id=plan.shipper_id, kind=ProgramEntryKind.PLAN_OPENED, date=clock.today(), actor=None
            )
        else:
            assert plan.disclosure
            disclosure_settle(disclosure_id=plan.disclosure.pk, is_disclosed=False)
    PLANS.tell(plan, _lazy("Your corrective plan was not kept"), MISSED[PlanKind(plan.kind)], _MENDED)


_MENDED = _lazy(
    "If you have done it, or could not, write a question to the program at once: an officer can resume the plan. If a "
    "lower tier is proposed because of this, you are told, and heard before it is decided."
)
MISSED = {
    PlanKind.TENDER: _lazy(
        "We have no proof that the duties were paid. So the violation that you disclosed no longer counts as "
        "disclosed by you first. It does so again as soon as an officer accepts your proof of payment. You can "
        "also answer the violation on its page."
    ),
    PlanKind.PATTERN: _lazy(
        "You did not answer an item of the plan in time. Until the plan is resumed or ended, it limits your tier."
    ),
}


def _warn(plan: Plan) -> None:
    plan.warned_at = clock.now()
    plan.save(update_fields=["warned_at"])
    due = clock.add_days(clock.today(), terms_of(policy_on(clock.today())).clocks.response_days)
    plan.items.filter(state=PlanItemState.OPEN, due__lt=due).update(due=due)
    PLANS.timers_renew(plan)
    PLANS.record(plan, "warned", None)
    PLANS.tell(
        plan,
        _lazy("We have no answer to an item of your corrective plan"),
        format_lazy(
            _lazy(
                "The day of an item is over. You have time to answer until {due}. If you did what it asks, show it "
                "with a file. If you could not, or it is not true that it is missing, write why. Nothing changes until "
                "then."
            ),
            due=deadline_in_words(due, plan.shipper),
        ),
        act_by=end_of_day(due, zone_of(plan.shipper)),
    )


def _open(disclosure: Disclosure, kind: PlanKind, items: list[tuple[str, date]]) -> list[Plan]:
    plan, is_new = Plan.objects.get_or_create(
        disclosure=disclosure,
        kind=kind,
        defaults={
            "shipper": disclosure.shipper,
            "purpose": str(PURPOSES[kind]) % {"disclosure": disclosure},
            "language": disclosure.language,
            "opened_at": clock.now(),
        },
    )
    if not is_new:
        return []
    PlanItem.objects.bulk_create(
        PlanItem(plan=plan, text=text, language=plan.language, owner=str(disclosure.said_by), due=due)
        for text, due in items
    )
    PLANS.timers_renew(plan)
    PLANS.record(plan, "opened", None)
    first = min(due for _text, due in items)
    PLANS.tell(
        plan,
        _lazy("A corrective plan is open after your disclosure"),
        plan.purpose,
        format_lazy(
            _lazy(
                "It takes nothing from you as long as you keep it. The page of the plan lists what to do, and by when; "
                "the first item is due by {due}. If you need more time, say so before that day."
            ),
            due=deadline_in_words(first, plan.shipper),
        ),
        act_by=end_of_day(first, zone_of(plan.shipper)),
    )
    return [plan]


PURPOSES = {
    PlanKind.TENDER: _lazy(
        "You disclosed this: %(disclosure)s. You said that the duties that were lost are still to be paid. The law "
        "asks for this, so that the violation counts as disclosed."
    ),
    PlanKind.PATTERN: _lazy(
        "You disclosed the same kind of violation again and again, the last time this one: %(disclosure)s. Thank you "
        "for telling us. This plan is to end it."
    ),
}


def _tender_items(terms: Terms) -> list[tuple[str, date]]:
    text = _(
        "Pay to CBP the duties, taxes and fees that were lost, and correct what was declared, within %(days)s days "
        "after CBP has written to you how much it is. Answer here with the receipt. If CBP has not written yet, say so "
        "here: an officer gives you a new day."
    )
    days = terms.disclosures.tender_days
    return [(text % {"days": days}, clock.add_days(clock.today(), days))]


def _pattern_items(terms: Terms) -> list[tuple[str, date]]:
    today, days = clock.today(), terms.disclosures.plan_days
    return [
        (_("Find out why this happens again and again. Write the cause here."), clock.add_days(today, days)),
        (
            _(
                "Change what leads to it. Show the change: an instruction, a contract, a setting, or a list of parcels "
                "that you checked."
            ),
            clock.add_days(today, 2 * days),
        ),
    ]


def _is_pattern(disclosure: Disclosure, terms: Terms) -> bool:
    """Return whether the category was disclosed on enough days, since the last plan about the category was opened."""
    plans = Plan.objects.filter(
        shipper=disclosure.shipper, kind=PlanKind.PATTERN, disclosure__category=disclosure.category
    )
    if plans.running().exists():
        return False
    last = plans.order_by("-pk").values_list("opened_at", flat=True).first()
    since = clock.start_of(clock.add_months(clock.today(), -terms.disclosures.pattern_months))
    alike = disclosures_alike(disclosure).filter(said_at__gt=max(since, last or since))
    return len({clock.day_of(at) for at in alike.values_list("said_at", flat=True)}) >= terms.disclosures.pattern_days
