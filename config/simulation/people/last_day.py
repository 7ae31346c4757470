"""The last day of the simulated program: plans of visits, exam requests, like names, one browser of several owners, and
work of officers with one another.
"""

from datetime import timedelta
from itertools import islice
from operator import attrgetter

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.applications.models import Application, ApplicationState
from apps.core import clock
from apps.core.fields import blind_index
from apps.core.workdays import add_workdays
from apps.shippers.matches import matches_of
from apps.shippers.models import Membership, Shipper
from apps.shippers.services import device_record, match_dismiss
from apps.standing.models import Standing, Status
from apps.validations.models import Visit
from apps.validations.selectors import may_ask_exams, validations_due
from apps.validations.services import exam_request_grant, exam_request_submit, visit_plan
from apps.work import services
from apps.work.kinds import holder_barred, holder_services_of, kind_of
from apps.work.models import Item
from apps.work.selectors import items_open, subject_barred
from config.simulation.members import Staff
from config.simulation.people.acts import Turn, officer, owner
from config.simulation.people.cast import Cast

ASKING = 2
# Visits are planned after so many working days, within so many. Of so many members that are due for one, one has none
# planned yet, and one is visited by video.
VISITS_AFTER, VISITS_WITHIN, UNPLANNED_OF, REMOTE_OF = 5, 30, 4, 5
# The number of work items that the officer takes here, and the days for which two of them are put aside.
TAKEN, ASIDE = 4, timedelta(days=2)
MAX_LOOKED_AT = 40
QUESTIONS = (
    "Did you see the same supplier in another case? The invoice looks familiar.",
    "Is a photo of the label enough here, or do we ask for the test report?",
)
# page, name, filters, shared with all staff
SEARCHES = (
    ("work.item", "Late and unassigned", "due=overdue&whose=nobody", True),
    ("work.item", "Toys, due soon", "chapter=95&due=soon", False),
    ("shippers.shipper", "Members of tier 1", "tier=1", False),
    ("ledger.violation", "Alleged violations", "determination__exact=alleged", False),
)


def exam_requests_make(cast: Cast) -> None:
    """Have the smallest members, of which chance opens hardly a parcel, ask for exams, and an officer grant the request
    of the smallest; the others wait.
    """
    small = sorted(cast.numbered, key=lambda member: (member.seller.parcels, member.ksn))
    turns = [Turn(cast, own=member) for member in small]
    asking = list(islice((turn for turn in turns if may_ask_exams(turn.shipper_id)), ASKING))
    for turn in asking:
        turn.play(owner(0, exam_request_submit, exams=12, reason="We send few parcels, and our season is short."))
    for turn in asking[:1]:
        turn.play(officer(0, exam_request_grant, exams=8, text="The draws of the ports begin tomorrow."))


def visits_plan(staff: Staff) -> None:
    """Plan the visits of most of the members that are due for one, beginning with those that are due first."""
    due = sorted(validations_due(), key=attrgetter("by", "shipper_id"))
    for number, each in enumerate(due):
        if number % UNPLANNED_OF == 0:
            continue
        business = Shipper.objects.get(pk=each.shipper_id)
        visit_plan(
            actor=staff.officer,
            shipper_id=business.pk,
            kind=Visit.Kind.RENEWAL if each.validated else Visit.Kind.FIRST,
            form=Visit.Form.REMOTE if number % REMOTE_OF == 0 else Visit.Form.ON_SITE,
            day=add_workdays(clock.today(), VISITS_AFTER + number % VISITS_WITHIN),
            place=str(business.addresses.first() or business.country.name),
            lead=staff.second if number % 2 else staff.officer,
            purpose="We look at how you pack and describe your goods, and at your records of origin for some parcels.",
            language="en",
            agreed=True,
        )


def match_dismiss_first(cast: Cast) -> None:
    """Dismiss the first match that an application in review has: it turns out to be a stranger."""
    for shipper_id in _in_review():
        if found := next((match for match in matches_of(shipper_id) if not match.shipper.is_barred), None):
            reason = "Two companies with like names: the register has other directors and another seat."
            match_dismiss(actor=cast.staff.officer, shipper_id=shipper_id, other_id=found.shipper.pk, reason=reason)
            return


def ring_tie() -> None:
    """Let the owners of a removed business, of an applicant in review and of a member sign in by one browser."""
    removed = Standing.objects.filter(status=Status.REMOVED).order_by("pk").values_list("shipper", flat=True)
    members = Standing.objects.filter(status=Status.ACTIVE).order_by("-pk").values_list("shipper", flat=True)
    ring = [*removed[:1], *_in_review()[:1], *members[:1]]
    owners = Membership.objects.filter(shipper__in=ring, role=Membership.Role.OWNER).select_related("user")
    for place in owners.order_by("shipper", "pk"):
        device_record(user=place.user, digest=blind_index("device:the browser of a simulated ring"))


def _in_review() -> list[int]:
    reviewed = Application.objects.filter(state=ApplicationState.IN_REVIEW).order_by("pk")
    return list(reviewed.values_list("shipper", flat=True))


def colleagues_work(staff: Staff) -> None:
    """Let the officer put work aside, ask and follow, a colleague answer and take work over, and both keep searches."""
    for page, name, query, shared in SEARCHES:
        keeper = staff.supervisor if shared else staff.officer
        services.search_save(actor=keeper, page=page, name=name, query=query, shared=shared)
    items = _items_to_take(staff)
    for item in items:
        services.work_claim(actor=staff.officer, item_id=item.pk)
    until, note = clock.today() + ASIDE, "The broker sends the entry summary by then."
    for item in items[:2]:
        if _may_wait(item):
            services.case_put_aside(actor=staff.officer, subject=_subject(item), until=until, note=note)
    for item, text in zip(items[1:], QUESTIONS, strict=False):
        _ask(item, staff.officer, staff.second, text)
        services.case_follow(actor=staff.supervisor, **_case(item))
    if items:
        # An answer to the officer, and a question that waits for the officer.
        [asked] = _ask(items[0], staff.officer, staff.supervisor, QUESTIONS[0])
        text = "Yes, in two cases of last spring. Both were in order once the test report was there."
        services.colleague_answer(actor=staff.supervisor, note_id=asked.pk, text=text)
        _ask(items[0], staff.second, staff.officer, QUESTIONS[1])
        services.case_follow(actor=staff.officer, **_case(items[0]))
    if len(items) == TAKEN:
        services.work_take_over(actor=staff.second, item_id=items[-1].pk)


def _items_to_take(staff: Staff) -> list[Item]:
    """Return some items that nobody holds and that both officers may do, those that may wait first."""
    officers = (staff.officer, staff.second)
    rights = held(staff.officer) & held(staff.second)
    found = [
        item
        for item in items_open().filter(holder=None, paused_at=None)[:MAX_LOOKED_AT]
        if kind_of(item.kind).permission in rights
        and holder_services_of(item.kind) is None
        and not any(holder_barred(user, item.shipper_id) or subject_barred(user, item) for user in officers)
    ]
    return sorted(found, key=lambda item: (not _may_wait(item), item.pk))[:TAKEN]


def _may_wait(item: Item) -> bool:
    """Tell whether an item may be put aside for `ASIDE`."""
    until = clock.today() + ASIDE
    promised = item.due_at is None or clock.day_of(item.due_at) >= until
    return promised and (item.target_on is None or item.target_on >= until)


def _ask(item: Item, asker: User, colleague: User, text: str) -> list:
    return services.colleague_ask(actor=asker, colleagues=[colleague], text=text, **_case(item))


def _case(item: Item) -> dict:
    return {"subject": _subject(item), "title": item.title, "shipper_id": item.shipper_id}


def _subject(item: Item) -> tuple[str, int]:
    return (item.subject_type, item.subject_id)
