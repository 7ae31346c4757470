"""The questions and reports of partners. `answers.py` and `report_answers.py` have the answers."""

import re
from datetime import date, datetime
from typing import Annotated, Any

from django.conf import settings
from django_countries import countries
from msgspec import UNSET, Meta, UnsetType
from rest_framework.exceptions import ValidationError

from apps.core import clock
from apps.disputes.models import SourceCheckState
from apps.partners.inputs import Input, Place, about, choice_of, number_of, text_of
from apps.partners.reports.models import FactKind
from apps.partners.rosters.lines import MAX_SELLER
from apps.policy.services.comments import MAX_COMMENT
from apps.shippers.ksn import MAX_TYPED
from apps.tariff.costs import CURRENCY, FIRST_DAY, LAST_DAY, MODES

MAX_CHECKS = 1_000
MAX_NAME = 200
MAX_CHANGES = 1_000
MAX_DISPUTES = 500
MAX_REJECTIONS = 1_000
MAX_WAIT_SECONDS = 25

MOMENT = "Send a day (2026-01-31) or a moment with its offset (2026-01-31T12:00:00Z; + is %2B in an address)."
MOMENT_FORM = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2}))?"
)
FUTURE_MOMENT = "This is still to come. Leave it out, or send a day or a moment that has come."
FUTURE_DAY = "This is still to come. Leave it out to ask for today."
KNOWN_AT = "The day or moment until which entries were known; left out, the end of the day `as_of`."
STATUS_AS_OF = "A past day or moment for which to answer. It needs consent, and can't be combined with `name`."
TARIFF_CODE = "The code of the tariff, of ten digits, or of the eight to which rates belong."
PREFERENCE = "The importer claims the rate of a trade agreement, and the goods keep its rules."
WAIT = "For how many seconds the answer may wait for a change, if there is none yet."
CORRECTION = "With `correct`: the fields of the violation that change, named as in a report."

Language = Annotated[str, choice_of(code for code, _name in settings.LANGUAGES)]
# A number as people type it.
Typed = Annotated[str, Meta(max_length=MAX_TYPED)]
MomentText = Annotated[str, Meta(min_length=10, max_length=40)]
# Numbers of at most seven digits, in digits and a point alone.
Price = Annotated[str, Meta(pattern=r"^[0-9]{1,7}(\.[0-9]{1,2})?$")]
Measure = Annotated[str, Meta(pattern=r"^[0-9]{1,7}(\.[0-9]{1,3})?$")]


def moment_of(name: str, text: str) -> datetime:
    """Read a day of the program, which stands for its last moment, or a moment by RFC 3339; raise ValidationError where
    a text is neither or still to come.
    """
    now = clock.now()
    if not MOMENT_FORM.fullmatch(text):
        raise ValidationError({name: [MOMENT]})
    try:
        if "T" in text:
            moment = datetime.fromisoformat(text)
            # The first and last hours of the calendar have no day in New York.
            clock.day_of(moment)
        else:
            day = date.fromisoformat(text)
            moment = now if day == clock.day_of(now) else clock.end_of(day)
    except (ValueError, OverflowError) as error:
        raise ValidationError({name: [MOMENT]}) from error
    if moment > now:
        raise ValidationError({name: [FUTURE_MOMENT]})
    return moment


class CheckInput(Input, frozen=True, kw_only=True):
    """A number, and the name that the business may have."""

    ksn: Typed
    name: Annotated[str, text_of(MAX_NAME)] | UnsetType = UNSET


class ChecksAskedInput(Input, frozen=True, kw_only=True):
    """The numbers, each with a name where the question is also whether that is the name of the business."""

    ksns: Annotated[
        list[Typed | CheckInput], Meta(min_length=1, max_length=MAX_CHECKS), about("In the order of the answer.")
    ]


class PastInput(Input, frozen=True, kw_only=True):
    as_of: Annotated[date, about("The day for which to answer; left out, today.")] | None = None
    known_at: Annotated[MomentText, about(KNOWN_AT)] | None = None

    def __post_init__(self) -> None:
        if self.as_of and self.as_of > clock.today():
            raise ValidationError({"as_of": [FUTURE_DAY]})
        if self.known_at:
            moment_of("known_at", self.known_at)

    @property
    def known_moment(self) -> datetime | None:
        """The moment until which entries were known, where one was sent."""
        return moment_of("known_at", self.known_at) if self.known_at else None


class StatusInput(Input, frozen=True, kw_only=True):
    name: Annotated[str, text_of(MAX_NAME, "Is this the name of the business? It needs consent.")] | None = None
    as_of: Annotated[MomentText, about(STATUS_AS_OF)] | None = None

    def __post_init__(self) -> None:
        if self.name and self.as_of:
            raise ValidationError({"name": ["Ask for a name without as_of: names are compared as of now."]})
        if self.as_of:
            moment_of("as_of", self.as_of)

    @property
    def moment(self) -> datetime | None:
        """The past moment for which to answer, where one was sent."""
        return moment_of("as_of", self.as_of) if self.as_of else None


class CostsInput(Input, frozen=True, kw_only=True):
    hs: Annotated[str, Meta(pattern=r"^[0-9]{8}(?:[0-9]{2})?$"), about(TARIFF_CODE)]
    origin: Annotated[str, choice_of(dict(countries), "ISO 3166-1 alpha-2.")]
    mode: Annotated[str, choice_of(MODES)]
    value: Annotated[Price, about("The price of the goods of the shipment, in US dollars.")]
    currency: Annotated[str, choice_of([CURRENCY])] = CURRENCY
    day: Annotated[date, about("The day of entry; left out, today.")] | None = None
    weight_kg: Annotated[Measure, about("The net weight, if the rate counts it.")] | None = None
    quantity: Annotated[Measure, about("The pieces or pairs, if the rate counts them.")] | None = None
    liters: Annotated[Measure, about("The volume, if the rate counts it.")] | None = None
    square_meters: Annotated[Measure, about("The area, if the rate counts it.")] | None = None
    preference: Annotated[bool, about(PREFERENCE)] = False

    def __post_init__(self) -> None:
        if self.day and not FIRST_DAY <= self.day <= LAST_DAY:
            raise ValidationError({"day": [f"The tables hold the days from {FIRST_DAY} to {LAST_DAY}."]})


class FeedInput(Input, frozen=True, kw_only=True):
    after: Place = 0
    limit: Annotated[int, number_of(1, MAX_CHANGES)] = 100
    wait: Annotated[int, number_of(0, MAX_WAIT_SECONDS, WAIT)] = 0


class ImportInput(Input, frozen=True, kw_only=True):
    facts: Annotated[str, choice_of(FactKind.values, "What each line is.")]


class RejectionsInput(Input, frozen=True, kw_only=True):
    after: Annotated[int, number_of(0, 2**62, "`next` of the last answer: a line, counted from 1.")] = 0
    limit: Annotated[int, number_of(1, MAX_REJECTIONS)] = 100


class RosterInput(Input, frozen=True, kw_only=True):
    after: Annotated[Place, about("`next` of the last answer, or `rosters_after` of a snapshot.")] = 0
    limit: Annotated[int, number_of(1, MAX_CHECKS)] = 100


# For the document alone: `rosters/lines.py` reads the lines.
class RosterLineInput(Input, frozen=True, kw_only=True):
    """A line of a roster: a number, or else your own ID of a seller that has proved the ID to be its own."""

    ksn: Annotated[str, Meta(min_length=1)] | None = None
    seller: Annotated[str, text_of(MAX_SELLER)] | None = None


class ReversalInput(Input, frozen=True, kw_only=True):
    """Why a report is taken back."""

    reason: Annotated[str, text_of(300)]


class CommentInput(Input, frozen=True, kw_only=True):
    """A comment on a draft of the policy."""

    text: Annotated[str, text_of(MAX_COMMENT, "Without names, addresses or numbers of people.")]
    language: Language = settings.LANGUAGE_CODE


class DisputesInput(Input, frozen=True, kw_only=True):
    after: Place = 0
    limit: Annotated[int, number_of(1, MAX_DISPUTES)] = 100
    state: Annotated[str, choice_of(SourceCheckState.values)] | None = None


class SourceAnswerInput(Input, frozen=True, kw_only=True):
    """The answer of a source to the dispute of its report."""

    answer: Annotated[str, choice_of(["confirm", "correct", "withdraw", "certify"])]
    text: Annotated[str, text_of(8000, "On what you base it. The business reads it.")]
    language: Language | None = None
    correction: Annotated[dict[str, Any], about(CORRECTION)] | None = None
