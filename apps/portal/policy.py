"""The policy in public: each version with its numbers, reasons and comments, and the drafts open for comment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.core.disclosure import COUNT_STEP, MIN_BUSINESSES
from apps.core.errors import NotFound
from apps.core.forms import choice_field
from apps.core.lazy import Promise
from apps.evaluation.power_rows import power_rows
from apps.evaluation.rules import RULES
from apps.policy import selectors
from apps.policy.comparison import compare
from apps.policy.models import Policy, PolicyState
from apps.policy.public_moves import DOWN, MEMBERS, SUSPENDED, UP
from apps.policy.schema import SECTIONS, TIERS
from apps.policy.services.comments import MAX_COMMENT
from apps.policy.terms import Terms
from apps.portal.access import for_sellers
from apps.portal.forms import LanguageForm, form_data, form_submit
from apps.portal.policy_trial import trial_form, trial_of
from apps.portal.wording import TierText, tier_text
from apps.shippers.models import Shipper
from apps.shippers.roles import ABILITIES, Ability
from apps.shippers.selectors import memberships_of
from apps.standing.services import member_comment


class CommentForm(LanguageForm):
    """A comment on a draft, in the name of one of the person's businesses."""

    business = forms.TypedChoiceField(label=_lazy("For which business do you comment?"), coerce=int)
    text = forms.CharField(
        label=_lazy("Your comment"),
        help_text=_lazy(
            "Say what the change means for your business and what you would do instead. The public reads your comment, "
            "and not who you are. Leave out names, addresses and numbers of people: they are removed, and nothing else "
            "is."
        ),
        max_length=MAX_COMMENT,
        error_messages={"required": _lazy("Write your comment.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    field_order = ("business", "text", "language")

    def __init__(self, *args: Any, businesses: list[Shipper], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "business").choices = [(business.pk, str(business)) for business in businesses]
        if len(businesses) == 1:
            self.fields["business"].widget = forms.HiddenInput()
            self.fields["business"].initial = businesses[0].pk


TOTAL_TITLES: Mapping[str, Promise] = {
    MEMBERS: _lazy("Members who were evaluated"),
    DOWN: _lazy("Could not keep their tier"),
    UP: _lazy("Would rise"),
    SUSPENDED: _lazy("Would be suspended"),
}


@dataclass(frozen=True, slots=True)
class TierTextChange:
    """A tier whose requirements or benefits change: its texts before and after."""

    before: TierText
    after: TierText

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Return the sentences before and after, side by side; "" where a side has none."""
        before, after = self.before.sentences, self.after.sentences
        return [
            pair
            for _tag, first, last, begin, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
            for pair in zip_longest(before[first:last], after[begin:end], fillvalue="")
        ]


@dataclass(frozen=True, slots=True)
class PublishedMoves:
    """The members who would move under a draft, as the public reads their counts. `rows` are the tiers now, each with
    the counts by the tier under the draft. A count is None where it is withheld.
    """

    as_of: date
    totals: list[tuple[Promise, int | None]]
    rows: list[tuple[int, list[int | None]]]
    rules_down: list[tuple[Promise, int | None]]
    rules_up: list[tuple[Promise, int | None]]

    @classmethod
    def of(cls, made: dict[str, Any]) -> "PublishedMoves":
        """Read the public counts of an evaluation of everybody."""
        return cls(
            as_of=date.fromisoformat(made["as_of"]),
            totals=[(title, made[total]) for total, title in TOTAL_TITLES.items()],
            rows=list(enumerate(made["matrix"])),
            rules_down=_rules(made["rules_down"]),
            rules_up=_rules(made["rules_up"]),
        )


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """List the policy in force, those that follow, the drafts that are open for comment, and earlier versions."""
    today = clock.today()
    in_force = selectors.policy_on(today)
    others = [policy for policy in selectors.policies_published() if policy != in_force]
    context = {
        "in_force": in_force,
        "coming": [policy for policy in others if policy.first_day > today],
        "earlier": [policy for policy in others if policy.first_day <= today],
        "drafts": selectors.drafts_open(),
        "today": today,
    }
    return render(request, "portal/policy/policies.html", context)


@require_safe
def version(request: HttpRequest, version: int) -> HttpResponse:
    """Show a published policy: what it changed and why, beside the version before or the one that was chosen, what a
    record would earn, the comments with their answers, and every number.
    """
    try:
        policy = selectors.policy_of_version(version)
    except NotFound as error:
        raise Http404(error.message) from error
    others = [other for other in selectors.policies_published() if other != policy]
    chosen = next((other for other in others if str(other.version) == request.GET.get("beside")), None)
    before = chosen or selectors.policy_before(policy)
    stated = selectors.numbers_of(policy)
    context = {
        "policy": policy,
        "before": before,
        "others": others,
        **_trial(request, policy),
        "in_force": selectors.policy_on(clock.today()) == policy,
        "is_coming": policy.first_day > clock.today(),
        "changes": compare(selectors.numbers_of(before), stated, only_differences=True) if before else [],
        "tiers": _tier_changes(selectors.terms_of(before), selectors.terms_of(policy)) if before else [],
        **_moves(policy),
        "power": power_rows(policy),
        "comments": selectors.comments_public(policy),
        "sections": [
            (code, title, [(key, stated[key.name]) for key in keys if key.name in stated])
            for code, title, keys in SECTIONS
        ],
    }
    return render(request, "portal/policy/version.html", context)


@require_safe
def draft(request: HttpRequest, version: int) -> HttpResponse:
    """Show a draft that is open for comment: what changes and why, who would move, and the comments so far.

    A draft that was published since leads to its version.
    """
    published = Policy.objects.filter(version=version, state__in=(PolicyState.PUBLISHED, PolicyState.RETIRED))
    if published.exists():
        return redirect("portal:policy_version", version=version)
    policy = _draft(version)
    before = selectors.policy_followed(policy)
    user = request.user
    context = {
        "policy": policy,
        "before": before,
        "changes": selectors.draft_changes(policy),
        **_trial(request, policy),
        "tiers": _tier_changes(selectors.terms_of(before), selectors.terms_of(policy)),
        **_moves(policy),
        "power": power_rows(policy, beside=before),
        "comments": selectors.comments_public(policy),
        "mine": selectors.comments_given(policy, user) if isinstance(user, User) else (),
        "may_comment": _is_running(policy),
    }
    return render(request, "portal/policy/draft.html", context)


@for_sellers
@require_http_methods(["GET", "POST"])
def comment(request: UserRequest, version: int) -> HttpResponse:
    """Show the form for a comment on a draft to people who fill in or sign for a member; a POST sends the comment."""
    policy = _draft(version)
    if not _is_running(policy):
        messages.warning(request, _("The time to comment on this draft is over."))
        return redirect("portal:policy_draft", version=version)
    businesses = _businesses(request.user)
    form = CommentForm(*form_data(request), businesses=businesses)
    if form.is_bound and businesses:
        sent = form_submit(
            form,
            lambda: member_comment(
                actor=request.user,
                shipper_id=form.cleaned_data["business"],
                version=version,
                text=form.cleaned_data["text"],
                language=form.cleaned_data["language"],
            ),
        )
        if sent:
            messages.success(request, _("Your comment was sent. The program answers it before it decides."))
            return redirect("portal:policy_draft", version=version)
    context = {"policy": policy, "form": form if businesses else None}
    status = 422 if form.is_bound and businesses else 200
    return render(request, "portal/policy/comment.html", context, status=status)


def _draft(version: int) -> Policy:
    try:
        return selectors.draft_open_of(version)
    except NotFound as error:
        raise Http404(error.message) from error


def _is_running(policy: Policy) -> bool:
    return policy.comments_until is not None and policy.comments_until >= clock.today()


def _businesses(user: User) -> list[Shipper]:
    """Return the members in whose name a person may comment."""
    places = memberships_of(user).filter(shipper__standing__isnull=False)
    return [place.shipper for place in places if Ability.PREPARE in ABILITIES[place.role]]


def _trial(request: HttpRequest, policy: Policy) -> dict[str, Any]:
    """Return the sliders, and what a record would earn under a policy."""
    terms = selectors.terms_of(policy)
    form = trial_form(request.GET, terms)
    return {"trial_form": form, "trial": trial_of(form, terms)}


def _moves(policy: Policy) -> dict[str, Any]:
    """Return what the page shows of who would move."""
    made = selectors.what_if_public(policy)
    return {"moves": made and PublishedMoves.of(made), "count_step": COUNT_STEP, "min_businesses": MIN_BUSINESSES}


def _rules(counts: dict[str, int | None]) -> list[tuple[Promise, int | None]]:
    return [(RULES[rule].TITLE, count) for rule, count in counts.items() if rule in RULES]


def _tier_changes(before: Terms, after: Terms) -> list[TierTextChange]:
    pairs = [TierTextChange(tier_text(before, tier), tier_text(after, tier)) for tier in (0, *TIERS)]
    return [pair for pair in pairs if pair.before != pair.after]
