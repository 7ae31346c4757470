"""A business as officers read it: who it is above, and below one panel at a time of all that is known of it."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Sum
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.requests import user_of
from apps.applications.models import Application
from apps.benefits.presentation import shipper_figures
from apps.benefits.selectors import LATEST_SHIPMENTS, hours_to_release, measure_of, window_now
from apps.core import clock
from apps.core.keyset_pages import KeysetOrder, page_of, place_in
from apps.core.lazy import Promise
from apps.desk import assurance, departures, plans, visits
from apps.desk.actions import StaffActions
from apps.desk.control import control_actions
from apps.desk.files import LOOKED, viewer_of
from apps.desk.histories import PANEL, identities_for
from apps.desk.impartiality import is_on_team
from apps.desk.relations import PANEL as RELATED
from apps.desk.relations import related_actions, related_panel
from apps.desk.risk import risk_of, shipper_vetting_actions
from apps.desk.shippers import merges, standing
from apps.desk.shippers.past import PANEL as PAST
from apps.desk.shippers.past import past_panel
from apps.desk.timeline import EVENTS, REASONS, SUBJECTS, timeline_of
from apps.desk.vetting import relations_for, vetting_of
from apps.disputes.selectors import violations_with_answers
from apps.evaluation.explanations import finding_texts_of, path_texts, summary_sentence
from apps.evaluation.formats import Reader
from apps.evaluation.judgments import judgment_today
from apps.evaluation.monthly_record import monthly_record
from apps.evaluation.rules import compliance_rate
from apps.evaluation.selectors import evaluation_latest
from apps.ledger.models import ProgramEntry, Seller
from apps.ledger.selectors import violations_of
from apps.ledger.vocabulary import Determination
from apps.policy.terms import TOP
from apps.shippers.models import Shipper
from apps.shippers.selectors import team_of
from apps.standing.models import Standing
from apps.standing.selectors import (
    benefits_of,
    changes_of,
    controlled_of,
    departures_of,
    plans_of,
    proposals_of,
    restriction_summary,
)
from apps.upkeep.models import AnnualReview, ChangeRequest, IdentityClaim
from apps.validations.selectors import exam_requests_of, visits_of

# The table shows the first many months, the charts the last of them.
MONTHS, DRAWN = 24, 12
LATEST, SIZE = 50, 50
VIOLATIONS = KeysetOrder((("date", date.fromisoformat), ("pk", int)))
type Panel = Callable[[HttpRequest, Shipper], dict[str, Any]]
type ActionSource = Callable[[HttpRequest, Shipper], StaffActions]


def page_for(request: HttpRequest, shown: Shipper) -> dict[str, Any]:
    """Return what the page of a business shows; the address of the page chooses the panel."""
    panel = panel_of(request)
    title, read = PANELS[panel]
    closed = panel in CLOSED_TO_TEAM and is_on_team(request, shown.pk)
    return {
        "standing": standing_of(shown),
        "panels": [(key, label) for key, (label, _read) in PANELS.items()],
        "panel": panel,
        "panel_title": title,
        "panel_template": "admin/desk/closed.html" if closed else f"admin/desk/shipper/{panel}.html",
        **({} if closed else read(request, shown)),
    }


def panel_of(request: HttpRequest) -> str:
    panel = request.GET.get("panel", "")
    return panel if panel in PANELS else next(iter(PANELS))


def shipper_actions(request: HttpRequest, shown: Shipper) -> StaffActions:
    """Return the actions that stand beside the panel that is shown.

    The action of a form that was sent may belong to another panel: then the actions of all panels are returned.
    """
    actions = _actions_of(ACTIONS.get(panel_of(request), ()), request, shown)
    if request.method == "POST" and request.POST.get("act") not in actions:
        every = dict.fromkeys(source for of_panel in ACTIONS.values() for source in of_panel)
        actions = _actions_of(every, request, shown)
    return actions


def _actions_of(sources: Iterable[ActionSource], request: HttpRequest, shipper: Shipper) -> StaffActions:
    actions: StaffActions = {}
    for source in sources:
        actions |= source(request, shipper)
    return actions


def standing_of(shown: Shipper) -> Standing | None:
    """Return the standing that was read with the business; None where the business is not enrolled."""
    return getattr(shown, "standing", None)


def standing_panel(request: HttpRequest, shown: Shipper) -> dict[str, Any]:
    """Return what the panel shows of the standing of a business, and of the evaluation behind it."""
    standing, evaluation = standing_of(shown), evaluation_latest(shown.pk)
    above = standing.tier + 1 if standing and standing.tier < TOP else None
    judgment = judgment_today(shown.pk) if evaluation and above else None
    return {
        "restriction": restriction_summary(standing) if standing else None,
        "benefits": benefits_of(standing, judgment.terms if judgment else None) if standing else [],
        **(assurance.assurance_of(shown) if standing else {}),
        "evaluation": evaluation,
        "summary": summary_sentence(evaluation) if evaluation else "",
        "findings": finding_texts_of(evaluation, Reader.OFFICER) if evaluation else [],
        "above": above,
        "path": path_texts(judgment.path(above), Reader.OFFICER) if judgment and above else None,
    }


def _record(request: HttpRequest, shown: Shipper) -> dict[str, Any]:
    judgment = judgment_today(shown.pk, months=MONTHS)
    rate = next(finding for finding in judgment.answer.findings if finding.rule == compliance_rate.CODE)
    identities, standing = Seller.objects.filter(shipper=shown).order_by("pk"), standing_of(shown)
    return {
        "history": monthly_record(
            judgment.facts,
            judgment.terms,
            today=judgment.today,
            count=MONTHS,
            drawn=DRAWN,
            held=standing.tier if standing else None,
        ),
        "rate": compliance_rate.sentence(rate, Reader.OFFICER),
        "identities": identities.annotate(
            parcels=Sum("tallies__shipments"), since=Min("tallies__month"), until=Max("tallies__month")
        )[:LATEST],
    }


def _violations(request: HttpRequest, shown: Shipper) -> dict[str, Any]:
    counted = violations_of(shown.pk).order_by().values_list("determination").annotate(count=Count("pk"))
    counts = dict(counted)
    return {
        "page": page_of(violations_with_answers(shown.pk), VIOLATIONS, place_in(request.GET, VIOLATIONS), SIZE),
        "counts": [(Determination(state).label, counts[state]) for state in Determination if state in counts],
    }


def _changes(request: HttpRequest, shown: Shipper) -> dict[str, Any]:
    return {
        "proposals": proposals_of(shown.pk).select_related("proposed_by", "decided_by", "appeal")[:LATEST],
        "plans": plans_of(shown.pk)[:LATEST],
        "departures": departures_of(shown.pk)[:LATEST],
        "controls": controlled_of(shown.pk).select_related("control__proposed_by")[:LATEST],
        "changes": [
            (change, [REASONS[reason] for reason in change.reasons]) for change in changes_of(shown.pk)[:LATEST]
        ],
    }


def _benefits(request: HttpRequest, shown: Shipper) -> dict[str, Any]:
    window = window_now()
    measure = measure_of(shown.pk, window)
    since = window.months[0] if window.months else clock.add_months(clock.today(), -window.terms.realised.months)
    return {
        "window": window,
        "measured": shipper_figures(measure, window),
        "hours": hours_to_release(shown.pk, since),
        "since": since,
        "latest": LATEST_SHIPMENTS,
    }


def _profile(request: HttpRequest, shown: Shipper) -> dict[str, Any]:
    return {
        "team": team_of(shown.pk),
        "addresses": shown.addresses.order_by("pk"),
        "storefronts": shown.storefronts.order_by("pk"),
        "owners": shown.owners.order_by("pk"),
        "product_lines": shown.product_lines.order_by("pk"),
        "parties": shown.shipping_parties.order_by("pk"),
    }


def _vetting(request: HttpRequest, shown: Shipper) -> dict[str, Any]:
    return {
        "vetting": vetting_of(shown, user_of(request), relations_for(request, shown), identities_for(request, shown)),
        "risk": risk_of(request, shown, f"?panel={PANEL}"),
        "viewer": viewer_of(request, LOOKED),
    }


def _program(request: HttpRequest, shown: Shipper) -> dict[str, Any]:
    entries = ProgramEntry.objects.filter(shipper=shown, takes_back=None, taken_back_by=None)
    return {
        "applications": Application.objects.filter(shipper=shown).order_by("-pk")[:LATEST],
        "visits": visits_of(shown.pk)[:LATEST],
        "exam_requests": exam_requests_of(shown.pk)[:LATEST],
        "entries": entries.select_related("recording__actor").order_by("-date", "-pk")[:LATEST],
        "reviews": AnnualReview.objects.filter(shipper=shown).select_related("attested_by").order_by("-pk")[:LATEST],
        "requests": ChangeRequest.objects.filter(shipper=shown).select_related("asked_by").order_by("-pk")[:LATEST],
        "claims": IdentityClaim.objects.filter(shipper=shown).select_related("asked_by").order_by("-pk")[:LATEST],
    }


def _timeline(request: HttpRequest, shown: Shipper) -> dict[str, Any]:
    asked = request.GET.get("about", "")
    about = asked if asked in SUBJECTS else ""
    happened, page = timeline_of(shown.pk, place_in(request.GET, EVENTS), about)
    subjects = [(code, label) for code, (label, _condition) in SUBJECTS.items()]
    return {"happened": happened, "page": page, "about": about, "subjects": subjects}


# In the order of their links: what each is called, and what it reads.
PANELS: dict[str, tuple[Promise, Panel]] = {
    "standing": (_lazy("Standing"), standing_panel),
    "record": (_lazy("Record"), _record),
    PAST: (_lazy("The past"), past_panel),
    "benefits": (_lazy("Benefits"), _benefits),
    "violations": (_lazy("Violations"), _violations),
    "changes": (_lazy("Changes"), _changes),
    "profile": (_lazy("Business and team"), _profile),
    "vetting": (_lazy("Vetting"), _vetting),
    RELATED: (_lazy("Related businesses"), related_panel),
    "program": (_lazy("Applications, visits and reviews"), _program),
    "timeline": (_lazy("What happened"), _timeline),
}
# The panels that a reader of the business's own team may not see.
CLOSED_TO_TEAM = ("vetting", RELATED)
# The actions beside each panel.
ACTIONS: dict[str, tuple[ActionSource, ...]] = {
    "standing": (
        standing.standing_actions,
        plans.shipper_plan_actions,
        visits.shipper_visit_actions,
        departures.departure_actions,
        assurance.shipper_manager_actions,
    ),
    "changes": (standing.standing_actions, plans.shipper_plan_actions, departures.departure_actions),
    "program": (visits.shipper_visit_actions,),
    "profile": (merges.correction_actions,),
    PANEL: (shipper_vetting_actions,),
    RELATED: (related_actions, control_actions),
}
