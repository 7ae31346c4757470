"""`docs/policy.md`: the published policy for readers, with the months to each tier worked out by the rules."""

from collections.abc import Iterator
from decimal import Decimal

from apps.evaluation.months_to_tiers import months_to_tiers
from apps.evaluation.rules import RULES
from apps.policy.models import Policy
from apps.policy.schema import TIERS, Unit
from apps.policy.selectors import policy_public, terms_of

SIZES = (20, 100, 500, 5_000)
EXAM_SHARES = (0.0, 0.02)


def policy_document(policy: Policy) -> str:
    """The whole page, as Markdown."""
    return "\n".join(_lines(policy)) + "\n"


def _lines(policy: Policy) -> Iterator[str]:
    terms = terms_of(policy)
    public = policy_public(policy)
    yield f"# The policy of the program, version {policy.version}"
    yield ""
    yield "This page is made by `python manage.py policy_document` from the published rows; a test holds it to them."
    yield f"In force from {policy.effective_from}. {policy.summary}"
    yield ""
    yield "A number's authority is a statute, a regulation, a GAO report, or a decision of the program. Where such a"
    yield "decision follows the example of a law that does not itself bind here, it says so. A number never changes"
    yield "once it is published: a change is a new version, drafted by one officer and published by another."
    yield ""
    yield "## How a tier comes about"
    yield ""
    yield "Each rule says the highest tier that the record may enter, and the highest it may keep, which asks a little"
    yield "less, so that nobody falls and climbs with every parcel. The lowest of them counts."
    yield ""
    for rule in RULES.values():
        yield f"- **{rule.TITLE}.** {' '.join((rule.__doc__ or '').split())}"
    yield ""
    yield "Weight of a violation = severity x culpability x attribution x self-disclosure x age step. An allegation has"
    yield "none: only what is sustained or mitigated weighs. Windows and ages are whole calendar months."
    yield ""
    yield "## Months to each tier"
    yield ""
    yield "A shop without a violation that enrols on the first of a month, is validated when the policy's time for"
    yield f"that ends ({terms.clocks.validation_months} months), and does its annual reviews. Worked out by the rules"
    yield "themselves; the thresholds below are derived from this table, not the other way round."
    yield ""
    yield "| parcels a month | examined | tier 1 | tier 2 | tier 3 |"
    yield "| ---: | ---: | ---: | ---: | ---: |"
    for size in SIZES:
        for share in EXAM_SHARES:
            reached = months_to_tiers(terms, size, share)
            cells = " | ".join(str(reached[tier] or "–") for tier in TIERS)
            yield f"| {size:,} | {share:.0%} | {cells} |"
    yield ""
    yield "Size never bars: what a large shop gains is bounded by the months in the program, and a small one reaches"
    yield "every tier with parcels that hardly anybody opened. A smaller shop still can ask for exams, which count in"
    yield "full."
    for section in public["sections"]:
        yield ""
        yield f"## {section['title']}"
        yield ""
        yield "| number | value | unit | authority | reason |"
        yield "| --- | ---: | --- | --- | --- |"
        for number in section["numbers"]:
            label = f"{number['label']} (`{number['key']}`)"
            unit = Unit(number["unit"]).label
            value = f"{Decimal(str(number['value'])).normalize():f}"
            yield f"| {label} | {value} | {unit} | {number['authority']} | {number['reason']} |"
