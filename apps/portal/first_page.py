"""The first page: what the program is, for whom, what it gives and costs, and what became of some of its members."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from apps.benefits.selectors import members_counted
from apps.core import clock
from apps.ledger.selectors import parcels_since
from apps.measures.headline.exams import EXAM_RATES
from apps.measures.selectors import editions_latest
from apps.policy.schema import TIERS
from apps.policy.selectors import policy_on, terms_of
from apps.portal.forms import KsnForm
from apps.portal.performance.figures import lines_shown
from apps.portal.wording import tier_text
from apps.standing.models import Standing

MONTHS_COUNTED = 12
# In the order in which the page tells them.
STORIES = ("small", "large", "mended")


@dataclass(frozen=True, slots=True)
class MemberStory:
    """A member whose story the first page tells: `story` is small, large or mended. `parcels` are those of a year."""

    story: str
    standing: Standing
    joined: datetime
    parcels: int


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Show what the program is, what each tier requires and gives, and how the program does."""
    terms = terms_of(policy_on(clock.today()))
    released = editions_latest(EXAM_RATES.kind, periods=1)
    edition = released[0] if released else None
    rates = [line for line in lines_shown(EXAM_RATES, edition, None) if line.share is not None] if edition else []
    context = {
        "terms": terms,
        "tiers": [tier_text(terms, tier) for tier in (0, *TIERS)],
        "counted": members_counted(),
        "edition": edition,
        # One rate alone would have nothing beside it.
        "rates": rates if len(rates) == len(EXAM_RATES.lines) else [],
        "measure": EXAM_RATES.code,
        "portraits": portraits_of(import_string(settings.PORTRAITS)()) if settings.PORTRAITS else [],
        "form": KsnForm(),
    }
    return render(request, "portal/public/landing.html", context)


def portraits_of(stories: Mapping[str, int]) -> list[MemberStory]:
    """Return the members of the simulated program that play these stories. `stories` has the id of the business that
    plays each. Nobody else's name or figures are shown to the public.
    """
    if not stories:
        return []
    members = Standing.objects.filter(pk__in=stories.values()).select_related("shipper")
    found = {each.pk: each for each in members.annotate(joined=Min("shipper__changes__at"))}
    parcels = parcels_since(list(found), clock.add_months(clock.month_of(clock.today()), -MONTHS_COUNTED))
    return [
        MemberStory(story, found[key], found[key].joined, parcels.get(key, 0))
        for story in STORIES
        if (key := stories.get(story)) in found
    ]
