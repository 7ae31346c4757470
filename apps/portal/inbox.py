from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.core.errors import NotFound
from apps.notices import selectors, services

PAGE_SIZE = 20


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    page = Paginator(selectors.inbox_of(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "portal/inbox.html", {"page": page})


@login_required
@require_safe
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """One message, which is read by being shown."""
    try:
        shown = services.message_read(actor=request.user, message_id=message_id)
    except NotFound as error:
        raise Http404 from error
    return render(request, "portal/message.html", {"shown": shown})
