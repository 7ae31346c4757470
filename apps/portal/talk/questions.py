"""What a business asks the program, and what it is answered."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.requests import UserRequest
from apps.core.downloads import download
from apps.core.errors import DomainError, NotAllowed, NotFound
from apps.core.forms import refuse
from apps.correspondence import selectors, services
from apps.portal.access import for_sellers
from apps.portal.business import business_for
from apps.portal.talk.forms import PostForm, QuestionForm
from apps.shippers.roles import Ability

PAGE_SIZE = 20
METHODS = require_http_methods(["GET", "POST"])


@for_sellers
@METHODS
def questions(request: UserRequest, shipper_id: int) -> HttpResponse:
    """All questions of a business, and the form to ask one."""
    business = business_for(request.user, shipper_id)
    form = QuestionForm(*posted(request))
    if form.is_bound:
        business.require(Ability.PREPARE)
        asked = written(
            form, lambda: services.question_ask(actor=request.user, shipper_id=shipper_id, **form.cleaned_data)
        )
        if asked:
            messages.success(request, _("Your question was sent. The answer comes here and by e-mail."))
            return redirect("portal:question", shipper_id=shipper_id, thread_id=asked.pk)
    context = {
        "business": business,
        "page": Paginator(selectors.questions_of(shipper_id), PAGE_SIZE).get_page(request.GET.get("page")),
        "may_write": Ability.PREPARE in business.abilities,
        "form": form,
    }
    return render(request, "portal/talk/questions.html", context, status=422 if form.is_bound else 200)


@for_sellers
@METHODS
def question(request: UserRequest, shipper_id: int, thread_id: int) -> HttpResponse:
    """One question with all that was written about it, and the form to go on writing."""
    business = business_for(request.user, shipper_id)
    thread = selectors.question_for(request.user, shipper_id, thread_id)
    form = PostForm(*posted(request))
    if form.is_bound:
        business.require(Ability.PREPARE)
        post = written(
            form, lambda: services.question_write(actor=request.user, thread_id=thread.pk, **form.cleaned_data)
        )
        if post:
            messages.success(request, _("Your message was sent."))
            return redirect("portal:question", shipper_id=shipper_id, thread_id=thread_id)
    context = {
        "business": business,
        "tab": "portal:questions",
        "thread": thread,
        "posts": selectors.posts_of(thread),
        "may_write": Ability.PREPARE in business.abilities,
        "form": form,
    }
    return render(request, "portal/talk/question.html", context, status=422 if form.is_bound else 200)


@for_sellers
@require_safe
def attachment(request: UserRequest, shipper_id: int, attachment_id: int) -> FileResponse:
    """A file that came with a post, to the business whose thread it is in."""
    return download(selectors.attachment_for(request.user, attachment_id, shipper_id=shipper_id))


def posted(request: UserRequest) -> tuple[QueryDict | None, MultiValueDict | None]:
    """What a form is bound to: what was sent, or nothing."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def written[T](form: Form, act: Callable[[], T]) -> T | None:
    """Do what a filled-in form asks; None where it can't be done, and the form says why."""
    if not form.is_valid():
        return None
    try:
        return act()
    except (NotFound, NotAllowed):
        raise
    except DomainError as refusal:
        refuse(form, refusal)
    return None
