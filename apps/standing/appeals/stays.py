"""Stays: an appeal that is not decided in time gives the member back what it appeals, until the appeal is decided.

A supervisor can keep the change in effect until one later day if the change rests on a critical finding with a recorded
basis and safety asks for that. No change is kept a second time.
"""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import InvalidInput
from apps.core.languages import language_of_text, with_language
from apps.core.lazy import Promise
from apps.core.text import text_required
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.cases import CaseNotice
from apps.shippers.zones import deadline_in_words
from apps.standing.appeals.models import Appeal, AppealState
from apps.standing.appeals.restorations import decision_undo
from apps.standing.appeals.services import APPEALS
from apps.standing.evaluations.services import standing_reconsider
from apps.standing.members.services import standing_lock
from apps.standing.members.states import ChangeReason

STAYED = CaseNotice[Appeal](
    kind="standing.appeal_stayed",
    page=lambda appeal: reverse("portal:change_appeal", args=[appeal.proposal.shipper_id, appeal.proposal_id]),
    names_case=True,
)


@transaction.atomic
def appeal_keep(*, actor: User, appeal_id: int, until: date, reasons: str, language: str = "") -> Appeal:
    """Keep the appealed change in effect until a later day, by a supervisor, because safety asks for that.

    Raise Conflict if the change rests on no critical finding with a recorded basis, if it was kept before, or if the
    appeal was not decided in time already; Invalid without reasons, or for a day beyond what the policy allows.
    """
    with APPEALS.acting("keep", appeal_id, actor) as appeal:
        first = clock.day_of(appeal.decide_by)
        last = clock.add_days(first, terms_of(policy_on(clock.today())).clocks.appeal_keep_days)
        if not first < until <= last:
            message = _("Choose a day after the appeal is due, by at most %(last)s.") % {
                "last": date_format(last, "DATE_FORMAT")
            }
            raise InvalidInput(message, fields={"until": [message]})
        appeal.kept_by, appeal.kept_at = actor, clock.now()
        appeal.kept_until = clock.end_of(until)
        appeal.kept_reasons = text_required(reasons, "reasons")
        appeal.kept_language = language_of_text(language, actor.language)
    APPEALS.timers_renew(appeal)
    APPEALS.tell(
        appeal,
        format_lazy(_lazy("The change that you appealed stays in effect until {day} at most"), day=_last_day(appeal)),
        _lazy("A supervisor has decided that safety asks for this, for these reasons:"),
        with_language(appeal.kept_reasons, appeal.kept_language),
        format_lazy(
            _lazy(
                "Your appeal is still heard. If nobody has decided it by {day}, you get back what was taken away, "
                "until it is decided. The change can't be kept a second time."
            ),
            day=_last_day(appeal),
        ),
        notice=STAYED,
    )
    return appeal


@transaction.atomic
def appeal_stay(*, appeal_id: int) -> None:
    """Give back what an appealed decision took, until the appeal is decided, since nobody decided it in time.

    Do nothing if the appeal is decided, stayed already, or still in its time.
    """
    appeal = APPEALS.lock(appeal_id)
    if appeal.state != AppealState.OPEN or appeal.stayed_at or clock.now() < appeal.stay_at:
        return
    standing = standing_lock(appeal.proposal.shipper_id)
    with APPEALS.acting("stay", appeal):
        appeal.stayed_at = clock.now()
        # The bar of a removal counts on from its day if the appeal is denied.
        appeal.bar_stayed = standing.shipper.barred_until
    decision_undo(
        standing, appeal.proposal, actor=None, note=_("The appeal was not decided in time."), reason=ChangeReason.STAYED
    )
    standing_reconsider(standing)
    APPEALS.tell(
        appeal,
        _lazy("Your appeal was not decided in time: you get back what was taken away until it is decided"),
        _lazy(
            "You hold the status and tier that you had before, from today, as far as nothing else has changed them. An "
            "officer still decides your appeal. If it is granted, you keep them. If it is denied, the change is made "
            "again from that day. You don't need to do anything."
        ),
        notice=STAYED,
    )


def _last_day(appeal: Appeal) -> Promise:
    assert appeal.kept_until is not None
    return deadline_in_words(appeal.kept_until, appeal.proposal.shipper)
