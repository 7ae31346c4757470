"""The demonstration's own pages. They give everybody every password: only settings with `DEMO` route them."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.notices.selectors import mailbox as all_mail
from config.simulation import installation, selectors, totp

PAGE_SIZE = 25


@never_cache
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    found = installation.read()
    context = {
        "demo_file": found,
        "sign_ins": selectors.sign_ins(found) if found else [],
        "seconds_left": totp.seconds_left(),
        "sample_ksn": selectors.sample_ksn(),
        "mail_count": all_mail().count(),
    }
    return render(request, "simulation/demo.html", context)


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    page = Paginator(all_mail(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "simulation/mailbox.html", {"page": page})


@never_cache
@require_safe
def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    return render(request, "simulation/mail.html", {"mail": get_object_or_404(all_mail(), pk=mail_id)})
