"""Enough of the member's parcels were declared before they arrived, so that they could be drawn at random.

A parcel that nobody declares in time has no chance to be opened at random, so exams at random say nothing of it. Each
completed month is counted once, by what others reported afterwards. To enter a tier, enough of all parcels must have
been declared. To keep a tier, only those parcels are asked for that could be declared: where, on that day, a parcel of
any member by the same mode to the same port was. A month without a count, and a few parcels, are held against nobody.
"""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.shares import percent_exact
from apps.evaluation.finding import RuleFinding
from apps.evaluation.formats import Reader, number
from apps.evaluation.record import DeclaredMonth, Record, month_start
from apps.policy.terms import ONE, TOP, Declared, Terms

CODE = "declared_parcels"
TITLE = _lazy("Parcels declared in time")
# A hundredth of a percent, in millionths.
CUT = 100


def find(record: Record, terms: Terms) -> RuleFinding:
    window, asked = terms.windows.declared_months, terms.declared
    months = [month for month in record.declared if month.number > record.month - window]
    counts = [sum([getattr(month, name) for month in months]) for name in ("parcels", "could", "declared")]
    parcels, could, declared = counts
    enter, keep = _allowed(parcels, could, declared, asked)
    return RuleFinding(
        rule=CODE,
        observed=_share(declared, parcels, asked),
        required=asked.enter_share / ONE,
        enter=enter,
        keep=keep,
        moves=_moves(months, (parcels, could, declared), window, asked),
        detail={
            "months": window,
            "parcels": parcels,
            "could": could,
            "declared": declared,
            "least": asked.least_parcels,
            "kept": _share(declared, could, asked),
            "required_kept": asked.keep_share / ONE,
        },
    )


def _allowed(parcels: int, could: int, declared: int, asked: Declared) -> tuple[int, int]:
    """Return the highest tiers to enter and to keep: all, or none."""
    enters = parcels < asked.least_parcels or declared * ONE >= parcels * asked.enter_share
    keeps = could < asked.least_parcels or declared * ONE >= could * asked.keep_share
    return TOP if enters and keeps else 0, TOP if keeps else 0


def _share(declared: int, parcels: int, asked: Declared) -> float | None:
    """Return the share of parcels declared, cut to hundredths of a percent; None where there are too few parcels."""
    if not parcels or parcels < asked.least_parcels:
        return None
    return declared * ONE // (parcels * CUT) * CUT / ONE


def _moves(months: Sequence[DeclaredMonth], counts: tuple[int, int, int], window: int, asked: Declared) -> date | None:
    """Return the day on which the tiers change as month after month leaves the window; None if they never do."""
    parcels, could, declared = counts
    if declared == parcels:
        return None
    now = _allowed(parcels, could, declared, asked)
    for month in months:
        parcels, could, declared = parcels - month.parcels, could - month.could, declared - month.declared
        if _allowed(parcels, could, declared, asked) != now:
            return month_start(month.number + window)
    return None


def sentence(finding: RuleFinding, reader: Reader = Reader.SELLER) -> str:
    detail = finding.detail
    if finding.observed is None:
        return _(
            "Fewer than %(least)s parcels of the last %(months)s months were counted, so this rule asks for nothing."
        ) % {"least": number(detail["least"]), "months": detail["months"]}
    text = reader.chosen(
        seller=_(
            "%(declared)s of your %(parcels)s parcels counted in the last %(months)s months were declared before they "
            "arrived: %(share)s. Entering a tier asks for %(required)s."
        ),
        officer=_(
            "%(declared)s of the %(parcels)s parcels of the business counted in the last %(months)s months were "
            "declared before they arrived: %(share)s. Entering a tier asks for %(required)s."
        ),
    )
    sentences = [
        text
        % {
            "declared": number(detail["declared"]),
            "parcels": number(detail["parcels"]),
            "months": detail["months"],
            "share": value_text(finding.observed),
            "required": value_text(finding.required),
        }
    ]
    if finding.keep < TOP:
        sentences.append(
            _("%(could)s of them could be declared, and %(share)s of these were. Keeping a tier asks for %(required)s.")
            % {
                "could": number(detail["could"]),
                "share": value_text(detail["kept"]),
                "required": value_text(detail["required_kept"]),
            }
        )
    return " ".join(sentences)


def value_text(value: float | None) -> str:
    return _("too few parcels") if value is None else percent_exact(value)


def act(finding: RuleFinding, reader: Reader = Reader.SELLER) -> str:
    return reader.chosen(
        seller=_("Ask your carrier or broker to declare each parcel before it arrives."),
        officer=_("More parcels that are declared before they arrive, month after month."),
    )
