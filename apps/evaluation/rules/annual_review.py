"""The member did its annual review: it confirmed its profile within the last year."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.clock import anniversary
from apps.evaluation.finding import RuleFinding
from apps.evaluation.formats import Reader, day
from apps.evaluation.record import Record
from apps.policy.terms import TOP, Terms

CODE = "annual_review"
TITLE = _lazy("Annual review")


def find(record: Record, terms: Terms) -> RuleFinding:
    caps = terms.caps
    done = max((moment for moment in (record.enrolled, record.reviewed) if moment), default=None)
    if done is None:
        return RuleFinding(rule=CODE, observed=None, required=caps.review_months, enter=TOP, keep=TOP)
    due = anniversary(done, caps.review_months)
    overdue = anniversary(done, caps.review_months + caps.review_grace_months)
    return RuleFinding(
        rule=CODE,
        observed=done,
        required=caps.review_months,
        enter=TOP if record.as_of < due else caps.review_overdue_tier,
        keep=TOP if record.as_of < overdue else caps.review_overdue_tier,
        moves=next((moment for moment in (due, overdue) if record.as_of < moment), None),
        detail={"due": due, "overdue": overdue},
    )


def sentence(finding: RuleFinding, reader: Reader = Reader.SELLER) -> str:
    if finding.observed is None:
        return reader.chosen(
            seller=_("You are not a member yet, so no annual review is due."),
            officer=_("The business is not a member yet, so no annual review is due."),
        )
    dates = {name: day(finding.detail[name]) for name in ("due", "overdue")}
    if finding.keep < TOP:
        text = reader.chosen(
            seller=_(
                "Your annual review has been overdue since %(overdue)s. Until it is done, you can't rise, and the "
                "program may propose a lower tier. Do it today: it takes about ten minutes."
            ),
            officer=_(
                "The annual review has been overdue since %(overdue)s. Until it is done, the business can't rise, and "
                "the program may propose a lower tier."
            ),
        )
    elif finding.enter < TOP:
        text = reader.chosen(
            seller=_(
                "Your annual review was due on %(due)s. Until it is done, you can't rise. Do it before %(overdue)s."
            ),
            officer=_(
                "The annual review was due on %(due)s. Until it is done, the business can't rise. The review is "
                "overdue from %(overdue)s on."
            ),
        )
    else:
        text = reader.chosen(
            seller=_("Your next annual review is due on %(due)s."),
            officer=_("The next annual review is due on %(due)s."),
        )
    return text % dates


def value_text(value: date | int | None) -> str:
    if value is None:
        return _("not a member")
    if isinstance(value, int):
        return _("within %(months)s months") % {"months": value}
    return day(value)


def act(finding: RuleFinding, reader: Reader = Reader.SELLER) -> str:
    return reader.chosen(
        seller=_("Do the annual review: confirm your profile."),
        officer=_("The annual review, in which the business confirms its profile."),
    )
