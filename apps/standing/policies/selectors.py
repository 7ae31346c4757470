"""Reads of members for a policy: everybody on whom a policy has an effect, in batches, with that effect."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Sum

from apps.core import clock
from apps.evaluation.what_if import Circumstances, MemberEffect, answers_beside, effect_of
from apps.jobs.models import Job
from apps.ledger.models import Tally
from apps.notices.models import Message
from apps.policy.terms import Terms
from apps.shippers.models import Shipper
from apps.standing.members.models import Standing, Status
from apps.standing.members.states import ENROLLED, MEMBER

BATCH = 500
# The kinds of the long work that a policy asks for.
WHAT_IF = "standing.what_if"
TELL = "standing.policy_published"
INVITE = "standing.policy_draft"


def members_concerned_count() -> int:
    """Return the number of members on whom a policy has an effect."""
    return Standing.objects.filter(status__in=ENROLLED).count()


def members_concerned() -> Iterator[list[Standing]]:
    """Yield the standings of the members on whom a policy has an effect, in batches, in the order of their ids."""
    after = 0
    while batch := list(Standing.objects.filter(pk__gt=after, status__in=ENROLLED).order_by("pk")[:BATCH]):
        yield batch
        after = batch[-1].pk


def effects_of(standings: Sequence[Standing], *, as_of: date, terms: Terms, draft: Terms) -> dict[int, MemberEffect]:
    """Return the effect that a draft would have on each of these members, by shipper.

    A suspended member keeps its tier, whatever the rules say, until somebody decides about the suspension.
    """
    judged = [standing.pk for standing in standings if standing.status in MEMBER]
    answers = answers_beside(judged, as_of=as_of, terms=terms, draft=draft)
    return {
        standing.pk: effect_of(*answers[standing.pk], standing.tier, may_rise=standing.status == Status.ACTIVE)
        if standing.pk in answers
        else MemberEffect(standing.tier, standing.tier, (), suspends=False)
        for standing in standings
    }


def circumstances_of(shipper_ids: Sequence[int], *, as_of: date) -> dict[int, Circumstances]:
    """Return the circumstances of shippers on a present day, by two statements that read no shipment."""
    since = clock.add_months(as_of, 1 - clock.MONTHS_A_YEAR)
    year = Tally.objects.filter(seller__shipper__in=shipper_ids, month__gte=since).order_by()
    sent = dict(year.values_list("seller__shipper").annotate(parcels=Sum("evidence")))
    countries = Shipper.objects.filter(pk__in=shipper_ids).values_list("pk", "country")
    return {pk: Circumstances(sent.get(pk, 0) // clock.MONTHS_A_YEAR, country) for pk, country in countries}


def what_if_job(version: int) -> Job | None:
    """Return the latest job that evaluates everybody under a version of the policy; None if there is none."""
    return Job.objects.filter(kind=WHAT_IF, arguments__version=version).order_by("-pk").first()


def told_of(about: tuple[str, int], shipper_ids: Sequence[int]) -> set[int]:
    """Return those of the shippers whose teams have a message about a record, such as a policy."""
    messages = Message.objects.filter(about_type=about[0], about_id=about[1], shipper_id__in=shipper_ids)
    return set(messages.values_list("shipper_id", flat=True))
