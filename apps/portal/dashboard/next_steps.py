"""The steps that a member should take now, apart from those of notices, calls and plans."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.clock import PROGRAM_ZONE
from apps.core.days_text import deadline_text
from apps.evaluation.finding import RuleFinding
from apps.evaluation.formats import as_date, day
from apps.evaluation.rules import RULES, RulesAnswer, annual_review
from apps.ledger.models import Violation
from apps.ledger.vocabulary import Determination
from apps.policy.terms import TOP
from apps.portal.access import TeamBusiness
from apps.portal.dashboard.cards import Card
from apps.shippers.roles import Ability
from apps.standing.models import Departure, Standing
from apps.standing.states import MEMBER
from apps.validations.models import Visit, VisitState


def step_cards(
    business: TeamBusiness,
    standing: Standing,
    *,
    answer: RulesAnswer,
    violations: Iterable[Violation],
    visits: Iterable[Visit],
    parcels: bool,
    departure: Departure | None,
) -> Iterator[Card]:
    """Yield the steps of a member, the most urgent of those without a limit first.

    `violations` are the latest, each with `answered`; `visits` the latest, each with `answer_by`; `parcels` is whether
    others have reported any parcel. `departure` is one that an officer started and that its owner has not confirmed.
    """
    shipper_id = business.shipper.pk
    if departure and Ability.LEAVE in business.abilities:
        yield Card(
            sentences=[_lazy("An officer recorded that your business asked to leave.")],
            ask=_("Confirm or decline by %(day)s.") % {"day": deadline_text(departure.confirm_by)},
            limit=departure.confirm_by,
            link=reverse("portal:leave", args=[shipper_id]),
            label=_lazy("Confirm or decline"),
        )
    yield from (_allegation_step(shipper_id, violation) for violation in violations if _asks_for_an_answer(violation))
    if business.is_asked_about_parcels:
        yield Card(
            sentences=[_lazy("A carrier needs to know more about a parcel of yours.")],
            ask=_lazy("Answer soon, or the parcel is opened when it arrives."),
            link=reverse("portal:declared", args=[shipper_id]),
            label=_lazy("See what is missing"),
        )
    if business.has_unlisted_parties:
        yield Card(
            sentences=[_lazy("Somebody you did not list ships under your number.")],
            ask=_lazy("Say whether they ship for you."),
            link=reverse("portal:shipping_parties", args=[shipper_id]),
            label=_lazy("See who it is"),
        )
    yield from (step for visit in visits if (step := _visit_step(visit)))
    if standing.status in MEMBER:
        review = review_finding(answer)
        if review.enter < TOP:
            yield Card(
                sentences=[RULES[review.rule].sentence(review)],
                ask=_lazy("Do the annual review: confirm your profile."),
                limit=as_date(review.detail["overdue"]) - timedelta(days=1),
                zone=PROGRAM_ZONE,
                link=reverse("portal:annual_review", args=[shipper_id]),
                label=_lazy("Do the annual review"),
            )
        if not parcels:
            yield Card(
                sentences=[_lazy("They report your parcels under it, and each clean one counts for you.")],
                ask=_("Give your number, %(ksn)s, to your carrier, broker or marketplace.")
                % {"ksn": business.shipper.ksn},
                link=reverse("portal:questions", args=[shipper_id]),
                label=_lazy("Ask how"),
            )


def review_finding(answer: RulesAnswer) -> RuleFinding:
    """Return what the rule on the annual review found."""
    return next(finding for finding in answer.findings if finding.rule == annual_review.CODE)


def _asks_for_an_answer(violation: Violation) -> bool:
    """Return whether a violation is an allegation without an answer, whose source has not left it unconfirmed."""
    # pyrefly: ignore[missing-attribute] (annotated by `violations_with_answers`)
    if violation.determination != Determination.ALLEGED or violation.answered:
        return False
    service = getattr(violation.case, "service", None)
    return service is None or service.unconfirmed_at is None


def _allegation_step(shipper_id: int, violation: Violation) -> Card:
    """Return the step that an alleged violation asks for, with the last day to answer if there is one."""
    service = getattr(violation.case, "service", None)
    sentence = (
        _("A violation that you disclosed yourself is on record (%(what)s). It does not count yet.")
        if violation.self_disclosed
        else _("A violation was reported (%(what)s). It does not count yet.")
    )
    limit = service.answer_by if service and service.answer_by and service.answer_by >= clock.now() else None
    return Card(
        sentences=[sentence % {"what": violation.get_category_display()}],
        ask=_("Read it and answer by %(day)s.") % {"day": deadline_text(limit)} if limit else _("Read it and answer."),
        limit=limit,
        link=reverse("portal:violation", args=[shipper_id, violation.case_id]),
        label=_lazy("Read and answer"),
    )


def _visit_step(visit: Visit) -> Card | None:
    """Return the step that a validation visit asks for; None if it asks for none."""
    link = reverse("portal:visit", args=[visit.shipper_id, visit.pk])
    if visit.state == VisitState.PLANNED:
        return Card(
            sentences=[_("A validation visit is planned for %(day)s.") % {"day": day(visit.day)}],
            ask=_lazy("Read how to prepare."),
            link=link,
            label=_lazy("See the visit"),
        )
    # pyrefly: ignore[missing-attribute] (annotated by `visits_with_answers_due`)
    answer_by: date | None = visit.answer_by
    if answer_by:
        return Card(
            sentences=[_lazy("Your validation visit requires something of you.")],
            ask=_("Answer by %(day)s.") % {"day": deadline_text(answer_by, PROGRAM_ZONE)},
            limit=answer_by,
            zone=PROGRAM_ZONE,
            link=link,
            label=_lazy("Read and answer"),
        )
    return None
