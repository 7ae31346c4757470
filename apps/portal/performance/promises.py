"""The public page of the promises to each tier: exam rates and places in line, promised and received."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.core.disclosure import MIN_BUSINESSES
from apps.measures.selectors import editions_latest
from apps.measures.studies import PROMISES, STUDIED, exams_published, times_published


@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """Show what each tier was promised in the latest fiscal year, and what its members received."""
    latest = editions_latest(STUDIED, periods=1)
    content = latest[0].published if latest else {}
    exams = exams_published(content)
    context = {
        "study": PROMISES,
        "edition": latest[0] if exams else None,
        "exams": exams,
        "times": times_published(content),
        "min_businesses": MIN_BUSINESSES,
        "performance_here": True,
    }
    return render(request, "portal/performance/promises.html", context)
