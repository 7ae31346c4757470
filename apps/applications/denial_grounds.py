"""Contradictions between the grounds of a denial and what is known of the application. Pure.

A reason that an officer chose, a ready-made paragraph and a criterion that is named in the officer's own words say
something about the application. Each is compared with the answers, the checklist, the requests for information, the
record and the registers.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.applications.reasons import DenialReason
from apps.core.lifecycle import Text

# The number of a criterion in somebody's own words.
_NUMBER = re.compile(r"(?<![\d.])\d{1,2}\.\d(?!\d)")


@dataclass(frozen=True, slots=True)
class DenialFacts:
    """The facts about an application beside which the grounds of its denial are read.

    `musts`: the numbers of the criteria that are conditions. `answers`: the answer to each criterion, by number. `met`
    and `unmet`: the numbers of the criteria that an officer found met and not met. `storefronts`: how many the
    application names.

    Few grounds ask for the rest, which is read where one does. `replies`: whether each request for information had a
    reply. `differs`: a register or an external check says otherwise than the application. `violations`: how many count
    on its record. `matches`: the businesses that match, by id.
    """

    musts: Collection[str]
    answers: Mapping[str, str]
    met: Collection[str]
    unmet: Collection[str]
    storefronts: int
    replies: Callable[[], Sequence[bool]]
    differs: Callable[[], bool]
    violations: Callable[[], int]
    matches: Callable[[], Collection[int]]

    @property
    def musts_unmet(self) -> set[str]:
        return {*self.musts} & {*self.unmet}

    @property
    def is_confirmed(self) -> bool:
        """Nothing that was checked speaks against what the application says."""
        return not self.unmet and not self.differs()


type Holds = Callable[[DenialFacts], bool]
# For each reason and each paragraph: whether it can be so, and what is known otherwise. What is not here says nothing
# that the program knows.
GROUNDS: dict[str, tuple[Holds, Text]] = {
    DenialReason.CRITERIA: (
        lambda facts: bool(facts.musts_unmet),
        _lazy("No criterion marked must was found unmet."),
    ),
    DenialReason.IDENTITY: (
        lambda facts: "1.1" not in facts.met or facts.differs(),
        _lazy("Criterion 1.1, the registered business, was found met, and no register or check contradicts this."),
    ),
    DenialReason.INCOMPLETE: (
        lambda facts: bool(facts.replies()),
        _lazy("Nobody asked the applicant for information."),
    ),
    DenialReason.FALSE: (
        lambda facts: not facts.is_confirmed,
        _lazy("No criterion was found unmet, and no register or check contradicts the application."),
    ),
    DenialReason.RECORD: (
        lambda facts: facts.violations() > 0,
        _lazy("No violation that counts is on the record of this business."),
    ),
    DenialReason.NOT_ELIGIBLE: (
        lambda facts: facts.storefronts == 0,
        _lazy("The application names a storefront where buyers order."),
    ),
    "must_not_met": (
        lambda facts: any(facts.answers.get(number) == "no" for number in facts.musts_unmet),
        _lazy("The applicant answered no to none of the criteria marked must that were found unmet."),
    ),
    "must_not_shown": (
        lambda facts: any(facts.answers.get(number) in ("yes", "partly") for number in facts.musts_unmet),
        _lazy("No criterion marked must that the applicant claims to meet was found unmet."),
    ),
    "no_reply": (
        lambda facts: not all(facts.replies()),
        _lazy("No request for information was left without a reply."),
    ),
    "reply_incomplete": (
        lambda facts: any(facts.replies()),
        _lazy("The applicant did not reply to any request for information."),
    ),
}
GROUNDS |= {
    "register_other_name": GROUNDS[DenialReason.IDENTITY],
    "number_invalid": GROUNDS[DenialReason.IDENTITY],
    "statement_untrue": GROUNDS[DenialReason.FALSE],
    "record_recent": GROUNDS[DenialReason.RECORD],
    "not_a_seller": GROUNDS[DenialReason.NOT_ELIGIBLE],
}


def contradictions(
    facts: DenialFacts, *, reasons: Collection[str], canned: Collection[str], text: str, duplicate_of: int | None = None
) -> list[Text]:
    """Return what is known otherwise than the grounds of a denial say, one sentence each; nothing if all can be so."""
    codes = [code for code in GROUNDS if code in reasons or code in canned]
    said = [sentence for holds, sentence in (GROUNDS[code] for code in codes) if not holds(facts)]
    return list(dict.fromkeys([*said, *_of_text(facts, text), *_of_duplicate(facts, duplicate_of)]))


def _of_text(facts: DenialFacts, text: str) -> Iterator[Text]:
    """Yield a sentence for each criterion that the officer's own words name, and that was found met."""
    for number in dict.fromkeys(_NUMBER.findall(text)):
        if number in facts.met:
            yield _lazy("The text names criterion %(number)s, which was found met.") % {"number": number}


def _of_duplicate(facts: DenialFacts, duplicate_of: int | None) -> Iterator[Text]:
    if duplicate_of is not None and duplicate_of not in facts.matches():
        yield _lazy("The other record does not match this business any more.")
