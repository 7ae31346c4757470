"""Questions of officers of the program to agencies, and the answers."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import require
from apps.agencies import work
from apps.agencies.competence import AGENCIES
from apps.agencies.models import AgencyQuestion, QuestionState
from apps.agencies.selectors import facts_of, parcels_numbered
from apps.agencies.states import OFFICER, QUESTION
from apps.core import clock
from apps.core.errors import InvalidInput
from apps.core.text import text_required
from apps.ledger.models import Parcel
from apps.work.cases import Cases, CaseWork
from apps.work.services import item_close, item_open

QUESTIONS = Cases(
    rows=AgencyQuestion.objects.select_related("shipper"),
    lifecycle=QUESTION,
    missing=_lazy("There is no such question."),
    business=lambda question: question.shipper,
    facts=facts_of,
    signed={QuestionState.ANSWERED: "answered"},
    work=CaseWork(
        kind=work.QUESTION,
        states=[QuestionState.ASKED],
        item=lambda question: {"title": str(question), "country": ""},
        shows_state=True,
    ),
    events="agencies.question_",
    payload=lambda question: {"agency": question.agency},
)


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
    QUESTIONS.opened(question, "asked", actor)
    return question


@transaction.atomic
def agency_question_answer(*, actor: User, question_id: int, answer: str) -> AgencyQuestion:
    """Answer a question for the agency that was asked. Raises Conflict or NotAllowed if the lifecycle refuses the act,
    Invalid without a text.
    """
    with QUESTIONS.acting("answer", question_id, actor) as question:
        question.answer = text_required(answer, "answer", _("Write your answer."))
    item_open(
        kind=work.ANSWER.code,
        subject=QUESTIONS.subject(question),
        title=str(question),
        shipper_id=question.shipper_id,
        state=question.state,
        holder=question.asked_by,
    )
    return question


@transaction.atomic
def agency_question_withdraw(*, actor: User, question_id: int) -> AgencyQuestion:
    """Withdraw a question that was not answered. Raises Conflict or NotAllowed if the lifecycle refuses the act."""
    return QUESTIONS.act("withdraw", question_id, actor)


@transaction.atomic
def agency_question_close(*, actor: User, question_id: int) -> AgencyQuestion:
    """Close a question whose answer an officer has read. Raises Conflict or NotAllowed if the lifecycle refuses the
    act.
    """
    question = QUESTIONS.act("close", question_id, actor)
    item_close(kind=work.ANSWER.code, subject=QUESTIONS.subject(question), actor=actor)
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
