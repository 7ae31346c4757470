"""The panel of the past of a business: what it was on a day, by what was known then and by what is known now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.errors import NotFound
from apps.core.forms import DateInput
from apps.core.lazy import Promise
from apps.desk.forms import StaffForm
from apps.evaluation.explanations import FindingText, finding_texts
from apps.evaluation.formats import Reader
from apps.evaluation.past import LaterEntry, PastStep, RuleChange
from apps.evaluation.rules import RULES, RulesAnswer
from apps.ledger.archives import EntriesArchived
from apps.ledger.vocabulary import Category, Determination, ProgramEntryKind
from apps.shippers.models import Shipper
from apps.standing.models import Change
from apps.standing.selectors import PastStanding, known_at_end_of, parts_since, past_of

PANEL = "past"
# The entries of one step that are told one by one; the others are counted.
MAX_TOLD = 20
COUNTS: tuple[tuple[str, Promise], ...] = (
    ("parcels", _lazy("parcels %(count)s")),
    ("examined", _lazy("examined %(count)s")),
    ("discrepant", _lazy("found wrong %(count)s")),
    ("drawn", _lazy("opened at random %(count)s")),
    ("drawn_discrepant", _lazy("of these found wrong %(count)s")),
    ("followed", _lazy("opened at random after a wrong one %(count)s")),
    ("followed_discrepant", _lazy("of these found wrong %(count)s")),
)


class PastForm(StaffForm):
    """The form for the day and for the time of knowledge, filled in from the address of the page."""

    as_of = forms.DateField(label=_lazy("On the day"), widget=DateInput)
    known_at = forms.DateField(
        label=_lazy("By what was known at the end of"),
        required=False,
        widget=DateInput,
        help_text=_lazy("Left empty: the same day."),
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        for name in ("as_of", "known_at"):
            if given.get(name) and given[name] > clock.today():
                self.add_error(name, _("This day has not come. Choose today or an earlier day."))
        return given


@dataclass(frozen=True, slots=True)
class PastSide:
    """The standing held on the day, and the answer of the rules with what decides, from what was known at one time.

    `since` are the moments since which each part of the standing was as it was held.
    """

    known_at: datetime
    held: Change | None
    since: dict[str, datetime]
    answer: RulesAnswer
    binding: list[FindingText]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """The findings of one rule by what was known then and now."""

    title: str
    then: FindingText
    now: FindingText

    @property
    def differs(self) -> bool:
        return self.then.sentence != self.now.sentence or (self.then.enter, self.then.keep) != (
            self.now.enter,
            self.now.keep,
        )


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step between the two sides in words: entries that became known, and what they changed."""

    known_from: datetime
    entries: list[str]
    more: int
    changes: list[str]
    enter: int
    keep: int


def past_panel(request: HttpRequest, shown: Shipper) -> dict[str, Any]:
    """Return what the panel shows: the day is the last of the month before, unless the address says another."""
    chosen: dict[str, Any] | None
    if "as_of" in request.GET:
        form = PastForm(request.GET)
        chosen = form.cleaned_data if form.is_valid() else None
    else:
        chosen = {"as_of": clock.add_days(clock.month_of(clock.today()), -1), "known_at": None}
        form = PastForm(initial=chosen)
    context: dict[str, Any] = {"past_form": form, "past": None, "past_refused": ""}
    if chosen is None:
        return context
    as_of: date = chosen["as_of"]
    known_at = known_at_end_of(chosen["known_at"] or as_of)
    try:
        past = past_of(shown.pk, as_of=as_of, known_at=known_at, until=clock.now())
    except (NotFound, EntriesArchived) as refusal:
        return context | {"past_refused": refusal.message}
    return context | {
        "past": past.answers,
        "sides": _sides(past),
        "rules": _rules(past),
        "steps": [_step(step) for step in past.answers.steps],
    }


def _sides(past: PastStanding) -> list[PastSide]:
    answers = past.answers
    return [
        PastSide(
            known_at, held, parts_since(held) if held else {}, answer, [text for text in _texts(answer) if text.binding]
        )
        for known_at, held, answer in (
            (answers.known_at, past.held_then, answers.then),
            (answers.until, past.held_now, answers.now),
        )
    ]


def _texts(answer: RulesAnswer) -> list[FindingText]:
    return finding_texts(answer.findings, enter=answer.enter, reader=Reader.OFFICER)


def _rules(past: PastStanding) -> list[RuleRow]:
    """Return the findings of both sides by rule, those that differ first."""
    now = {text.rule: text for text in _texts(past.answers.now)}
    rows = [RuleRow(text.title, text, now[text.rule]) for text in _texts(past.answers.then)]
    return sorted(rows, key=lambda row: not row.differs)


def _step(step: PastStep) -> StepRow:
    told = [WORDS[entry.kind](entry) for entry in step.entries[:MAX_TOLD]]
    return StepRow(
        known_from=step.known_from,
        entries=told,
        more=len(step.entries) - len(told),
        changes=[_change(change) for change in step.changes],
        enter=step.answer.enter,
        keep=step.answer.keep,
    )


def _change(change: RuleChange) -> str:
    """Say what a step changed for a rule: the value, and the tiers where they moved."""
    rule = RULES[change.rule]
    before, after = (rule.value_text(finding.observed) for finding in (change.before, change.after))
    said = [str(rule.TITLE)]
    if before != after:
        said.append(_("%(before)s, then %(after)s") % {"before": before, "after": after})
    if change.before.enter != change.after.enter:
        tiers = {"before": change.before.enter, "after": change.after.enter}
        said.append(_("lets it enter tier %(after)s in place of %(before)s") % tiers)
    if change.before.keep != change.after.keep:
        tiers = {"before": change.before.keep, "after": change.after.keep}
        said.append(_("lets it keep tier %(after)s in place of %(before)s") % tiers)
    return ": ".join([said[0], "; ".join(said[1:]) or _("another requirement")])


def _day(entry: LaterEntry, form: str = "DATE_FORMAT") -> str:
    """Return the day of an entry in words. Only an identity has none."""
    assert entry.date is not None
    return date_format(entry.date, form)


def _identity(entry: LaterEntry) -> str:
    said = {"number": entry.facts["identity"]}
    if entry.facts["linked"]:
        return _("Identity %(number)s was linked, with all that was reported under it") % said
    return _("Identity %(number)s was taken from the record, with all that was reported under it") % said


def _parcels(entry: LaterEntry) -> str:
    counts = ", ".join(str(words) % {"count": f"{entry.facts[name]:+}"} for name, words in COUNTS if entry.facts[name])
    month = _day(entry, "YEAR_MONTH_FORMAT")
    return _("Parcels of %(month)s: %(counts)s") % {"month": month, "counts": counts or _("no count moved")}


def _violation(entry: LaterEntry) -> str:
    facts = entry.facts
    said = {
        "category": Category(facts["category"]).label,
        "day": _day(entry),
        "number": facts["case_id"],
        "what": _("taken back") if facts["voided"] else Determination(facts["determination"]).label.lower(),
    }
    return _("Violation %(number)s, %(category)s of %(day)s: %(what)s") % said


def _act(entry: LaterEntry) -> str:
    said = {"what": str(ProgramEntryKind(entry.facts["kind"]).label), "day": _day(entry)}
    if not entry.facts["own"]:
        said["what"] = _("Another number of the same control: %(what)s") % said
    if entry.facts["takes_back"]:
        return _("%(what)s of %(day)s: taken back") % said
    return _("%(what)s on %(day)s") % said


def _declared(entry: LaterEntry) -> str:
    counts = entry.facts | {"month": _day(entry, "YEAR_MONTH_FORMAT")}
    return _("%(month)s: %(declared)s of %(parcels)s parcels declared in time, of %(could)s that could be") % counts


WORDS: dict[str, Callable[[LaterEntry], str]] = {
    "identity": _identity,
    "parcels": _parcels,
    "declared_month": _declared,
    "violation": _violation,
    "program_entry": _act,
}
