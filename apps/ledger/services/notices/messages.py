"""The messages to the team of a business about a violation: the notice with acts and law, the reminder, more time."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.contacts import contacts_removed
from apps.core.languages import day_in_words, with_language
from apps.core.lazy import Promise, in_paragraphs, later
from apps.ledger.discrepancies import discrepancies_of
from apps.ledger.law import MEANING, provisions_of
from apps.ledger.models import Recording, Service, Violation
from apps.ledger.names import number_shortened, violation_named
from apps.ledger.petitions import petition_texts
from apps.ledger.selectors import suspends_at_once
from apps.ledger.vocabulary import Attribution, Basis, Category, Culpability, Determination, ReporterKind
from apps.notices.services import NewMessage, messages_send
from apps.policy.procedures import Clocks
from apps.shippers.zones import deadline_in_words

# The messages that give the business time to answer.
GIVE_TIME = {"violation_served", "answer_extended", "answer_reminder"}

AMOUNTS: dict[str, Promise] = {
    "revenue_loss": _lazy("Unpaid duties: {amount}"),
    "penalty_assessed": _lazy("Penalty assessed: {amount}"),
    "penalty_mitigated": _lazy("Penalty after mitigation: {amount}"),
    "collected": _lazy("Paid so far: {amount}"),
}
# The same while nobody has determined the violation: what its reporter says.
CLAIMED: dict[str, Promise] = {
    "revenue_loss": _lazy("Unpaid duties, by the report: {amount}"),
    "penalty_assessed": _lazy("Penalty that the report claims: {amount}"),
    "penalty_mitigated": _lazy("Penalty after mitigation, by the report: {amount}"),
    "collected": _lazy("Paid so far, by the report: {amount}"),
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
        "A violation that you disclosed yourself is on record. It is not decided yet, and nothing counts against "
        "you now. Your disclosure counts in your favor."
    ),
    (False, True): _lazy(
        "A violation that you disclosed yourself was confirmed. It is in your record, and weighs less or nothing, "
        "because you disclosed it first. You can dispute it."
    ),
}


# The first sentence of a notice of several violations, by whether they are alleged.
_OPENINGS_OF_MANY: dict[bool, Promise] = {
    True: _lazy(
        "{count} violations of yours were reported to the program. They are allegations: nothing is proved, and "
        "nothing counts against you now. All of them have the same last day to answer."
    ),
    False: _lazy(
        "{count} violations of yours were reported to the program as proved. They count in your record. You can "
        "dispute each of them."
    ),
}


def notice_of(served: Sequence[tuple[Service, Violation]], team: Iterable[User], clocks: Clocks) -> NewMessage:
    """Return the notice to the team of violations that were served on a business at once: all are allegations, or all
    count already.

    `served` are pairs of a service and the present entry of its case. `clocks` are the times to act of the policy in
    force, which bound the petitions that the notice names.
    """
    if len(served) > 1:
        return _notice_of_many(served, team, clocks)
    ((service, violation),) = served
    alleged = violation.determination == Determination.ALLEGED
    return _message(
        service,
        team,
        "violation_served",
        _lazy("Notice of a violation: {what}. Answer by {day}")
        if alleged
        else _lazy("Notice of a violation that counts: {what}"),
        _OPENINGS[alleged, violation.self_disclosed],
        *_particulars(violation, clocks),
        *(_consequences(service, [violation]) if alleged else [_COUNTS]),
        _HOW,
        what=violation_named(violation),
    )


def _notice_of_many(served: Sequence[tuple[Service, Violation]], team: Iterable[User], clocks: Clocks) -> NewMessage:
    """Return one notice of several violations, which says of each what the notice of one says."""
    service, first = served[0]
    alleged = first.determination == Determination.ALLEGED
    particulars = [
        text
        for number, (_service, violation) in enumerate(served, 1)
        for text in (
            format_lazy(_lazy("Violation {number} of {count}"), number=number, count=len(served)),
            *_particulars(violation, clocks),
        )
    ]
    return _message(
        service,
        team,
        "violation_served",
        _lazy("Notice of {count} violations: answer by {day}")
        if alleged
        else _lazy("Notice of {count} violations that count"),
        format_lazy(_OPENINGS_OF_MANY[alleged], count=len(served)),
        *particulars,
        *(_consequences(service, [violation for _service, violation in served]) if alleged else [_COUNTS]),
        _HOW,
        count=len(served),
    )


def _particulars(violation: Violation, clocks: Clocks) -> list[Promise]:
    """Return the acts of a violation, the law, and the petitions to CBP, as paragraphs of a notice."""
    return [
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
    ]


def withdrawal_of(services: Sequence[Service], team: Iterable[User]) -> NewMessage:
    """Return the message to the team that the notices of violations are withdrawn, since their reports were taken back
    or are not about the business.

    `services` are those of one business.
    """
    one = len(services) == 1
    return _message(
        services[0],
        team,
        "service_withdrawn",
        _lazy("The notice of a violation is withdrawn: case {what}")
        if one
        else _lazy("The notices of {count} violations are withdrawn"),
        _lines(
            [
                _lazy(
                    "These reports were taken back, or are not about you. They do not count, and you need not answer "
                    "them:"
                ),
                *(
                    format_lazy(_lazy("Case number: {number}"), number=_quoted(service.case.reference))
                    for service in services
                ),
            ]
        ),
        count=len(services),
        what=number_shortened(services[0].case.reference),
    )


def extension_notify(
    service: Service, violation: Violation, team: Iterable[User], *, reason: str, language: str
) -> None:
    """Tell the team that an officer gave more time to answer, with the reason."""
    message = _message(
        service,
        team,
        "answer_extended",
        _lazy("You have more time to answer a violation, until {day}: {what}"),
        _with_day(
            service, _lazy("An officer has given you more time. You may answer until the end of {day}. The reason:")
        ),
        with_language(reason, language),
        what=violation_named(violation),
    )
    messages_send([message])


def reminder_of(service: Service, violation: Violation, team: Iterable[User]) -> NewMessage:
    """Return the reminder to the team of the last day on which the business may answer."""
    return _message(
        service,
        team,
        "answer_reminder",
        _lazy("Answer a violation by {day}: {what}"),
        _with_day(
            service,
            _lazy(
                "You were sent the notice of a violation and have not answered it. You may answer until the end of "
                "{day}. After that day an officer decides about it without your answer."
            ),
        ),
        _HOW,
        what=violation_named(violation),
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


def _consequences(service: Service, violations: Sequence[Violation]) -> list[Promise]:
    """Return the consequences of allegations that were served together, with the last day to answer.

    A grave violation may be sustained before that day.
    """
    return [
        _with_day(
            service,
            _lazy(
                "You may answer until the end of {day}. But this is a critical violation that rests on a seizure, a "
                "laboratory result or a confirmed list match: it may be sustained before that day. Then it counts, and "
                "your standing is suspended at once. You are told, and can respond and appeal."
            )
            if len(violations) == 1
            else _lazy(
                "You may answer until the end of {day}. But among these violations is a critical one that rests on a "
                "seizure, a laboratory result or a confirmed list match: that one may be sustained before that day. "
                "Then your standing is suspended at once. You are told, and can respond and appeal."
            ),
        )
        if any(suspends_at_once(violation) for violation in violations)
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
        format_lazy(_lazy("Case number: {number}"), number=_quoted(violation.case.reference)),
        format_lazy(_lazy("Date: {day}"), day=day_in_words(violation.date)),
        format_lazy(_lazy("Shipment: {number}"), number=_quoted(parcel.reference))
        if parcel
        else _lazy("Shipment: none in particular"),
        format_lazy(_lazy("Basis: {basis}"), basis=Basis(violation.basis).label),
        format_lazy(_lazy("Culpability: {culpability}"), culpability=Culpability(violation.culpability).label),
        format_lazy(_lazy("Whose fault: {who}"), who=Attribution(violation.attribution).label),
        *([format_lazy(_lazy("Agency: {agency}"), agency=_quoted(violation.agency))] if violation.agency else []),
        *[
            format_lazy(words, amount=_money(amount, violation.currency))
            for name, words in (CLAIMED if violation.determination == Determination.ALLEGED else AMOUNTS).items()
            if (amount := getattr(violation, name)) is not None
        ],
        *[format_lazy("{}: {}", *row) for each in discrepancies_of(violation) for row in each.rows],
    ]


def _quotations(violation: Violation) -> list[Promise]:
    """Return the note of an agency or an officer, and the officer's reasons where the business may read them.

    The notice is the program's own, and its reader acts on it. So the notice does not repeat what anybody else wrote:
    the page of the violation does, as the words of the source.
    """
    grounds = getattr(violation, "grounds", None)
    recording = violation.recording
    is_official = recording.kind == Recording.Kind.DESK or recording.reporter.kind == ReporterKind.AGENCY
    quotation = []
    if violation.note and is_official:
        quotation = [format_lazy(_lazy("In the words of the source: “{note}”"), note=_quoted(violation.note))]
    elif violation.note:
        quotation = [_lazy("The page of the violation shows what the source wrote.")]
    return [
        *quotation,
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


def _quoted(text: str) -> Promise:
    return later(lambda: contacts_removed(text))


def _with_day(service: Service, text: Promise, **values: object) -> Promise:
    """Fill the last day to answer, as the day in the time zone of the business, and further values into a text."""
    limit = service.answer_by
    return format_lazy(text, day=deadline_in_words(limit, service.shipper) if limit else "", **values)


def _message(
    service: Service,
    team: Iterable[User],
    kind: str,
    subject: Promise,
    *paragraphs: Promise,
    count: int = 1,
    what: Promise | str = "",
) -> NewMessage:
    """Return a message about one violation, which leads to the page of the violation, or about several (`count`).

    `what` says in the subject which violation it is.
    """
    business = service.shipper_id
    return NewMessage(
        recipients=team,
        kind=f"ledger.{kind}",
        subject=_with_day(service, subject, count=count, what=what),
        body=in_paragraphs(*paragraphs),
        link=reverse("portal:violations", args=[business])
        if count > 1
        else reverse("portal:violation", args=[business, service.case_id]),
        shipper_id=business,
        about=("case", service.case_id),
        act_by=service.answer_by if kind in GIVE_TIME else None,
    )
