from collections.abc import Sequence

from django.db import transaction

from apps.core import clock
from apps.disputes.services import source_check_hand_over
from apps.events.models import Event
from apps.events.registry import on, on_many
from apps.events.timers import timer_set
from apps.partners.corrections.models import PartnerCorrection
from apps.partners.corrections.selectors import events_of_record, events_of_standing
from apps.partners.corrections.services import corrections_make
from apps.partners.feed.services import feed_number, feed_policy_number
from apps.partners.scorecards.answers import tier_mail
from apps.partners.systems.selectors import has_system
from apps.partners.webhooks.mail import disabled_mail
from apps.partners.webhooks.services.deliveries import corrections_queue, deliveries_queue
from apps.policy.selectors import policy_of_version


@on_many("standing.changed")
def feed(events: Sequence[Event]) -> None:
    """Give places in the feed to changes, and queue messages about them in the same transaction."""
    with transaction.atomic():
        deliveries_queue(seqs=feed_number(change_ids=[event.subject_id for event in events]))


@on("policy.published")
def expect_policy(event: Event) -> None:
    """Tell the feed of a published policy on the day on which the policy takes effect."""
    policy = policy_of_version(event.payload["version"])
    timer_set("partners.policy_in_force", subject=("policy", policy.pk), at=clock.start_of(policy.first_day))


@on("partners.policy_in_force")
def feed_policy(event: Event) -> None:
    with transaction.atomic():
        deliveries_queue(seqs=feed_policy_number(policy_id=event.subject_id))


@on_many("ledger.violation_recorded", "ledger.recording_reversed")
def correct_record(events: Sequence[Event]) -> None:
    """Tell the partners that asked for a business lately that something no longer counts against the business."""
    _correct(events_of_record(events), PartnerCorrection.Reason.RECORD)


@on_many("standing.changed", "standing.appeal_granted")
def correct_standing(events: Sequence[Event]) -> None:
    """Tell the partners that asked for a business lately that the standing of the business was restored."""
    _correct(events_of_standing(events), PartnerCorrection.Reason.STANDING)


def _correct(events: Sequence[Event], reason: PartnerCorrection.Reason) -> None:
    """Make corrections, and queue messages about them in the same transaction."""
    with transaction.atomic():
        corrections_queue(correction_ids=corrections_make(events=events, reason=reason))


@on("source_check.opened")
def reach_source(event: Event) -> None:
    """Have an officer tell the source of a disputed violation that has no system here to read the dispute."""
    if not has_system(event.payload["reporter_id"]):
        source_check_hand_over(source_check_id=event.subject_id)


@on("partners.webhook_disabled")
def tell_of_disabled_webhook(event: Event) -> None:
    disabled_mail(endpoint_id=event.subject_id)


@on("partners.tier_changed")
def tell_tier(event: Event) -> None:
    """Tell the contacts of a reporter that its tier changes, and from which day on."""
    tier_mail(change_id=event.subject_id)
