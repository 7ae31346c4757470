"""The services by which a review item of the work list changes its holder, together with the application's state; and
who may not hold items about a decision in which they took part.
"""

from apps.accounts.models import User
from apps.applications import services, work
from apps.applications.selectors.decisions import appeal_bar, deciders_to_read_again, proposers_of_denials
from apps.work.kinds import HolderServices, holder_bar_register, holder_services_register, participants_register


def _claim(*, actor: User, subject_id: int) -> None:
    services.application_take(actor=actor, application_id=subject_id)


def _take_over(*, actor: User, subject_id: int) -> None:
    services.application_take_over(actor=actor, application_id=subject_id)


def _release(*, actor: User, subject_id: int) -> None:
    services.application_release(actor=actor, application_id=subject_id)


def _assign(*, actor: User, subject_id: int, holder: User) -> None:
    services.application_assign(actor=actor, application_id=subject_id, holder=holder)


holder_services_register(work.REVIEW.code, HolderServices(_claim, _take_over, _release, _assign))
participants_register(work.COUNTERSIGN.code, proposers_of_denials)
participants_register(work.SECOND_LOOK.code, deciders_to_read_again)
holder_bar_register(work.APPEAL.code, appeal_bar)
