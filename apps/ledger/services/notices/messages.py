"""The messages to the team of a business about a violation: the notice with acts and law, the reminder, more time."""

from collections.abc import Iterable
from decimal import Decimal

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.languages import day_in_words, with_language
from apps.core.lazy import Promise, later
from apps.ledger.law import MEANING, provisions_of
from apps.ledger.models import Service, Violation
from apps.ledger.petitions import petition_texts
from apps.ledger.selectors import suspends_at_once
from apps.ledger.vocabulary import Attribution, Basis, Category, Culpability, Determination
from apps.notices.services import NewMessage, messages_send
from apps.policy.procedures import Clocks
from apps.shippers.zones import deadline_in_words

AMOUNTS: dict[str, Promise] = {
    "revenue_loss": _lazy("Unpaid duties: {amount}"),
    "penalty_assessed": _lazy("Penalty assessed: {amount}"),
    "penalty_mitigated": _lazy("Penalty after mitigation: {amount}"),
    "collected": _lazy("Paid so far: {amount}"),
}


# The first sentences of a notice, by whether the violation is alleged and whether the business disclosed it itself.
_OPENINGS: dict[tuple[bool, bool], Promise] = {
    (True, False): _lazy(
        "A violation of yours was reported to the program. It is an allegation: nothing is proved, and nothing counts "
        "against you now."
    ),
    (False, False): _lazy(
        "A violation of yours was reported to the program as proved. It counts in your record. You can dispute it."
    ),
    (True, True): _lazy(
        "A violation that you disclosed yourself is on record. It is not decided yet, and nothing counts against you "
        "now. That you told of it first counts for you."
    ),
    (False, True): _lazy(
        "A violation that you disclosed yourself was confirmed. It counts in your record, for less because you told of "
        "it first. You can dispute it."
    ),
}


def notice_of(service: Service, violation: Violation, team: Iterable[User], clocks: Clocks) -> NewMessage:
    """Return the notice of a violation to the team, of an allegation or of a violation that counts already.

    `clocks` are the times to act of the policy in force, which bound the petitions that the notice names.
    """
    alleged = violation.determination == Determination.ALLEGED
    return _message(
        service,
        team,
        "violation_served",
        _lazy("Notice of a violation: answer by {day}") if alleged else _lazy("Notice of a violation that counts"),
        _OPENINGS[alleged, violation.self_disclosed],
        format_lazy("{}\n{}", Category(violation.category).label, MEANING[violation.category]),
        _lines([_lazy("What you disclosed:") if violation.self_disclosed else _lazy("The report:"), *_acts(violation)]),
        *_quotations(violation),
        _lines(
            [
                _lazy("The law that applies:")
                if violation.self_disclosed
                else _lazy("The law that applies if the report is true:"),
                *_law(violation),
            ]
        ),
        *petition_texts(violation, clocks),
        *(_consequences(service, violation) if alleged else [_COUNTS]),
        _HOW,
    )


def extension_notify(service: Service, team: Iterable[User], *, reason: str, language: str) -> None:
    """Tell the team that an officer gave more time to answer, with the reason."""
    message = _message(
        service,
        team,
        "answer_extended",
        _lazy("You have more time to answer a violation: until {day}"),
        _with_day(
            service, _lazy("An officer has given you more time. You may answer until the end of {day}. The reason:")
        ),
        with_language(reason, language),
    )
    messages_send([message])


def reminder_of(service: Service, team: Iterable[User]) -> NewMessage:
    """Return the reminder to the team of the last day on which the business may answer."""
    return _message(
        service,
        team,
        "answer_reminder",
        _lazy("Answer a violation by {day}"),
        _with_day(
            service,
            _lazy(
                "You were sent the notice of a violation and have not answered it. You may answer until the end of "
                "{day}. After that day an officer decides about it without your answer."
            ),
        ),
        _HOW,
    )


_COUNTS = _lazy(
    "The page of the violation shows how much it counts in your record, and until when. If you dispute it, an officer "
    "reads your answer and decides, with reasons."
)
_HOW = _lazy(
    "To answer, open the page of the violation. You can agree, explain, or say that it is wrong or was not your doing, "
    "and send files that show it. An owner or a signatory of your team can send the answer. It costs nothing, and you "
    "need no lawyer."
)


def _consequences(service: Service, violation: Violation) -> list[Promise]:
    """Return the consequences of an allegation, with the last day to answer.

    A grave violation may be sustained before that day.
    """
    return [
        _with_day(
            service,
            _lazy(
                "You may answer until the end of {day}. But this is a critical violation that rests on a seizure, a "
                "laboratory result or a confirmed list match: it may be sustained before that day. Then it counts, and "
                "your standing is suspended at once. You are told, and can respond and appeal."
            ),
        )
        if suspends_at_once(violation)
        else _with_day(
            service,
            _lazy(
                "You may answer until the end of {day}. Until then nothing counts. If you answer, an officer decides "
                "about your answer first, with reasons. After that day, or after that decision, the violation may be "
                "sustained: then it counts in your record. Or it is dropped."
            ),
        ),
        _lazy("If you need more time, ask for it before that day: write a question to the program."),
    ]


def _acts(violation: Violation) -> list[Promise]:
    """Return the facts of a violation as lines."""
    parcel = violation.parcel
    return [
        format_lazy(_lazy("Case number: {number}"), number=violation.case.reference),
        format_lazy(_lazy("Date: {day}"), day=day_in_words(violation.date)),
        format_lazy(_lazy("Shipment: {number}"), number=parcel.reference)
        if parcel
        else _lazy("Shipment: none in particular"),
        format_lazy(_lazy("Basis: {basis}"), basis=Basis(violation.basis).label),
        format_lazy(_lazy("Culpability: {culpability}"), culpability=Culpability(violation.culpability).label),
        format_lazy(_lazy("Whose fault: {who}"), who=Attribution(violation.attribution).label),
        *([format_lazy(_lazy("Agency: {agency}"), agency=violation.agency)] if violation.agency else []),
        *[
            format_lazy(words, amount=_money(amount, violation.currency))
            for name, words in AMOUNTS.items()
            if (amount := getattr(violation, name)) is not None
        ],
    ]


def _quotations(violation: Violation) -> list[Promise]:
    """Return the note of the source, and the officer's reasons where the business may read them."""
    grounds = getattr(violation, "grounds", None)
    return [
        *([format_lazy(_lazy("In the words of the source: “{note}”"), note=violation.note)] if violation.note else []),
        *(
            [format_lazy("{}\n{}", _lazy("The officer's reasons:"), with_language(grounds.text, grounds.language))]
            if grounds and grounds.told
            else []
        ),
    ]


def _law(violation: Violation) -> list[Promise]:
    provisions = provisions_of(violation.category, violation.culpability)
    return [format_lazy("{}: {}", cited, about) for cited, about in provisions]


def _lines(lines: Iterable[Promise | str]) -> Promise:
    first, *rest = lines
    return format_lazy("\n".join(["{}", *["- {}"] * len(rest)]), first, *rest)


def _money(amount: Decimal, currency: str) -> Promise:
    return later(lambda: f"{number_format(amount, decimal_pos=2, force_grouping=True)} {currency}".strip())


def _with_day(service: Service, text: Promise) -> Promise:
    """Fill the last day to answer into a text, as the day in the time zone of the business."""
    limit = service.answer_by
    return format_lazy(text, day=deadline_in_words(limit, service.shipper) if limit else "")


def _message(service: Service, team: Iterable[User], kind: str, subject: Promise, *paragraphs: Promise) -> NewMessage:
    return NewMessage(
        recipients=team,
        kind=f"ledger.{kind}",
        subject=_with_day(service, subject),
        body=format_lazy("\n\n".join(["{}"] * len(paragraphs)), *paragraphs),
        link=reverse("portal:violation", args=[service.shipper_id, service.case_id]),
        shipper_id=service.shipper_id,
        about=("case", service.case_id),
    )
