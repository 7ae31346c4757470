"""The words of what partners may see and were told."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.languages import day_in_words
from apps.core.lazy import Promise
from apps.partners.models import PartnerCorrection
from apps.partners.questions.models import NO_CONSENT, TOLD
from apps.shippers.matches.asked_names import NameMatch, NameReason
from apps.shippers.models import Consent

Scope = Consent.Scope

# What a partner sees by each consent, in the order of the page.
SCOPE_WORDS: dict[str, Promise] = {
    Scope.NAME: _lazy(
        "They send the name that they know, and we answer yes, close or no. We never show them your name. It lets them "
        "tell that a number is really yours, so that nobody can pass off your number as their own."
    ),
    Scope.PAST: _lazy(
        "They see the status, the tier and the benefits that you had on a day in the past. Without this they see those "
        "of today alone."
    ),
    Scope.EVALUATION: _lazy(
        "They see what each rule of the policy found in your record and what it requires, and your path to the next "
        "tier. This tells much about you: give it to a partner that you trust."
    ),
    Scope.FACTS: _lazy(
        "They see all numbers and facts that the rules read: your parcels and exams by month, each violation that "
        "counts or counted, the codes under which you are reported, and every evaluation. Nothing tells more about you."
    ),
    Scope.DISCLOSE: _lazy(
        "They may report a violation as one that you disclose yourself, which counts as if you had said it. Without "
        "this, only your team can. Give it to a partner that you have asked to do so."
    ),
}
NAME_WORDS: dict[str, Promise] = {
    NameReason.EXACT: _lazy("Asked whether a name is yours: yes, it is your legal name"),
    NameReason.NORMAL_FORM: _lazy("Asked whether a name is yours: yes, it is your legal name in another spelling"),
    NameReason.TRADE_NAME: _lazy("Asked whether a name is yours: yes, it is your trade name"),
    NameReason.SIMILAR: _lazy("Asked whether a name is yours: close, it is similar"),
    NameReason.DIFFERENT: _lazy("Asked whether a name is yours: no"),
    NameReason.OTHER_SCRIPT: _lazy("Asked whether a name is yours: no, it is written in other letters than yours"),
    NameReason.NO_CONSENT: _lazy("Asked whether a name is yours. Not answered, since you did not consent"),
    NameReason.TOO_MANY_NAMES: _lazy("Asked for too many names on one day. Not answered"),
}
READ_WORDS: dict[str, Promise] = {
    Scope.EVALUATION: _lazy("Read the findings behind your tier"),
    Scope.FACTS: _lazy("Read all facts behind your tier"),
}
REFUSED_WORDS: dict[str, Promise] = {
    Scope.PAST: _lazy("Asked for your status on a past day. Not told, since you did not consent"),
    Scope.EVALUATION: _lazy("Asked for the findings behind your tier. Not told, since you did not consent"),
    Scope.FACTS: _lazy("Asked for all facts behind your tier. Not told, since you did not consent"),
}
CORRECTION_WORDS: dict[str, Promise] = {
    PartnerCorrection.Reason.RECORD: _lazy("Something that counted against you no longer counts"),
    PartnerCorrection.Reason.STANDING: _lazy("Your standing was restored"),
}


def told_text(kind: str, told: str) -> str:
    """Return in words what a partner asked beyond the status, and what it was told (`FurtherLook`)."""
    if kind == Scope.NAME:
        return str(NAME_WORDS[NameMatch.of_told(told).reason])
    if told == NO_CONSENT:
        return str(REFUSED_WORDS[kind])
    if told == TOLD:
        return str(READ_WORDS[kind])
    return _("Read your status and tier of %(day)s") % {"day": day_in_words(date.fromisoformat(told))}
