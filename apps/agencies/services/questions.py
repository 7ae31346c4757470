"""Questions of officers of the program to agencies, and the answers."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held, require
from apps.agencies import work
from apps.agencies.competence import AGENCIES
from apps.agencies.models import AgencyQuestion, QuestionState
from apps.agencies.selectors import facts_of, parcels_numbered
from apps.agencies.states import OFFICER, QUESTION
from apps.core import clock
from apps.core.errors import InvalidInput, NotFound
from apps.core.fields import name_of
from apps.core.text import text_required
from apps.events.services import record
from apps.ledger.models import Parcel
from apps.work.services import item_close, item_open, items_state_set


@transaction.atomic
def agency_question_ask(
    *, actor: User, agency: str, subject: str, text: str, issuer: str = "", number: str = ""
) -> AgencyQuestion:
    """Ask an agency something, about a parcel that its issuer and number name, or about none.

    The agency sees the parcel from then on, also where its goods are of no chapter of the agency. Raises NotAllowed for
    those who review no applications, Invalid for an unknown agency or parcel and without a text.
    """
    require(actor, OFFICER)
    if agency not in AGENCIES:
        message = _("There is no agency %(agency)s.") % {"agency": agency}
        raise InvalidInput(message, fields={"agency": [message]})
    parcel = _parcel_named(issuer.strip(), number.strip())
    question = AgencyQuestion.objects.create(
        agency=agency,
        parcel=parcel,
        shipper_id=parcel.seller.shipper_id if parcel else None,
        subject=text_required(subject, "subject", _("Say in a few words what you ask about.")),
        text=text_required(text, "text", _("Write your question.")),
        asked_by=actor,
        asked_at=clock.now(),
    )
    item_open(
        kind=work.QUESTION.code,
        subject=_subject(question),
        title=str(question),
        shipper_id=question.shipper_id,
        state=question.state,
    )
    _event("asked", question, actor)
    return question


@transaction.atomic
def agency_question_answer(*, actor: User, question_id: int, answer: str) -> AgencyQuestion:
    """Answer a question for the agency that was asked. Raises Conflict or NotAllowed if the lifecycle refuses the act,
    Invalid without a text.
    """
    question = _transition(actor, question_id, "answer")
    question.answer = text_required(answer, "answer", _("Write your answer."))
    question.answered_by, question.answered_at = actor, clock.now()
    question.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    item_close(kind=work.QUESTION.code, subject=_subject(question), actor=actor)
    item_open(
        kind=work.ANSWER.code,
        subject=_subject(question),
        title=str(question),
        shipper_id=question.shipper_id,
        state=question.state,
        holder=question.asked_by,
    )
    _event("answered", question, actor)
    return question


@transaction.atomic
def agency_question_withdraw(*, actor: User, question_id: int) -> AgencyQuestion:
    """Withdraw a question that was not answered. Raises Conflict or NotAllowed if the lifecycle refuses the act."""
    question = _transition(actor, question_id, "withdraw")
    question.save(update_fields=["state"])
    item_close(kind=work.QUESTION.code, subject=_subject(question), actor=actor)
    _event("withdrawn", question, actor)
    return question


@transaction.atomic
def agency_question_close(*, actor: User, question_id: int) -> AgencyQuestion:
    """Close a question whose answer an officer has read. Raises Conflict or NotAllowed if the lifecycle refuses the
    act.
    """
    question = _transition(actor, question_id, "close")
    question.save(update_fields=["state"])
    item_close(kind=work.ANSWER.code, subject=_subject(question), actor=actor)
    _event("closed", question, actor)
    return question


def _transition(actor: User, question_id: int, action: str) -> AgencyQuestion:
    """Lock a question, set the state to which an action leads, and return the question, not yet saved. Raises NotFound,
    and Conflict or NotAllowed if the lifecycle refuses the action.
    """
    question = AgencyQuestion.objects.select_for_update(of=("self",)).filter(pk=question_id).first()
    if question is None:
        raise NotFound(_("There is no such question."))
    transition = QUESTION.check(state=question.state, action=action, held=held(actor), facts=facts_of(question, actor))
    question.state = QuestionState(transition.target)
    items_state_set(subject=_subject(question), state=question.state)
    return question


def _parcel_named(issuer: str, number: str) -> Parcel | None:
    if not number:
        return None
    found = parcels_numbered(Parcel.objects.filter(voided=False, **({"issuer": issuer} if issuer else {})), number)
    parcels = list(found.select_related("seller").order_by("-pk")[:2])
    if not parcels:
        message = _("No such parcel is known.")
        raise InvalidInput(message, fields={"number": [message]})
    if len(parcels) > 1 and not issuer:
        message = _("Several parcels have this number. Say who issued it.")
        raise InvalidInput(message, fields={"issuer": [message]})
    return parcels[0]


def _event(action: str, question: AgencyQuestion, actor: User) -> None:
    record(
        f"agencies.question_{action}",
        subject=_subject(question),
        shipper_id=question.shipper_id,
        actor=actor,
        agency=question.agency,
    )


def _subject(question: AgencyQuestion) -> tuple[str, int]:
    """Return how work items and events name a question."""
    return (name_of(AgencyQuestion), question.pk)
