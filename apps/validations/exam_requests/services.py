"""Exam requests: asked by a member, granted or declined by an officer, and ended by the program.

Nobody chooses a parcel, neither the member nor the officer: an exam tells the share of a member's parcels that are in
order only if its choice did not depend on the parcel.
"""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.core.languages import language_check, with_language
from apps.core.text import text_required
from apps.ledger.selectors import Volume, volumes_of
from apps.policy.least_exams import added_chance, last_day_of
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.cases import CaseNotice, TeamCases
from apps.shippers.models import Shipper
from apps.shippers.roles import Ability
from apps.shippers.selectors import require
from apps.validations import work
from apps.validations.exam_requests import selectors
from apps.validations.exam_requests.models import ExamRequest, ExamRequestState
from apps.validations.exam_requests.states import EXAM_REQUEST
from apps.work.cases import CaseClock, CaseWork

TIMER = "validations.exams_over"


def _moments(request: ExamRequest) -> dict[str, datetime]:
    assert request.until is not None
    return {"": clock.end_of(request.until)}


EXAM_REQUESTS = TeamCases(
    rows=ExamRequest.objects.select_related("shipper"),
    lifecycle=EXAM_REQUEST,
    missing=_lazy("There is no such request."),
    facts=selectors.exam_request_facts,
    signed={ExamRequestState.GRANTED: "decided", ExamRequestState.DECLINED: "decided"},
    work=CaseWork(kind=work.EXAMS, states=[ExamRequestState.ASKED]),
    clock=CaseClock(timer=TIMER, states=[ExamRequestState.GRANTED], moments=_moments),
    events="validations.exams_",
    notice=CaseNotice(
        kind=lambda request: f"validations.exams_{request.state}",
        page=lambda request: reverse("portal:exam_requests", args=[request.shipper_id]),
    ),
)


@transaction.atomic
def exam_request_submit(*, actor: User, shipper_id: int, exams: int, language: str, reason: str = "") -> ExamRequest:
    """Ask that a number of the member's parcels are opened, by an owner or a signatory. An officer decides.

    Raise Conflict for a business that is no member in standing, and while another request is open; Invalid for a number
    beyond what the policy allows a member.
    """
    require(actor, shipper_id, Ability.ATTEST)
    shipper = Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
    if not selectors.may_ask_exams(shipper_id):
        raise Conflict(_("Only members that are not suspended can ask for exams."), code="no_member")
    exam_requests_finish(shipper_id=shipper_id)
    if ExamRequest.objects.filter(shipper=shipper_id, state__in=selectors.OPEN).exists():
        raise Conflict(_("A request of yours is open already. Wait until it has ended."), code="open")
    left = selectors.exams_left(shipper_id)
    if not 1 <= exams <= left:
        message = _("Enter a number from 1 to %(most)d.") % {"most": left} if left else _("You can't ask for more now.")
        raise InvalidInput(message, fields={"exams": [message]})
    request = ExamRequest.objects.create(
        shipper=shipper,
        exams_asked=exams,
        reason=reason.strip(),
        language=language_check(language),
        asked_by=actor,
        asked_at=clock.now(),
    )
    EXAM_REQUESTS.opened(request, "asked", actor)
    return request


@transaction.atomic
def exam_request_withdraw(*, actor: User, shipper_id: int, request_id: int) -> ExamRequest:
    """Withdraw a request that no officer has decided, by the business."""
    return EXAM_REQUESTS.act("withdraw", EXAM_REQUESTS.lock(request_id, shipper=shipper_id), actor)


@transaction.atomic
def exam_request_grant(
    *, actor: User, request_id: int, exams: int, text: str = "", language: str = "en"
) -> ExamRequest:
    """Grant a number of exams: from tomorrow on, for the months of the policy, each parcel has a greater chance to be
    drawn at random. The business is told no day, so that nobody can be good for as long as it matters.

    Raise Invalid for more exams than were asked for.
    """
    with EXAM_REQUESTS.acting("grant", request_id, actor) as request:
        if not 1 <= exams <= request.exams_asked:
            message = _("Enter a number from 1 to %(most)d.") % {"most": request.exams_asked}
            raise InvalidInput(message, fields={"exams": [message]})
        today = clock.today()
        # A request that ended today counts the parcels of today.
        first_day = clock.add_days(today, 1)
        until = last_day_of(first_day, terms_of(policy_on(today)).exam_requests.months)
        volume = volumes_of([request.shipper_id], today).get(request.shipper_id, Volume())
        request.exams_granted, request.first_day, request.until = exams, first_day, until
        request.chance = added_chance(exams, yearly=volume.yearly, first_day=first_day, until=until)
        request.decision_text, request.decision_language = text.strip(), language_check(language)
    words = [with_language(request.decision_text, request.decision_language)] if request.decision_text else []
    EXAM_REQUESTS.tell(
        request,
        _lazy("Your request for exams was granted"),
        *words,
        format_lazy(_lazy("Parcels granted: {count}."), count=exams),
        _lazy(
            "Over the coming months, more of your parcels are opened at random. Which ones and when, nobody knows "
            "before. Neither you nor an officer chooses the parcels. What is found counts for your record, good and "
            "bad. You do not need to do anything."
        ),
    )
    return request


@transaction.atomic
def exam_request_decline(*, actor: User, request_id: int, text: str, language: str) -> ExamRequest:
    """Decline a request. The team reads why, and may ask again."""
    with EXAM_REQUESTS.acting("decline", request_id, actor) as request:
        request.decision_text = text_required(text, "text", _("Give the reasons. The business reads them."))
        request.decision_language = language_check(language)
    EXAM_REQUESTS.tell(
        request,
        _lazy("Your request for exams was declined"),
        with_language(request.decision_text, request.decision_language),
        _lazy("Nothing changes for you. You may ask again."),
    )
    return request


def exam_requests_finish(*, shipper_id: int | None = None) -> int:
    """Close the granted requests whose time is over, of one business or of all; return how many."""
    over = selectors.exam_requests_over()
    if shipper_id is not None:
        over = over.filter(shipper=shipper_id)
    request_ids = sorted(over.values_list("pk", flat=True))
    for request_id in request_ids:
        exam_request_close(request_id=request_id)
    return len(request_ids)


@transaction.atomic
def exam_request_close(*, request_id: int) -> None:
    """Close a granted request whose last day is over, and tell the team how many parcels were opened.

    Do nothing if days are left, or if the request was closed before.
    """
    request = EXAM_REQUESTS.lock(request_id)
    if request.state != ExamRequestState.GRANTED or not selectors.exam_request_facts(request, None).is_over:
        return
    EXAM_REQUESTS.act("finish", request)
    EXAM_REQUESTS.tell(
        request,
        _lazy("The time of the exams that you asked for is over"),
        format_lazy(
            _lazy("Parcels opened at random in this time: {opened}. An officer had granted {granted}."),
            opened=selectors.exams_opened(selectors.exam_requests_for_staff().get(pk=request.pk)),
            granted=request.exams_granted,
        ),
        _lazy("They count in your record. Your overview shows where you stand. You may ask again."),
    )
