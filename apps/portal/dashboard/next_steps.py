"""The steps that a member should take now, the most urgent first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.clock import PROGRAM_ZONE
from apps.core.days_text import deadline_text, time_left_text
from apps.core.lazy import Promise
from apps.evaluation.formats import day
from apps.evaluation.rules import RULES, Answer, annual_review
from apps.ledger.models import Violation
from apps.ledger.vocabulary import Determination
from apps.policy.terms import TOP
from apps.portal.access import Business
from apps.shippers.roles import Ability
from apps.standing.models import Departure, Plan, Standing, Status
from apps.standing.states import MEMBER
from apps.validations.models import Visit, VisitState


@dataclass(frozen=True, slots=True)
class Step:
    """A sentence that says what to do, and a link to the page for it."""

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
    plan: Plan | None,
    departure: Departure | None,
) -> list[Step]:
    """Return the steps of a member, without those of notices and plans, which have panels of their own.

    `violations` are the latest, each with `answered`; `visits` the latest, each with `answer_by`; `parcels` is whether
    others have reported any parcel. `plan` is the running plan, `departure` one that an officer started and that its
    owner has not confirmed.
    """
    shipper_id = business.shipper.pk
    steps = [] if standing.status == Status.ACTIVE else [_status_step(business, standing, plan)]
    if departure and Ability.LEAVE in business.abilities:
        steps.append(
            Step(
                _("An officer recorded that your business asked to leave. Confirm or decline by %(day)s.")
                % {"day": deadline_text(departure.confirm_by)},
                reverse("portal:leave", args=[shipper_id]),
                _lazy("Confirm or decline"),
            )
        )
    steps += [_allegation_step(shipper_id, violation) for violation in violations if _asks_for_an_answer(violation)]
    if business.has_unlisted_parties:
        steps.append(
            Step(
                _lazy("Somebody you did not list ships under your number. Say whether they ship for you."),
                reverse("portal:shipping_parties", args=[shipper_id]),
                _lazy("See who it is"),
            )
        )
    steps += [step for visit in visits if (step := _visit_step(visit))]
    if standing.status in MEMBER:
        review = next(finding for finding in answer.findings if finding.rule == annual_review.CODE)
        if review.enter < TOP:
            steps.append(
                Step(
                    RULES[review.rule].sentence(review),
                    reverse("portal:annual_review", args=[shipper_id]),
                    _lazy("Do the annual review"),
                )
            )
        if not parcels:
            steps.append(
                Step(
                    _(
                        "Give your number, %(ksn)s, to your carrier, broker or marketplace. They report your parcels "
                        "under it, and each clean one counts for you."
                    )
                    % {"ksn": business.shipper.ksn},
                    reverse("portal:questions", args=[shipper_id]),
                    _lazy("Ask how"),
                )
            )
    return steps


def _asks_for_an_answer(violation: Violation) -> bool:
    """Return whether a violation is an allegation without an answer, whose source has not left it unconfirmed."""
    # pyrefly: ignore[missing-attribute] (annotated by `violations_with_answers`)
    if violation.determination != Determination.ALLEGED or violation.answered:
        return False
    service = getattr(violation.case, "service", None)
    return service is None or service.unconfirmed_at is None


def _allegation_step(shipper_id: int, violation: Violation) -> Step:
    """Return the step that an alleged violation asks for, with the last day to answer if there is one."""
    service = getattr(violation.case, "service", None)
    what = {"what": violation.get_category_display()}
    told = (
        _("A violation that you disclosed yourself is on record (%(what)s). It does not count yet.")
        if violation.self_disclosed
        else _("A violation was reported (%(what)s). It does not count yet.")
    )
    if service and service.answer_by and service.answer_by >= clock.now():
        day = {"day": deadline_text(service.answer_by), "left": time_left_text(service.answer_by)}
        asked = _("Read it and answer by %(day)s: %(left)s.") % day
    else:
        asked = _("Read it and answer.")
    sentence = f"{told % what} {asked}"
    link = reverse("portal:violation", args=[shipper_id, violation.case_id])
    return Step(sentence, link, _lazy("Read and answer"))


def _visit_step(visit: Visit) -> Step | None:
    """Return the step that a validation visit asks for; None if it asks for none."""
    link = reverse("portal:visit", args=[visit.shipper_id, visit.pk])
    if visit.state == VisitState.PLANNED:
        sentence = _("A validation visit is planned for %(day)s. Read how to prepare.")
        return Step(sentence % {"day": day(visit.day)}, link, _lazy("See the visit"))
    # pyrefly: ignore[missing-attribute] (annotated by `visits_with_answers_due`)
    answer_by: date | None = visit.answer_by
    if answer_by:
        sentence = _("Your validation visit requires something of you. Answer by %(day)s.")
        return Step(sentence % {"day": deadline_text(answer_by, PROGRAM_ZONE)}, link, _lazy("Read and answer"))
    return None


def _status_step(business: Business, standing: Standing, plan: Plan | None) -> Step:
    """Return the step that a status other than active asks for."""
    shipper_id = business.shipper.pk
    if standing.status == Status.WITHDRAWN and business.shipper.is_barred:
        assert business.shipper.barred_until is not None
        return Step(
            _(
                "You left the program while your removal was proposed, and it is still decided. Answer the notice. You "
                "can apply again from %(day)s, or at once if you are not removed."
            )
            % {"day": day(business.shipper.barred_until)},
            reverse("portal:changes", args=[shipper_id]),
            _lazy("Read the notice"),
        )
    if standing.status == Status.WITHDRAWN:
        return Step(
            _lazy(
                "You left the program. Your record stays, and counts if you come back. You can apply again at any time."
            ),
            reverse("portal:apply"),
            _lazy("Apply again"),
        )
    if standing.status == Status.REMOVED:
        return _removal_step(business)
    if standing.status == Status.CONDITIONAL:
        if plan:
            return Step(
                _lazy(
                    "You are a member on conditions while your corrective plan runs. The conditions end when the "
                    "plan is completed."
                ),
                reverse("portal:plan", args=[shipper_id, plan.pk]),
                _lazy("See the plan"),
            )
        return Step(
            _lazy("You are a member on conditions. You can't rise before they end or an officer lifts them."),
            reverse("portal:restriction", args=[shipper_id]),
            _lazy("See until when, and ask for a review"),
        )
    return Step(
        _lazy(
            "Your benefits are paused while you are suspended. One page says why, for which parcels, what ends it, by "
            "when and who decides. You can read everything, answer each violation and write to the program at any time."
        ),
        reverse("portal:restriction", args=[shipper_id]),
        _lazy("See what ends your suspension"),
    )


def _removal_step(business: Business) -> Step:
    """Return the step of a removed business: to apply again if the time for it has come, else to read what ends it."""
    again = business.shipper.barred_until
    if again and not business.shipper.is_barred:
        return Step(
            _lazy("You are not a member any more. Your record can still be read here. You can apply again now."),
            reverse("portal:apply"),
            _lazy("Apply again"),
        )
    sentence: str | Promise = _lazy("You are not a member any more. Your record can still be read here.")
    if again:
        sentence = _(
            "You are not a member any more. Your record can still be read here. You can apply again from %(day)s."
        ) % {"day": day(again)}
    return Step(sentence, reverse("portal:restriction", args=[business.shipper.pk]), _lazy("See why, and what ends it"))
