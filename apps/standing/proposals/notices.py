"""The words of notices: what is proposed, the findings and violations behind the proposal, and what happens
when.

A proposed change keeps its notice in the language of the program. Each person on the team receives the notice in their
own language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from apps.core.clock import day_of
from apps.core.days_text import deadline_text
from apps.core.languages import with_language
from apps.core.lazy import Promise, later
from apps.evaluation.explanations import FindingText, finding_texts_of, findings_of
from apps.evaluation.models import Evaluation
from apps.ledger.law import citations_of
from apps.ledger.models import Case, Violation
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.zones import zone_of
from apps.standing.adverse_actions import ADVERSE_ACTIONS
from apps.standing.proposals.models import ProposedChange
from apps.standing.proposals.named_parcels import parcels_named, parcels_text
from apps.standing.proposals.selectors.appeal_times import false_information_of, names_more
from apps.standing.proposals.selectors.grounds import OfficerGrounds

SUSPENDED_AT_ONCE = _lazy("You are suspended: please respond")
SUSPENDED_FIRST = _lazy(
    "The law lets a membership be suspended before its holder could answer only for willfulness, or where public "
    "health, interest or safety requires it (5 U.S.C. 558(c))."
)
# The reasons of the program's own proposals that rest on no finding of a rule.
PLAN_MISSED = "plan_missed"
BECAUSE: dict[str, Promise] = {
    PLAN_MISSED: _lazy(
        "You were a member on conditions, and had to carry out your corrective plan in time. The due day of an item "
        "passed without an answer from you."
    ),
}
# A message names this many violations; the page names all of them.
NAMED = 20


@dataclass(frozen=True, slots=True)
class GroundText:
    """The finding of a rule with the violations behind it; or, without a finding, violations that an officer named."""

    finding: FindingText | None
    violations: list[Violation]


def notice_content(
    *,
    kind: str,
    tier: int | None,
    tier_held: int,
    evaluation: Evaluation | None,
    grounds: OfficerGrounds | None,
    because: str,
    at_once: bool,
    behind: Mapping[str, Sequence[int]],
) -> dict[str, Any]:
    """Return the notice that a proposed change keeps.

    The findings of an evaluation, the `grounds` of an officer, or an event (`because`, a code of `BECAUSE`) say why.
    `behind` gives the cases of each rule's finding.
    """
    with translation.override(settings.LANGUAGE_CODE):
        findings = [
            {
                "rule": found.rule,
                "title": str(found.title),
                "sentence": str(found.sentence),
                "observed": found.observed,
                "required": found.required,
                "cases": behind.get(found.rule, []),
            }
            for found in findings_behind(evaluation, below=tier_held, suspending=ADVERSE_ACTIONS[kind].suspends)
        ]
    named, false = (grounds.cases, grounds.false_information) if grounds else ([], None)
    return {
        "kind": kind,
        "at_once": at_once,
        "tier_held": tier_held,
        "tier": tier,
        "because": because,
        "false_information": {"case": false.case_id, "visited_on": false.visited_on.isoformat()} if false else None,
        "reasons": grounds.reasons if grounds else "",
        "reasons_language": grounds.language if grounds else settings.LANGUAGE_CODE,
        "policy": evaluation.policy.version if evaluation else None,
        "findings": findings,
        "parcels": grounds.parcels if grounds else [],
        "cases": sorted({*named, *(case for found in findings for case in found["cases"])}),
    }


def findings_behind(evaluation: Evaluation | None, *, below: int, suspending: bool) -> list[FindingText]:
    """Return the findings on which a change rests: those that suspend, or those that do not allow the member to keep
    the tier.
    """
    if evaluation is None:
        return []
    rules = {found.rule for found in findings_of(evaluation) if (found.suspend if suspending else found.keep < below)}
    return [found for found in finding_texts_of(evaluation) if found.rule in rules]


def findings_of_notice(proposal: ProposedChange) -> list[FindingText]:
    """Return the findings on which a proposed change rests, in the reader's language."""
    return findings_behind(
        proposal.evaluation,
        below=proposal.notice["tier_held"],
        suspending=proposal.adverse_action.suspends,
    )


def violations_named(proposal: ProposedChange) -> list[Violation]:
    """Return the violations that the notice names, as recorded now, the latest first."""
    found = Violation.objects.filter(case__in=proposal.notice["cases"], pk=F("case__violation_id"))
    return list(found.select_related("case", "parcel__seller", "seller").order_by("-date", "-pk"))


def grounds_of_notice(proposal: ProposedChange, named: list[Violation] | None = None) -> list[GroundText]:
    """Return each finding with the violations behind it, in the reader's language; last, the violations that only an
    officer named. A caller that has read `violations_named` gives them.
    """
    violations = violations_named(proposal) if named is None else named
    behind = {found["rule"]: set(found["cases"]) for found in proposal.notice["findings"]}
    texts = [
        GroundText(found, [each for each in violations if each.case_id in behind.get(found.rule, ())])
        for found in findings_of_notice(proposal)
    ]
    placed = set().union(*behind.values()) if behind else set()
    if others := [each for each in violations if each.case_id not in placed]:
        texts.append(GroundText(None, others))
    return texts


def subject_of(proposal: ProposedChange) -> Promise:
    """Return the subject of the message that brings the notice."""
    return SUSPENDED_AT_ONCE if proposal.notice["at_once"] else proposal.adverse_action.words.notice


def body_of(proposal: ProposedChange, named: list[Violation] | None = None) -> Promise:
    """Return the text of the message that brings the notice, in each reader's language. A caller that has read
    `violations_named` gives them.
    """
    return later(lambda: "\n\n".join(_paragraphs(proposal, named)))


def opening_of(proposal: ProposedChange) -> str:
    """Say in a sentence or two what is proposed to be taken away."""
    notice = proposal.notice
    if notice["at_once"]:
        return _(
            "Your standing is suspended from today, because of a critical finding with a recorded basis. You keep "
            "access: you can read everything and respond. An officer reviews the suspension within days, and nothing "
            "is decided before you could respond."
        )
    return str(proposal.adverse_action.words.opening) % {"held": notice["tier_held"], "tier": notice["tier"]}


def false_information_text(proposal: ProposedChange) -> str:
    """Say which finding of the notice has less time to appeal, and how much; nothing where the notice has none."""
    named = false_information_of(proposal)
    if named is None:
        return ""
    clocks = terms_of(policy_on(day_of(proposal.decided_at or proposal.proposed_at))).clocks
    values = {
        "visited": day(named.visited_on),
        "case": Case.objects.get(pk=named.case_id).reference,
        "days": clocks.appeal_false_statement_days,
        "more": clocks.appeal_days,
    }
    found = _(
        "An officer found that you knowingly gave false information at the validation visit of %(visited)s: case "
        "%(case)s."
    )
    if proposal.decided_at:
        return found % values
    if names_more(proposal):
        time = _(
            "If this is upheld, you can appeal that finding within %(days)s days, and everything else within %(more)s "
            "days."
        )
    else:
        time = _("If this is upheld, you can appeal within %(days)s days.")
    return f"{found} {time}" % values


def steps_of(proposal: ProposedChange) -> list[str]:
    """Return what happens when, from the notice to the end."""
    zone = zone_of(proposal.shipper)
    limits = {
        "respond": proposal.respond_by,
        "review": proposal.review_by,
        "review_lapse": proposal.review_lapse_at,
        "decide": proposal.decide_by,
        "lapse": proposal.lapse_at,
    }
    days = {name: deadline_text(limit, zone) if limit else "" for name, limit in limits.items()}
    steps = [_("An owner or a signatory of your team can respond on your page until %(respond)s.") % days]
    if not proposal.decide_by:
        return steps
    if proposal.review_is_due:
        steps += [
            _(
                "By %(review)s an officer says whether the suspension stays until the decision. It can be lifted on "
                "any day."
            )
            % days,
            _(
                "If nobody has done so by %(review_lapse)s, you are a member again, on conditions: all your parcels "
                "are examined until an officer decides."
            )
            % days,
        ]
    lapses = (
        _("If nobody has decided by %(lapse)s, the suspension ends.")
        if proposal.at_once
        else _("If nobody has decided by %(lapse)s, the proposal lapses and nothing is taken away.")
    )
    return [
        *steps,
        _(
            "An officer decides after that day, or once you say that you have said everything, and at the latest by "
            "%(decide)s. You will receive the reasons."
        )
        % days,
        lapses % days,
        _("You can appeal a decision. Another officer hears the appeal."),
    ]


def _paragraphs(proposal: ProposedChange, named: list[Violation] | None) -> list[str]:
    notice = proposal.notice
    rests = []
    if notice["findings"]:
        rests = [
            _("The proposal rests on these findings under version %(version)s of the policy:")
            % {"version": notice["policy"]}
        ]
    false_information = false_information_text(proposal)
    return [
        opening_of(proposal),
        *([str(SUSPENDED_FIRST)] if notice["at_once"] else []),
        *([str(BECAUSE[notice["because"]])] if notice["because"] else []),
        *([str(with_language(notice["reasons"], notice["reasons_language"]))] if notice["reasons"] else []),
        *filter(None, [parcels_text(parcels_named(proposal)), false_information]),
        *rests,
        *(finding_line(finding) for finding in findings_of_notice(proposal)),
        *_violation_lines(violations_named(proposal) if named is None else named),
        *steps_of(proposal),
    ]


def _violation_lines(violations: list[Violation]) -> list[str]:
    if not violations:
        return []
    lines = [line_of(violation) for violation in violations[:NAMED]]
    more = len(violations) - NAMED
    if more > 0:
        lines.append(
            ngettext("And %(count)d more, on your page.", "And %(count)d more, on your page.", more) % {"count": more}
        )
    return [_("The violations behind this proposal. You can answer each of them:"), "\n".join(lines)]


def finding_line(finding: FindingText) -> str:
    """Describe the finding of a rule in one line, in the reader's language."""
    return _("%(title)s. %(sentence)s (found: %(observed)s, required: %(required)s)") % {
        "title": finding.title,
        "sentence": finding.sentence,
        "observed": finding.observed,
        "required": finding.required,
    }


def line_of(violation: Violation) -> str:
    """Describe a violation in one line: its day, category, shipment, determination and the law that applies."""
    values = {
        "day": day(violation.date),
        "what": violation.get_category_display(),
        "case": violation.case.reference,
        "state": violation.get_determination_display(),
        "law": ", ".join(citations_of(violation.category, violation.culpability)),
        "shipment": violation.parcel.reference if violation.parcel else "",
    }
    if violation.parcel:
        return _("%(day)s: %(what)s, shipment %(shipment)s, case %(case)s (%(state)s). Law: %(law)s") % values
    return _("%(day)s: %(what)s, case %(case)s (%(state)s). Law: %(law)s") % values


def day(value: date) -> str:
    """Format a day in the reader's language."""
    return date_format(value, "DATE_FORMAT")
