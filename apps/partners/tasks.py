from typing import Any

from celery import shared_task
from celery.signals import worker_process_shutdown, worker_shutdown
from oauth2_provider.models import clear_expired

from apps.core.wake_ups import wake_on_commit
from apps.partners.credentials.services import assertions_clear
from apps.partners.imports.services import imports_clear
from apps.partners.kept_answers.services import answers_clear
from apps.partners.names.services import names_forget
from apps.partners.questions.services import look_months_make
from apps.partners.scorecards.services import scorecards_count
from apps.partners.signatures.services import signing_keys_rotate
from apps.partners.snapshots.selectors import partners_due
from apps.partners.snapshots.services import snapshot_make, snapshots_clear
from apps.partners.webhooks.sender import process_sender


@shared_task(name="partners.clear_tokens")
def clear_tokens() -> None:
    """Delete the access tokens that have expired: a system that asks for one each hour leaves thousands a year.

    The assertions by which systems asked for them are forgotten, too, once they have expired, and the answers that are
    given again no longer.
    """
    clear_expired()
    assertions_clear()
    answers_clear()


@shared_task(name="partners.rotate_signing_keys")
def rotate_signing_keys() -> None:
    """Publish the next key that signs answers in time, and destroy the private part of a key that has ended."""
    signing_keys_rotate()


@shared_task(name="webhooks.send")
def send_webhooks() -> None:
    """Wake the sender of this process, which goes on after the task, so that a slow receiver holds no worker."""
    process_sender().wake()


@worker_shutdown.connect
@worker_process_shutdown.connect
def stop_webhooks(**_kwargs: Any) -> None:
    """Wait for the deliveries on their way before the process ends; another process sends the rest again."""
    if process_sender.cache_info().currsize:
        process_sender().stop()


@shared_task(name="partners.count_scorecards")
def count_scorecards() -> None:
    """Count what partners reported of each month since the last one counted, once the reports had their time."""
    scorecards_count()


@shared_task(name="partners.clear_imports")
def clear_imports() -> None:
    """Delete the content of imports that is no longer needed."""
    imports_clear()


@shared_task(name="partners.make_look_months")
def make_look_months() -> None:
    """Make the partitions of the log of looks for the next months."""
    look_months_make()


@shared_task(name="partners.make_snapshots")
def make_snapshots() -> None:
    """Have the snapshot made of each partner that has none of today, each by a task of its own."""
    for partner_id in partners_due():
        wake_on_commit("partners.make_snapshot", partner_id, queue="bulk")


@shared_task(name="partners.make_snapshot")
def make_snapshot(partner_id: int) -> None:
    """Make the snapshot of a partner, unless another worker has."""
    snapshot_make(partner_id=partner_id)


@shared_task(name="partners.clear_snapshots")
def clear_snapshots() -> None:
    """Delete the snapshots that are older than a week."""
    snapshots_clear()


@shared_task(name="partners.forget_names")
def forget_names() -> None:
    """Delete the digests of names that were asked on earlier days."""
    names_forget()
