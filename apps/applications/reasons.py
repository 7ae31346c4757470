"""The reasons for which an application may be denied, and the guidance on what to put right for each of them."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise


class DenialReason(models.TextChoices):
    """The reasons of a denial. A decision keeps the codes."""

    IDENTITY = "identity", _lazy("The business or its owners could not be confirmed")
    CRITERIA = "criteria", _lazy("A criterion marked must is not met")
    INCOMPLETE = "incomplete", _lazy("Requested information was not provided")
    FALSE = "false", _lazy("A statement in the application is not true")
    RECORD = "record", _lazy("The record of past violations does not allow approval")
    NOT_ELIGIBLE = "not_eligible", _lazy("The program is not for this kind of business")
    DUPLICATE = "duplicate", _lazy("This business has applied or is known under another record")


# The reasons that an officer chooses from. Refusing a duplicate is another action, which names the other record.
CHOOSABLE_REASONS = tuple(reason for reason in DenialReason if reason is not DenialReason.DUPLICATE)


@dataclass(frozen=True, slots=True)
class Guidance:
    """The advice for an applicant who applies again, and the keys of the sections to change."""

    text: Promise
    sections: tuple[str, ...] = ()


GUIDANCE: dict[str, Guidance] = {
    DenialReason.IDENTITY: Guidance(
        _lazy(
            "Write the name, address and numbers exactly as the register has them. Name everybody who owns or directs "
            "the business. Add a new extract from the company register."
        ),
        ("business", "addresses", "identifiers", "owners", "criterion-1.1"),
    ),
    DenialReason.CRITERIA: Guidance(
        _lazy(
            "Change how you work until the criterion is met, or do something else that serves the same end. Then say "
            "what you do now, and add a file that shows it."
        ),
    ),
    DenialReason.INCOMPLETE: Guidance(
        _lazy(
            "Answer what the officer asked before you send the new application. If you can't get a document, say why."
        ),
    ),
    DenialReason.FALSE: Guidance(
        _lazy(
            "Correct the statement, and say how the wrong one came about. Check every other answer too: a second false "
            "statement weighs more."
        ),
    ),
    DenialReason.RECORD: Guidance(
        _lazy(
            "Find what led to the violations and end it. Say what you changed. A record gets better with clean parcels "
            "and with time, so it can help to wait."
        ),
        ("criterion-7.1", "criterion-7.2", "criterion-9.1"),
    ),
    DenialReason.NOT_ELIGIBLE: Guidance(
        _lazy(
            "The program is for businesses that sell goods to buyers in the United States. If you do, show it: name "
            "the storefronts where buyers order from you."
        ),
        ("business", "storefronts", "volumes"),
    ),
    DenialReason.DUPLICATE: Guidance(
        _lazy(
            "A business has one record with the program. Sign in with the account of that record, or ask its owner to "
            "invite you to the team. If the two are different businesses, appeal and show what sets them apart."
        ),
        ("business", "identifiers", "owners"),
    ),
}
