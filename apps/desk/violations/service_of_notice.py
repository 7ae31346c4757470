"""How a violation is served on the business, at the desk: what an officer may do about it, and who received it."""

from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.deadlines import day_there
from apps.core.lifecycle import Text
from apps.desk.pages import Act
from apps.desk.violations.forms import ConfirmForm, DelayForm, EntryForm, MoreTimeForm, PostForm
from apps.ledger import services
from apps.ledger.law import provisions_of
from apps.ledger.models import Service, Violation
from apps.ledger.selectors import facts_of, service_of, suspends_at_once
from apps.ledger.states import Facts
from apps.ledger.vocabulary import Determination
from apps.notices.selectors import receipts_of
from apps.shippers.models import Shipper
from apps.shippers.selectors import people_of
from apps.shippers.zones import zone_of

RECORDS, OVERSEES = "record_violations", "oversee_changes"


def facts_at_desk(shown: Violation) -> Facts:
    """What it depends on whether an officer may determine it now."""
    return facts_of(shown, service_of(shown.case_id), shown.seller.shipper_id, is_authority=True)


def sustaining(shown: Violation, then: Text) -> tuple[Any, Text]:
    """What sustaining asks and what follows from it. Where it suspends at once, both say whom it hits."""
    shipper = shown.seller.shipper
    if shipper is None or not suspends_at_once(shown):
        return partial(EntryForm, present=shown), then
    hit = _named(shipper)
    return (
        partial(ConfirmForm, present=shown, hits=_("I have checked that it hits %(business)s.") % {"business": hit}),
        _(
            "It counts from now on, and suspends at once: it is critical and rests on a recorded basis. It hits "
            "%(business)s."
        )
        % {"business": hit},
    )


def serving_acts(shown: Violation, rights: frozenset[str], blocked: Text) -> dict[str, Act]:
    """What may be done about the service of an allegation now."""
    shipper_id = shown.seller.shipper_id
    if shipper_id is None or shown.determination != Determination.ALLEGED:
        return {}
    service = service_of(shown.case_id)
    acts = {}
    if service is None or service.answer_by is None:
        if OVERSEES in rights:
            acts["delay"] = Act(
                label=_lazy("Delay service"),
                then=_lazy("The business does not see it until that moment. Until it is served it can't be sustained."),
                do=partial(services.service_delay, case_id=shown.case_id),
                form=DelayForm,
                blocked=blocked,
            )
        if people_of(shipper_id).exists():
            if OVERSEES in rights:
                acts["serve"] = Act(
                    label=_lazy("Serve now"),
                    then=_lazy("The team gets the notice, in the app and by mail, and its time to answer begins."),
                    do=partial(services.service_hasten, case_id=shown.case_id),
                    blocked=blocked,
                )
        elif RECORDS in rights:
            acts["post"] = Act(
                label=_lazy("Record service by post"),
                then=_lazy("Its time to answer is counted from that day, where the business is."),
                do=partial(services.service_by_post, case_id=shown.case_id),
                form=PostForm,
                blocked=blocked,
            )
    elif service.answered_at is None and RECORDS in rights:
        acts["more_time"] = Act(
            label=_lazy("Give more time to answer"),
            then=_lazy("The team is told at once, with your reason. Until that day it can't be sustained."),
            do=partial(services.answer_extend, case_id=shown.case_id),
            form=MoreTimeForm,
            blocked=blocked,
        )
    return acts


def served(shown: Violation) -> dict[str, Any]:
    """What the page shows of it: the law, when it was served, who received it, and by when it may be answered."""
    service = service_of(shown.case_id)
    return {
        "law": provisions_of(shown.category),
        "service": service,
        "answer_by": service and _day_of(service),
        "is_delayed": service is not None and service.is_delayed(clock.now()),
        "receipts": list(receipts_of(("case", shown.case_id))),
    }


def _day_of(service: Service) -> Any:
    return service.answer_by and day_there(service.answer_by, zone_of(service.shipper))


def _named(shipper: Shipper) -> str:
    """A business as one must know it before it is hit: by name, number, status and tier."""
    standing = getattr(shipper, "standing", None)
    if standing is None:
        return _("%(name)s, which is no member") % {"name": shipper}
    return _("%(name)s, %(ksn)s, %(status)s, tier %(tier)s") % {
        "name": shipper,
        "ksn": shipper.ksn or _("without a number"),
        "status": standing.get_status_display(),
        "tier": standing.tier,
    }
