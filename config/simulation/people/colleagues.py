"""Work of officers with one another, at the end of the simulated program: put aside, ask, follow, take over."""

from datetime import timedelta

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.core import clock
from apps.work import services
from apps.work.kinds import holder_barred, holder_services_of, kind_of
from apps.work.models import Item
from apps.work.selectors import items_open, subject_barred
from config.simulation.members import Staff

# The number of work items that the officer takes here, and the days for which two of them are put aside.
TAKEN = 4
ASIDE = timedelta(days=2)
MAX_LOOKED_AT = 40
REASON = "The broker sends the entry summary by then."
QUESTIONS = (
    "Did you see the same supplier in another case? The invoice looks familiar.",
    "Is a photo of the label enough here, or do we ask for the test report?",
)
ANSWER = "Yes, in two cases of last spring. Both were in order once the test report was there."
# page, name, filters, shared with all staff
SEARCHES = (
    ("work.item", "Late and unassigned", "due=overdue&whose=nobody", True),
    ("work.item", "Toys, due soon", "chapter=95&due=soon", False),
    ("shippers.shipper", "Members of tier 1", "tier=1", False),
    ("ledger.violation", "Alleged violations", "determination__exact=alleged", False),
)


def colleagues_work(*, staff: Staff) -> None:
    """Let the officer put work aside, ask and follow, a colleague answer and take work over, and both keep searches."""
    for page, name, query, shared in SEARCHES:
        keeper = staff.supervisor if shared else staff.officer
        services.search_save(actor=keeper, page=page, name=name, query=query, shared=shared)
    items = _items_to_take(staff)
    for item in items:
        services.work_claim(actor=staff.officer, item_id=item.pk)
    for item in items[:2]:
        if _may_wait(item):
            until = clock.today() + ASIDE
            services.case_put_aside(actor=staff.officer, subject=_subject(item), until=until, note=REASON)
    for item, text in zip(items[1:], QUESTIONS, strict=False):
        _ask(item, staff.officer, staff.second, text)
        services.case_follow(actor=staff.supervisor, **_case(item))
    if items:
        # An answer to the officer, and a question that waits for the officer.
        [note] = _ask(items[0], staff.officer, staff.supervisor, QUESTIONS[0])
        services.colleague_answer(actor=staff.supervisor, note_id=note.pk, text=ANSWER)
        _ask(items[0], staff.second, staff.officer, QUESTIONS[1])
        services.case_follow(actor=staff.officer, **_case(items[0]))
    if len(items) == TAKEN:
        services.work_take_over(actor=staff.second, item_id=items[-1].pk)


def _items_to_take(staff: Staff) -> list[Item]:
    """Return some items that nobody holds and that both officers may do, those that may wait first."""
    rights = held(staff.officer) & held(staff.second)
    waiting = items_open().filter(holder=None, paused_at=None)[:MAX_LOOKED_AT]
    found = [
        item
        for item in waiting
        if kind_of(item.kind).permission in rights
        and holder_services_of(item.kind) is None
        and not any(_is_barred(officer, item) for officer in (staff.officer, staff.second))
    ]
    return sorted(found, key=lambda item: (not _may_wait(item), item.pk))[:TAKEN]


def _is_barred(user: User, item: Item) -> bool:
    return bool(holder_barred(user, item.shipper_id) or subject_barred(user, item))


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
