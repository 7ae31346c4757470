"""Prior disclosures: a business reports a violation of its own before anybody looks into it (19 U.S.C. 1592(c)(4))."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, NoReturn

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.errors import Conflict, InvalidInput
from apps.core.files import IdentifiedFile
from apps.core.languages import day_in_words, with_language
from apps.core.lazy import Promise
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files, files_add
from apps.disputes import work
from apps.disputes.models import Disclosure, StatementState
from apps.disputes.selectors import facts_of, parcel_numbered
from apps.disputes.services.statements import (
    reasons_write,
    statement_cases,
    statement_columns,
    statement_withdraw,
)
from apps.disputes.states import DISCLOSURE
from apps.ledger.models import Parcel
from apps.ledger.names import subject_about
from apps.ledger.selectors import violations_visible
from apps.ledger.services import violation_admit, violation_allege, violation_disclosed_set
from apps.ledger.values import latest_day
from apps.ledger.vocabulary import GRAVE, Category
from apps.shippers.cases import CaseNotice
from apps.shippers.models import Shipper
from apps.shippers.roles import Ability
from apps.shippers.selectors import require

Tender = Disclosure.Tender
DISCLOSURES = statement_cases(
    Disclosure.objects.select_related("parcel", "shipper"),
    DISCLOSURE,
    work.DISCLOSURE,
    facts=facts_of,
    title=lambda disclosure: f"{disclosure.shipper}: {disclosure}",
    notice=CaseNotice(
        kind="disclosures.decided",
        page=lambda disclosure: reverse("portal:disclosure", args=[disclosure.shipper_id, disclosure.pk]),
    ),
)
DECIDED: dict[str, tuple[Promise, Promise]] = {
    StatementState.ACCEPTED: (
        _lazy("Your disclosure was accepted"),
        _lazy(
            "An officer has recorded the violation as disclosed by you first, so that it weighs less or nothing in "
            "your record. The officer's reasons:"
        ),
    ),
    StatementState.DECLINED: (
        _lazy("Your disclosure was declined"),
        _lazy("Nothing was recorded because of your disclosure. The officer's reasons:"),
    ),
}


@atomic_with_files()
def disclosure_open(
    *,
    actor: User,
    shipper_id: int,
    category: str,
    day: date,
    text: str,
    tender: str,
    tendered: Decimal | None = None,
    tendered_how: str = "",
    number: str = "",
    revenue_loss: Decimal | None = None,
    language: str = "",
    files: Sequence[IdentifiedFile] = (),
) -> Disclosure:
    """Report a violation of one's own business, by an owner or a signatory. Sent twice, as by a double click, it is one
    disclosure.

    `number` is the number of a parcel in its record. `tender` is what becomes of the duties that were lost; where they
    were paid, `tendered` is the amount in US dollars and `tendered_how` the receipt or the way.

    Raise NotFound, NotAllowed for other roles, Conflict for a business without a Known Shipper Number, or for a
    violation that is on record or was disclosed already, Invalid for a day in the future, an unknown parcel, too many
    files, without a text, or if what is said of the duties is missing or contradicts itself.
    """
    require(actor, shipper_id, Ability.ATTEST)
    text = text_required(text, "text", _("Say what went wrong, and what is true."))
    # A second disclosure of the same business at the same time waits here.
    shipper = Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
    if shipper.ksn is None:
        raise Conflict(_("Only a business with a Known Shipper Number has a record here."), code="no_number")
    if day > latest_day():
        message = _("This day is in the future. Give the day on which it happened.")
        raise InvalidInput(message, fields={"day": [message]})
    category = Category(category)
    paid = _tender_columns(tender, tendered, tendered_how, revenue_loss)
    parcel = _parcel(shipper_id, number.strip())
    if parcel:
        _new_violation_require(shipper_id, category, parcel)
    else:
        same = {"category": category, "date": day, "parcel": None, "text": text, "said_by": actor}
        same |= {"revenue_loss": revenue_loss, **paid}
        if again := Disclosure.objects.filter(shipper=shipper, state=StatementState.OPEN, **same).first():
            return again
    disclosure = Disclosure.objects.create(
        shipper=shipper,
        category=category,
        date=day,
        parcel=parcel,
        revenue_loss=revenue_loss,
        **paid,
        **statement_columns(actor=actor, text=text, language=language),
    )
    files_add(disclosure.files, files, actor)
    DISCLOSURES.opened(disclosure, "opened", actor)
    return disclosure


@transaction.atomic
def disclosure_withdraw(*, actor: User, disclosure_id: int) -> Disclosure:
    """Take a disclosure back before it is decided."""
    return statement_withdraw(DISCLOSURES, DISCLOSURES.lock(disclosure_id), actor)


@transaction.atomic
def disclosure_decide(
    *, actor: User, disclosure_id: int, decision: str, reasons: str, culpability: str = "", language: str = ""
) -> Disclosure:
    """Decide a disclosure, by an officer: `accept` with its culpability, and it becomes an entry of the ledger that
    counts as disclosed; or `decline`, for instance if it was under investigation before (19 CFR 162.74(a)).

    Gross negligence and fraud, which are the officer's words, are alleged: the business may answer, and somebody else
    determines them. Raise NotAllowed, Conflict if it is decided already, Invalid without reasons, or if culpability is
    missing.
    """
    with DISCLOSURES.acting(decision, disclosure_id, actor) as disclosure:
        reasons_write(disclosure, reasons, language, actor)
        if disclosure.state == StatementState.ACCEPTED:
            culpability = text_required(culpability, "culpability", _("Say how culpable it was."))
            fact, enter = _fact_of(disclosure) | {"culpability": culpability}, violation_admit
            if culpability in GRAVE:
                enter, fact = partial(violation_allege, told=True), fact | {"self_disclosed": True}
            case = enter(actor=actor, fact=fact, reason=disclosure.reasons, language=disclosure.reasons_language)
            disclosure.result_id = case.violation_id
    words = with_language(disclosure.reasons, disclosure.reasons_language)
    subject, opening = DECIDED[disclosure.state]
    what = format_lazy("{}, {}", Category(disclosure.category).label, day_in_words(disclosure.date))
    DISCLOSURES.tell(disclosure, subject_about(subject, what), opening, words)
    return disclosure


@transaction.atomic
def disclosure_settle(*, disclosure_id: int, is_disclosed: bool) -> None:
    """Let the violation of an accepted disclosure count as disclosed, or no longer, by whether its duties were paid."""
    result = Disclosure.objects.values_list("result__case", flat=True).get(pk=disclosure_id)
    if result is not None:
        violation_disclosed_set(case_id=result, is_disclosed=is_disclosed)


def _tender_columns(tender: str, amount: Decimal | None, how: str, lost: Decimal | None) -> dict[str, Any]:
    """Return the columns of a tender. Raise Invalid for the field that is missing or contradicts another."""
    if tender not in Tender.values:
        _refuse("tender", _("Say what becomes of the duties that were lost."))
    if tender == Tender.NOTHING_LOST and lost:
        _refuse("tender", _("You gave an amount of duties that were lost. Say how they are paid, or leave it blank."))
    if tender != Tender.DONE:
        return {"tender": tender}
    if not amount:
        _refuse("tendered", _("Give the amount that you paid."))
    how = text_required(how, "tendered_how", _("Say how you paid it: the receipt, the port, the day."))
    return {"tender": tender, "tendered": amount, "tendered_how": how}


def _refuse(field: str, message: str) -> NoReturn:
    raise InvalidInput(message, fields={field: [message]})


def _fact_of(disclosure: Disclosure) -> dict[str, object]:
    parcel = disclosure.parcel
    return {
        "reference": f"PD-{disclosure.pk}",
        "ksn": disclosure.shipper.ksn,
        "date": disclosure.date,
        "category": disclosure.category,
        "shipment": f"{parcel.issuer}:{parcel.reference}" if parcel else "",
        "revenue_loss": disclosure.revenue_loss,
        "currency": "USD",
    }


def _parcel(shipper_id: int, number: str) -> Parcel | None:
    if not number:
        return None
    parcel = parcel_numbered(shipper_id, number)
    if parcel is None:
        message = _("There is no shipment with this number in your record. Check it, or leave this blank.")
        raise InvalidInput(message, fields={"number": [message]})
    return parcel


def _new_violation_require(shipper_id: int, category: str, parcel: Parcel) -> None:
    """Raise Conflict for a violation that is on record, where the business can answer the violation, or that the
    business disclosed before.
    """
    known = violations_visible(shipper_id).filter(parcel=parcel, category=category).first()
    if known is not None:
        message = _(
            "This violation is on record already, as case %(case)s, so it can no longer be disclosed. Open the case "
            "among your violations and answer it."
        ) % {"case": known.case.reference}
        raise Conflict(message, code="on_record", fields={"number": [message]})
    if Disclosure.objects.filter(
        shipper=shipper_id, parcel=parcel, category=category, state=StatementState.OPEN
    ).exists():
        message = _("You have disclosed this already. An officer is looking at your disclosure.")
        raise Conflict(message, code="disclosed", fields={"number": [message]})
