"""Assessments of declared parcels with their three layers, and models of risk: the list and a page for each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.core import clock
from apps.core.lazy import Promise
from apps.core.shares import percent
from apps.desk.actions import ActionTable, StaffAction, StaffActions
from apps.desk.cases import CaseAdmin
from apps.desk.exam_groups import GROUPINGS, group_name, groups_shown, most_burdened_lately
from apps.desk.forms import RecordForm
from apps.desk.pages import PageAdmin
from apps.ledger.schema import LABELS
from apps.policy.selectors import policy_on, terms_of
from apps.targeting import risk_model, selectors, services
from apps.targeting.asks import TEXTS
from apps.targeting.declarations import DIGESTS
from apps.targeting.fairness import Grouping
from apps.targeting.models import Assessment, DriftAnswer, DriftLook, ModelState, RiskModel
from apps.targeting.protocol import Layer
from apps.targeting.rules import RULES
from apps.targeting.selection import GROUP_DAYS
from apps.targeting.states import MODEL, PROPOSER

LAYERS: dict[Layer, Promise] = {
    Layer.RULE: _lazy("Hard rules"),
    Layer.STANDING: _lazy("Standing"),
    Layer.MODEL: _lazy("Model"),
}
REASONS: dict[str, str | Promise] = {
    **{rule.code: rule.label for rule in RULES.values()},
    **risk_model.REASONS,
    "known_shipper": _lazy("A known shipper, whose tier promises fewer exams"),
}


@dataclass(frozen=True, slots=True)
class LayerShown:
    """A layer of an assessment: its points, and its reasons in words, each with its points."""

    label: Promise
    points: int
    reasons: list[tuple[str | Promise, int]]


@dataclass(frozen=True, slots=True)
class DriftShown:
    """A look for drift: how many features drifted, the feature that drifted most, with its index, and the answers."""

    look: DriftLook
    compared: int
    drifted: int
    gravest: str
    index: float | None
    answers: list[DriftAnswer]


@dataclass(frozen=True, slots=True)
class MonthShown:
    """The figures of a month, of the model of the page and of the champion; "" where one has none."""

    month: str
    own: Mapping[str, Any]
    champion: Mapping[str, Any]


ACTIONS = {
    "propose": StaffAction(
        main=True,
        effect=_lazy("Somebody else decides whether it becomes champion. Until then it decides nothing."),
        service=services.model_propose,
        form=RecordForm,
    ),
    "discard": StaffAction(effect=_lazy("It stays on record and is no longer used."), service=services.model_discard),
    "approve": StaffAction(
        main=True,
        effect=_lazy("Further parcels are assessed by it. The champion before can be brought back in one act."),
        service=services.model_approve,
        confirmed=True,
    ),
    "return": StaffAction(effect=_lazy("It stays a challenger."), service=services.model_return),
    "roll_back": StaffAction(
        effect=_lazy("Further parcels are assessed by the champion before."),
        service=services.model_roll_back,
        confirmed=True,
    ),
}


SET_ASIDE = StaffAction(
    label=_lazy("Set the earlier answer aside"),
    effect=_lazy(
        "The answer is used for no further parcel. If this parcel has not come yet, the question is asked again."
    ),
    service=services.earlier_answer_set_aside,
    form=RecordForm,
)
END_ALARM = StaffAction(
    label=_lazy("Set the alarm aside"),
    effect=_lazy("The parcel is assessed again for all who declared it, and may be loaded if nothing else is asked."),
    service=services.alarm_set_aside,
    form=RecordForm,
    confirmed=True,
)
UPHOLD_ALARM = StaffAction(
    label=_lazy("The alarm stands"),
    effect=_lazy("The parcel stays on the ground for all who declared it. The work closes."),
    service=services.alarm_uphold,
    form=RecordForm,
)
LOOK_AT_DRIFT = StaffAction(
    label=_lazy("Say why the model stays in spite of the drift"),
    effect=_lazy(
        "The work closes. The features that drift now raise no further alarm of this model. More exams are drawn at "
        "random for as long as they drift."
    ),
    service=services.drift_answer,
    form=RecordForm,
)


@admin.register(Assessment)
class AssessmentAdmin(CaseAdmin):
    """The list of assessments, and a page for each with its three layers in points, and what followed."""

    help = _lazy(
        "Parcels that partners declared before loading, and what each was answered. The points of the layers are for "
        "officers: partners read what to do, and never why the risk is high."
    )
    page_template = "admin/desk/targeting/assessment.html"
    list_display = ("reference", "issuer", "outcome", "points", "tier", "cause", "partner", "port", "at")
    list_filter = ("outcome", "cause", "must_open")
    list_select_related = ("partner", "shipper")
    search_fields = ("reference__exact",)
    search_help_text = _lazy("The full tracking number of the parcel")
    ordering = ("-pk",)

    def staff_actions(self, request: HttpRequest, shown: Assessment) -> StaffActions:
        """Return the act that sets aside the earlier answer that an assessment used, or the acts on the alarm of a
        screening. Anything else that follows an assessment comes from partners and sellers.
        """
        if services.EXAMINER not in held(user_of(request)) or selectors.set_aside_of(shown) is not None:
            return {}
        if selectors.is_alarm(shown):
            acts: StaffActions = {"end_alarm": END_ALARM}
            if selectors.upheld_of(shown) is None:
                acts["uphold_alarm"] = UPHOLD_ALARM
            return {
                code: replace(act, service=partial(act.service, assessment_id=shown.pk)) for code, act in acts.items()
            }
        if shown.used_id is None:
            return {}
        return {"set_aside": replace(SET_ASIDE, service=partial(SET_ASIDE.service, assessment_id=shown.pk))}

    def consequences(self, request: HttpRequest, shown: Assessment, *, since: datetime) -> list[str]:
        """Return what each partner that declared the parcel is answered without the alarm."""
        services.parcel_reassess(assessment_id=shown.pk)
        found = []
        for after in selectors.answers_now(shown):
            words = {"partner": after.partner, "after": after.get_outcome_display()}
            if after.at < since:
                found.append(_("%(partner)s: stays “%(after)s”.") % words)
                continue
            assert after.follows is not None
            words["before"] = after.follows.get_outcome_display()
            found.append(_("%(partner)s: “%(before)s” becomes “%(after)s”.") % words)
        others = len(selectors.alarms_of(shown))
        if others:
            found.append(
                ngettext(
                    "%(others)d further alarm keeps the parcel on the ground.",
                    "%(others)d further alarms keep the parcel on the ground.",
                    others,
                )
                % {"others": others}
            )
        return found

    def page(self, request: HttpRequest, shown: Assessment) -> dict[str, Any]:
        return {
            "layers": _layers(shown.reasons),
            "asked": [TEXTS[code] for code in shown.asked_for],
            "declared": _in_order(shown.declared),
            "corrected": _in_order(shown.correction),
            "chance": percent(shown.chance) if shown.chance is not None else "",
            "novelty": percent(shown.novelty) if shown.novelty is not None else "",
            "chain": selectors.chain_of(shown),
            "used": shown.used,
            "uses": shown.uses.count(),
            "set_aside": selectors.set_aside_of(shown),
            "alarms": selectors.alarms_of(shown),
            "upheld": selectors.upheld_of(shown),
        }


@admin.register(RiskModel)
class RiskModelAdmin(PageAdmin):
    """The list of models of risk, and the model card of each beside the champion."""

    help = _lazy(
        "Models that say how likely a declared parcel is to be wrong. They are trained from past exams by the command "
        "`model_learn`. One person proposes a challenger as champion, and another one approves."
    )
    help_about = "targeting-model"
    acts = ActionTable(MODEL, ACTIONS, "model_id", selectors.facts_of)
    page_template = "admin/desk/targeting/model.html"
    list_display = ("__str__", "state", "kind", "examples", "first_day", "last_day", "trained_at", "promoted_at")
    list_filter = ("state", "kind")
    ordering = ("-pk",)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("fairness/", wrap(require_safe(self.fairness)), name="targeting_fairness"),
            path("missed/", wrap(require_safe(self.missed)), name="targeting_missed"),
        ]
        return [*own, *super().get_urls()]

    def fairness(self, request: HttpRequest) -> HttpResponse:
        """Show how often parcels of groups are chosen and found wrong, beside exams at random and beside the bound."""
        since, groups = selectors.groups_compared()
        tables = [
            (label, [(group_name(grouping, group.name), group) for group in groups if group.grouping == grouping])
            for grouping, label in GROUPINGS.items()
            if grouping is not Grouping.ORIGIN
        ]
        terms = terms_of(policy_on(clock.today())).selection
        return self._drawn(
            request,
            "admin/desk/targeting/fairness.html",
            _lazy("Are exams fair?"),
            since=since,
            tables=tables,
            terms=terms,
            drawn=groups_shown(terms),
        )

    def missed(self, request: HttpRequest) -> HttpResponse:
        """Show the parcels that were let go on without an exam, and were found wrong later."""
        return self._drawn(
            request,
            "admin/desk/targeting/missed.html",
            _lazy("What did we miss?"),
            missed=selectors.missed_parcels(),
            latest=selectors.LATEST,
            most=selectors.MAX_SHOWN,
        )

    def _drawn(self, request: HttpRequest, template: str, title: Promise, **shown: Any) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **shown}
        return TemplateResponse(request, template, context)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RiskModel]:
        return super().get_queryset(request).defer("content")

    def staff_actions(self, request: HttpRequest, shown: RiskModel) -> StaffActions:
        actions = super().staff_actions(request, shown)
        is_champion = shown.state == ModelState.CHAMPION
        if is_champion and PROPOSER in held(user_of(request)) and selectors.drift_unanswered(shown):
            service = partial(LOOK_AT_DRIFT.service, model_id=shown.pk)
            return {"answer_drift": replace(LOOK_AT_DRIFT, service=service), **actions}
        return actions

    def consequences(self, request: HttpRequest, shown: RiskModel, *, since: datetime) -> list[str]:
        now = selectors.champion()
        retired = selectors.models_listed().filter(state=ModelState.RETIRED, retired_at__gte=since).first()
        return _succession(retired, now) if now else []

    def page(self, request: HttpRequest, shown: RiskModel) -> dict[str, Any]:
        champion = selectors.champion()
        beside = champion if champion and champion.pk != shown.pk else None
        terms = terms_of(policy_on(clock.today())).selection
        return {
            "terms": terms,
            "days": GROUP_DAYS,
            "most_burdened": most_burdened_lately(terms) if shown.state == ModelState.CHAMPION else None,
            "beside": beside,
            "months": _months(shown.card, beside.card if beside else {}),
            "base": percent(shown.card["base"]) if "base" in shown.card else "",
            "features": risk_model.FEATURES,
            **_drift(selectors.drift_looks(shown)),
        }


def _succession(before: RiskModel | None, now: RiskModel) -> list[str]:
    """Return in sentences what follows where one model decides in place of another, or of none."""
    told = [_("Every parcel that is declared from now on is assessed by %(model)s.") % {"model": now}]
    if before is None:
        return [*told, _("No model decided before.")]
    told.append(_("%(model)s is retired, and decides nothing any more.") % {"model": before})
    if drifted := selectors.drift_unanswered(before):
        told.append(_("Its drift of %(number)d features that nobody answered is closed.") % {"number": len(drifted)})
    if months := _months(now.card, before.card):
        told.append(
            _("In %(month)s, %(own)s of the tenth that it puts first was wrong, and %(champion)s of the former's.")
            % {
                "month": months[0].month,
                "own": months[0].own.get("first_tenth", "–"),
                "champion": months[0].champion.get("first_tenth", "–"),
            }
        )
    return told


def _in_order(content: Mapping[str, Any]) -> list[tuple[Promise, Any]]:
    """Return fields of a declaration in the order in which people read them, without digests."""
    return [(label, content[name]) for name, label in LABELS.items() if name in content and name not in DIGESTS]


def _layers(reasons: Iterable[Mapping[str, Any]]) -> list[LayerShown]:
    """Return the layers of an assessment, also those that say nothing."""
    by_layer: dict[str, list[tuple[str | Promise, int]]] = {layer: [] for layer in LAYERS}
    for reason in reasons:
        by_layer[reason["layer"]].append((REASONS.get(reason["code"], reason["code"]), reason["points"]))
    return [
        LayerShown(label, sum(points for _words, points in by_layer[layer]), by_layer[layer])
        for layer, label in LAYERS.items()
    ]


def _drift(looks: Sequence[DriftLook]) -> dict[str, Any]:
    """Return the last look for drift with its features, those that drifted apart, and a row for each look."""
    features = list(looks[0].features.all()) if looks else []
    named = [(selectors.feature_label(each.feature), each) for each in features]
    return {
        "looks": [_look_shown(look) for look in looks],
        "drifted": [(label, each) for label, each in named if each.is_alarm],
        "steady": [(label, each) for label, each in named if not each.is_alarm],
    }


def _look_shown(look: DriftLook) -> DriftShown:
    features = list(look.features.all())
    first = features[0] if features else None
    return DriftShown(
        look=look,
        compared=len(features),
        drifted=sum(each.is_alarm for each in features),
        gravest=selectors.feature_label(first.feature) if first else "",
        index=first.index if first else None,
        answers=list(look.answers.all()),
    )


def _months(own: Mapping[str, Any], champion: Mapping[str, Any]) -> list[MonthShown]:
    """Return the months of two model cards, the latest first."""
    cards = [{month["month"]: _shares(month) for month in card.get("months", ())} for card in (own, champion)]
    return [
        MonthShown(month, cards[0].get(month, {}), cards[1].get(month, {}))
        for month in sorted(cards[0].keys() | cards[1].keys(), reverse=True)
    ]


def _shares(month: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures of a month, shares as percentages."""
    return {name: value if name in ("month", "parcels", "new") else percent(value) for name, value in month.items()}
