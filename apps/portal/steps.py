"""What a member should do now, the most pressing first."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from apps.core import clock
from apps.core.deadlines import day_there
from apps.evaluation.rules import RULES, Answer, annual_review
from apps.evaluation.wording import day
from apps.ledger.models import Violation
from apps.ledger.vocabulary import Determination
from apps.policy.terms import TOP
from apps.portal.business import Business
from apps.shippers.zones import zone_of
from apps.standing.models import Standing, Status
from apps.standing.rules import MEMBER
from apps.validations.models import Visit


@dataclass(frozen=True, slots=True)
class Step:
    """A sentence on what is to be done, and the page where it is done."""

    sentence: str | Promise
    link: str
    label: str | Promise


def next_steps(
    business: Business,
    standing: Standing,
    *,
    answer: Answer,
    violations: Iterable[Violation],
    visits: Iterable[Visit],
    parcels: bool,
) -> list[Step]:
    """The steps of a member. What a proposed change asks stands above them, on the page itself.

    `violations` are the latest of them, each with `answered`; `visits` the latest with `answer_by`; `parcels`: whether
    any has been reported by others.
    """
    shipper_id = business.shipper.pk
    steps = [_of_status(shipper_id, standing)] if standing.status in _STATUS else []
    steps += [
        _of_allegation(shipper_id, violation)
        for violation in violations
        if violation.determination == Determination.ALLEGED and not violation.answered
    ]
    steps += [step for visit in visits if (step := _of_visit(visit))]
    if standing.status in MEMBER:
        review = next(finding for finding in answer.findings if finding.rule == annual_review.CODE)
        if review.enter < TOP:
            steps.append(
                Step(
                    RULES[review.rule].sentence(review),
                    reverse("portal:annual_review", args=[shipper_id]),
                    _("Do the annual review"),
                )
            )
        if not parcels:
            steps.append(
                Step(
                    _now(
                        "Give your number, %(ksn)s, to your carrier, broker or marketplace. They report your parcels "
                        "under it, and each clean one counts for you."
                    )
                    % {"ksn": business.shipper.ksn},
                    reverse("portal:questions", args=[shipper_id]),
                    _("Ask how"),
                )
            )
    return steps


def _of_allegation(shipper_id: int, violation: Violation) -> Step:
    """What is alleged, and by when it is to be answered."""
    service = getattr(violation.case, "service", None)
    told = {"what": violation.get_category_display()}
    if service and service.answer_by and service.answer_by >= clock.now():
        sentence = _now(
            "Somebody reported a violation (%(what)s). It does not count yet. Read it and answer by %(day)s."
        ) % (told | {"day": day(day_there(service.answer_by, zone_of(service.shipper)))})
    else:
        sentence = _now("Somebody reported a violation (%(what)s). It does not count yet. Read it and answer.") % told
    link = reverse("portal:violation", args=[shipper_id, violation.case_id])
    return Step(sentence, link, _("Read and answer"))


def _of_visit(visit: Visit) -> Step | None:
    """What a validation visit asks of the business now."""
    link = reverse("portal:visit", args=[visit.shipper_id, visit.pk])
    if visit.state == Visit.State.PLANNED:
        sentence = _now("A validation visit is planned for %(day)s. Read how to prepare.")
        return Step(sentence % {"day": day(visit.day)}, link, _("See the visit"))
    if visit.answer_by:
        sentence = _now("Your validation visit requires something of you. Answer by %(day)s.")
        return Step(sentence % {"day": day(visit.answer_by)}, link, _("Read and answer"))
    return None


# What to do in a status in which not all is well: a sentence, the page, and what its link says.
_STATUS: dict[str, tuple[Promise, str, Promise]] = {
    Status.CONDITIONAL: (
        _("You are a member on conditions. You keep your benefits, and can't rise before an officer lifts them."),
        "portal:questions",
        _("Ask about your conditions"),
    ),
    Status.SUSPENDED: (
        _(
            "Your benefits rest while you are suspended. You can read everything, answer each violation, and write to "
            "the program at any time."
        ),
        "portal:questions",
        _("Write to the program"),
    ),
    Status.REMOVED: (
        _("You are not a member any more. Your record can still be read here. If you see it otherwise, write to us."),
        "portal:questions",
        _("Write to the program"),
    ),
    Status.WITHDRAWN: (
        _("You left the program. Your record stays, and counts if you come back. You can apply again at any time."),
        "portal:apply",
        _("Apply again"),
    ),
}


def _of_status(shipper_id: int, standing: Standing) -> Step:
    sentence, page, label = _STATUS[standing.status]
    return Step(sentence, reverse(page, args=[] if page == "portal:apply" else [shipper_id]), label)
