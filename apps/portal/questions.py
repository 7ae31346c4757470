"""Questions of a business to the program, and the answers."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.uploads import download
from apps.correspondence import selectors, services
from apps.correspondence.models import Attachment, Thread, ThreadState
from apps.correspondence.states import LIFECYCLE
from apps.guidance.surveys.models import Task
from apps.portal.access import business_for, business_page, for_sellers
from apps.portal.forms import MessageForm, form_data, form_submit, refusals_told
from apps.portal.site_pages import desk_times
from apps.portal.survey import survey_offer
from apps.shippers.roles import Ability
from apps.shippers.selectors import file_readable

PAGE_SIZE = 20
# A person who reads a closed question later no longer remembers how it went.
OFFERED_FOR = timedelta(days=30)
METHODS = require_http_methods(["GET", "POST"])


class QuestionForm(MessageForm):
    """A new question, with its subject."""

    subject = forms.CharField(
        label=_lazy("What is it about?"),
        help_text=_lazy("A few words, such as “a parcel that is held” or “new address”."),
        max_length=120,
        error_messages={"required": _lazy("Say in a few words what your question is about.")},
    )
    field_order = ("subject", "text", "language", "files")


@for_sellers
@METHODS
def questions(request: UserRequest, shipper_id: int) -> HttpResponse:
    """List the questions of a business, with the form to ask one; a POST asks a question."""
    business = business_for(request.user, shipper_id)
    form = QuestionForm(*form_data(request))
    if form.is_bound:
        business.require(Ability.PREPARE)
        thread = form_submit(
            form, lambda: services.question_ask(actor=request.user, shipper_id=shipper_id, **form.cleaned_data)
        )
        if thread:
            messages.success(request, _("Your question was sent. The answer comes here and by e-mail."))
            survey_offer(request, Task.QUESTION, shipper_id)
            return redirect("portal:question", shipper_id=shipper_id, thread_id=thread.pk)
    context = {
        "business": business,
        "page": Paginator(selectors.questions_of(shipper_id), PAGE_SIZE).get_page(request.GET.get("page")),
        "may_write": Ability.PREPARE in business.abilities,
        "form": form,
        "desk": desk_times(),
    }
    return render(request, "portal/questions/questions.html", context, status=422 if form.is_bound else 200)


@for_sellers
@METHODS
def question(request: UserRequest, shipper_id: int, thread_id: int) -> HttpResponse:
    """Show a question with its messages; a POST adds a message, or closes the question."""
    business = business_for(request.user, shipper_id)
    thread = selectors.question_for(request.user, shipper_id, thread_id)
    if "settle" in request.POST:
        business.require(Ability.PREPARE)
        return _settle(request, thread)
    _offer_if_closed(request, thread)
    form = MessageForm(*form_data(request))
    if form.is_bound:
        business.require(Ability.PREPARE)
        post = form_submit(
            form, lambda: services.question_write(actor=request.user, thread_id=thread.pk, **form.cleaned_data)
        )
        if post:
            messages.success(request, _("Your message was sent."))
            return redirect("portal:question", shipper_id=shipper_id, thread_id=thread_id)
    context = {
        "thread": thread,
        "posts": selectors.posts_of(thread),
        "may_settle": "settle"
        in {row.action for row in LIFECYCLE.open_to(state=thread.state, held=business.abilities)},
        "form": form,
        "desk": desk_times() if thread.state == ThreadState.WAITING else None,
    }
    return business_page(
        request, business, "portal/questions/question.html", context, tab="portal:questions", form=form
    )


def _settle(request: UserRequest, thread: Thread) -> HttpResponse:
    """Close a question that was answered, and offer the survey about it."""
    with refusals_told(request, Conflict):
        services.question_settle(actor=request.user, thread_id=thread.pk)
        messages.success(request, _("You closed the question. If something is left to ask, write again."))
    # The page offers the survey, as it does where an officer closed the question.
    return redirect("portal:question", shipper_id=thread.shipper_id, thread_id=thread.pk)


def _offer_if_closed(request: UserRequest, thread: Thread) -> None:
    """Offer a survey to the first of the team who sees that a question was answered and closed, once for a question.

    The cache remembers the question and not the person.
    """
    is_lately = thread.since > clock.now() - OFFERED_FOR
    if thread.state != ThreadState.CLOSED or not is_lately or not selectors.is_answered(thread):
        return
    if cache.add(f"survey:question:{thread.pk}", True, timeout=OFFERED_FOR.total_seconds()):
        survey_offer(request, Task.ANSWER, thread.shipper_id)


@for_sellers
@require_safe
def attachment(request: UserRequest, shipper_id: int, attachment_id: int) -> FileResponse:
    """Return a file of a message to the business of the thread."""
    return download(file_readable(Attachment, request.user, attachment_id, shipper_id))
