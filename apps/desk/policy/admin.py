"""The program's numbers: every version, side by side where wanted; drafted by some, published by another."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Subquery, prefetch_related_objects
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.staff_admin import refusals_shown
from apps.core import clock
from apps.core.spreadsheets import csv_stream
from apps.desk.actions import StaffAction, StaffActions, actions_open
from apps.desk.pages import PageAdmin
from apps.desk.policy.consequences import publication_consequences
from apps.desk.policy.editor import (
    TITLES,
    AboutForm,
    CompareForm,
    DraftForm,
    EditedSection,
    OpenForm,
    PublishForm,
    ReturnForm,
)
from apps.desk.policy.what_if import HEAD, is_under_way, what_if_lines, what_if_panel
from apps.desk.timeline import words_of
from apps.evaluation.selectors import evaluations_waiting
from apps.events.selectors import events_of_subject
from apps.jobs.models import Job
from apps.policy import selectors, services
from apps.policy.comparison import compare
from apps.policy.models import Policy, PolicyState
from apps.policy.schema import KEYS
from apps.policy.states import LIFECYCLE, PolicyFacts, missing_parts
from apps.standing.selectors import what_if_job

ACTIONS = {
    "submit": StaffAction(
        main=True,
        effect=_lazy(
            "From now on its numbers can't be changed. Somebody other than its authors reads and publishes it."
        ),
        service=services.policy_submit,
    ),
    "open": StaffAction(
        effect=_lazy(
            "The public reads the draft, what changes and who would move. Members and partners comment until that day. "
            "Each comment is answered before it is published."
        ),
        service=services.policy_open,
        form=OpenForm,
        undoable=True,
    ),
    "return": StaffAction(
        effect=_lazy(
            "It is a draft again, and the public can't see it. Its authors read the reason on its page. Comments stay."
        ),
        service=services.policy_return,
        form=ReturnForm,
    ),
    "publish": StaffAction(
        main=True,
        effect=_lazy(
            "Its numbers hold from that day on, the public can read them at once, and everybody is evaluated "
            "under them when the day comes. Each member whom it touches is told now what changes for it. It can never "
            "be changed or taken back."
        ),
        service=services.policy_publish,
        form=PublishForm,
        confirmed=True,
    ),
    "retire": StaffAction(
        effect=_lazy("It is marked as superseded. The days on which it was in force are still judged by it."),
        service=services.policy_retire,
    ),
}


class PolicyContext(NamedTuple):
    """The facts about a policy for its reader, the calendar of the published policies, and the latest job that
    evaluates everybody under the policy.
    """

    facts: PolicyFacts
    calendar: selectors.Calendar
    job: Job | None


def _policy_data(request: HttpRequest, shown: Policy) -> PolicyContext:
    """Return what is known of a policy; read once in a request for a record."""
    kept = cast(Any, request)
    known = getattr(kept, "policy_known", None)
    if known is None or known[0] is not shown:
        calendar = selectors.Calendar()
        facts = selectors.facts_of(shown, user_of(request), calendar=calendar)
        known = kept.policy_known = (shown, PolicyContext(facts, calendar, what_if_job(shown.version)))
    return known[1]


@admin.register(Policy)
class PolicyAdmin(PageAdmin):
    """The list of policies with the days on which each is in force, and a page with the numbers of each."""

    page_template = "admin/desk/policy/policy.html"
    help = _lazy(
        "The program's numbers, each with its authority. One version holds on each day. A change is a new version: one "
        "drafts it, another publishes it from a day on."
    )
    help_about = "policy-lifecycle"
    change_list_template = "admin/desk/policy/list.html"
    add_permission = "draft_policy"
    adding_title = _lazy("Draft a new policy")
    form = DraftForm
    fields = ("base", "summary", "effective_from")
    list_display = ("__str__", "state", "effective_from", "holds_now", "drafted_by", "published_by")
    list_select_related = ("drafted_by", "published_by")
    list_filter = ("state",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("compare/", view(self.compare), name="policy_policy_compare"),
            path("<int:policy_id>/edit/<slug:section>/", view(self.edit), name="policy_policy_edit"),
            path("<int:policy_id>/what-if/", view(self.what_if), name="policy_policy_what_if"),
            path("<int:policy_id>/what-if/file/", view(self.what_if_file), name="policy_policy_what_if_file"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Policy]:
        in_force = Q(pk=Subquery(selectors.policies_until(clock.today()).values("pk")[:1]))
        found = super().get_queryset(request).select_related("base", "drafted_by", "published_by")
        return found.annotate(in_force=ExpressionWrapper(in_force, BooleanField()))

    @admin.display(description=_lazy("today"))
    def holds_now(self, policy: Policy) -> str:
        # pyrefly: ignore[missing-attribute] (annotated by `get_queryset`)
        return _("In force") if policy.in_force else ""

    def save_model(self, request: HttpRequest, obj: Policy, form: DraftForm, change: bool) -> None:
        given = form.cleaned_data
        drafted = services.policy_draft(
            actor=user_of(request),
            base_version=given["base"].version if given["base"] else None,
            summary=given["summary"],
            effective_from=given["effective_from"],
        )
        obj.pk, obj.version = drafted.pk, drafted.version

    def response_add(self, request: HttpRequest, obj: Policy, *_args: Any, **_kwargs: Any) -> HttpResponse:
        messages.success(request, _("Drafted. Change its numbers, then send it for review."))
        return HttpResponseRedirect(reverse("admin:policy_policy_change", args=[obj.pk]))

    def staff_actions(self, request: HttpRequest, shown: Policy) -> StaffActions:
        user = user_of(request)
        known = _policy_data(request, shown)
        facts = known.facts
        # The publisher chooses the day, and is told if the policy can't take effect on this day.
        any_day = replace(
            facts, has_date=True, in_past=False, day_taken_by=None, too_soon=False, taken_back_by=None, sets_back=()
        )
        actions = actions_open(
            *(LIFECYCLE, ACTIONS), state=shown.state, rights=held(user), facts=lambda: facts, policy_id=shown.pk
        )
        if "publish" in actions:
            actions["publish"] = replace(
                actions["publish"].with_form(initial={"effective_from": shown.effective_from}),
                blocked=LIFECYCLE.find(shown.state, "publish").blocked(any_day),
            )
        may_try = bool(held(user) & {"draft_policy", "publish_policy"})
        if may_try and known.job and is_under_way(known.job):
            cancel = partial(services.what_if_cancel, policy_id=shown.pk, job_id=known.job.pk)
            actions["cancel_try"] = StaffAction(
                label=_lazy("Cancel the evaluation of everybody"),
                effect=_lazy("The worker stops within seconds, and keeps nothing. An earlier evaluation stays."),
                service=cancel,
            )
        elif may_try and shown.state not in selectors.IN_FORCE:
            actions["try"] = StaffAction(
                label=_lazy("Evaluate everybody under it"),
                effect=_lazy("A worker evaluates every member under these numbers. Nothing is decided by it."),
                service=partial(services.what_if_ask, policy_id=shown.pk),
            )
        if "submit" in actions and shown.base and shown.base.version != facts.follows:
            followed = {"version": facts.follows}
            actions["rebase"] = StaffAction(
                label=_lazy("Follow policy %(version)s") % followed,
                effect=_lazy(
                    "The draft takes over each number of policy %(version)s that the draft does not change itself."
                )
                % followed,
                service=partial(services.policy_rebase, policy_id=shown.pk),
            )
        if "submit" in actions:
            about = {"summary": shown.summary, "effective_from": shown.effective_from}
            actions["describe"] = StaffAction(
                label=_lazy("Change summary and day"),
                effect=_lazy("The draft says so from now on."),
                service=partial(services.policy_describe, policy_id=shown.pk),
                form=partial(AboutForm, initial=about),
            )
        return actions

    def consequences(self, request: HttpRequest, shown: Policy, *, since: datetime) -> list[str]:
        return publication_consequences(selectors.policy_numbered(shown.version))

    def page(self, request: HttpRequest, shown: Policy) -> dict[str, Any]:
        facts, calendar, job = _policy_data(request, shown)
        in_force = calendar.on(clock.today())
        is_draft = shown.state not in selectors.IN_FORCE
        # A draft is seen as what it changes in the policy that it would follow.
        beside = selectors.policy_followed(shown, calendar=calendar) if is_draft else in_force
        prefetch_related_objects([shown, beside], "numbers")
        stated, held_now = selectors.numbers_of(shown), selectors.numbers_of(beside)
        draft = shown.state == PolicyState.DRAFT
        waiting, members = evaluations_waiting() if shown == in_force else (0, 0)
        return {
            "in_force": in_force,
            "is_draft": draft,
            "is_to_come": is_draft,
            "beside": beside,
            "differing": compare(held_now, stated, only_differences=True) if shown != beside else [],
            "sections": compare(held_now, stated),
            "faults": missing_parts(facts) if draft else facts.sets_back,
            "follows": facts.follows,
            "taken": selectors.takings_on(shown, calendar=calendar) if is_draft else [],
            "earliest": facts.earliest,
            "comments": shown.comments.count(),
            "unanswered": facts.unanswered,
            "digest": selectors.numbers_digest(shown),
            "waiting": waiting,
            "members": members,
            "evaluated": members - waiting,
            **what_if_panel(shown, job),
            "parts": TITLES if draft and self.holds("draft_policy", request) else {},
            "happened": [
                (
                    event,
                    words_of(event.kind, event.payload),
                    [KEYS[key].label for key in event.payload.get("keys", ()) if key in KEYS],
                )
                for event in events_of_subject(("policy", shown.pk)).filter(kind__startswith="policy.")
            ],
        }

    def edit(self, request: HttpRequest, policy_id: int, section: str) -> HttpResponse:
        """Show and save the numbers of one section of a draft."""
        policy = Policy.objects.filter(pk=policy_id).first()
        if policy is None or section not in TITLES:
            raise Http404
        if not self.holds("draft_policy", request):
            raise PermissionDenied
        editing = EditedSection(policy, section)
        title = TITLES[section]
        if request.method == "POST" and editing.save(user_of(request), request.POST):
            messages.success(request, _("Saved: %(section)s.") % {"section": title})
            return HttpResponseRedirect(request.path)
        if request.method == "GET" and policy.state != PolicyState.DRAFT:
            with refusals_shown(request):
                LIFECYCLE.find(policy.state, "submit")
            return HttpResponseRedirect(reverse("admin:policy_policy_change", args=[policy.pk]))
        calendar = selectors.Calendar()
        in_force = calendar.on(clock.today())
        prefetch_related_objects([policy, in_force], "numbers")
        sections = compare(selectors.numbers_of(in_force), selectors.numbers_of(policy))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("%(section)s: policy %(version)s") % {"section": title, "version": policy.version},
            "policy": policy,
            "in_force": in_force,
            "editing": editing,
            "sections": sections,
            "left_to_do": missing_parts(selectors.facts_of(policy, user_of(request), calendar=calendar)),
        }
        return TemplateResponse(request, "admin/desk/policy/edit.html", context, status=editing.status)

    def what_if(self, request: HttpRequest, policy_id: int) -> HttpResponse:
        """Show the panel of what-if alone: the page asks for it while a worker evaluates everybody."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        policy = get_object_or_404(Policy, pk=policy_id)
        panel = what_if_panel(policy, what_if_job(policy.version))
        return TemplateResponse(request, "admin/desk/policy/what_if.html", {"shown": policy, **panel})

    def what_if_file(self, request: HttpRequest, policy_id: int) -> HttpResponseBase:
        """Give the latest evaluation of everybody as a table for spreadsheets, with all who would move."""
        if not held(user_of(request)) & {"draft_policy", "publish_policy", "export_data"}:
            raise PermissionDenied
        policy = get_object_or_404(Policy, pk=policy_id)
        lines = csv_stream(HEAD, what_if_lines(policy))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        name = f"what-if-policy-{policy.version}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def compare(self, request: HttpRequest) -> HttpResponse:
        """Show two versions side by side: those that the address names, else the version in force and the latest."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        latest = Policy.objects.order_by("-version").first()
        usual = {"left": selectors.policy_on(clock.today()).version, "right": latest.version if latest else 0}
        form = CompareForm({**usual, **request.GET.dict()})
        sections = None
        if form.is_valid():
            left, right = form.cleaned_data["left"], form.cleaned_data["right"]
            sections = compare(
                selectors.numbers_of(left),
                selectors.numbers_of(right),
                only_differences=not form.cleaned_data["all"],
            )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Compare two policies"),
            "form": form,
            "sections": sections,
        }
        return TemplateResponse(
            request, "admin/desk/policy/compare.html", context, status=200 if form.is_valid() else 422
        )
