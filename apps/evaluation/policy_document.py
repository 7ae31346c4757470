"""`docs/policy.md`: the published policy for readers, with the months to each tier computed by the rules."""

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
    """Return the page on a published policy, as Markdown."""
    return "\n".join(_lines(policy)) + "\n"


def _lines(policy: Policy) -> Iterator[str]:
    terms = terms_of(policy)
    public = policy_public(policy)
    yield f"# The policy of the program, version {policy.version}"
    yield ""
    yield "`python manage.py policy_document` writes this page from the published rows, and a test compares the two."
    yield f"In force from {policy.effective_from}. {policy.summary}"
    yield ""
    yield "Each number rests on an authority: a statute, a regulation, a GAO report, or a decision of the program. A"
    yield "decision that follows the example of a law that does not bind the program names that law; `docs/law.md` says"
    yield "what each law says and whom it binds. A published number never changes: a change is a new version, which one"
    yield "officer drafts and another publishes."
    yield ""
    yield "## How the rules give a tier"
    yield ""
    yield "Each rule gives the highest tier that a record may enter, and the highest tier that it may keep. Keeping a"
    yield "tier asks a little less than entering, so that nobody falls and climbs with every parcel. The lowest answer"
    yield "of all rules counts."
    yield ""
    for rule in RULES.values():
        yield f"- **{rule.TITLE}.** {' '.join((rule.__doc__ or '').split())}"
    yield ""
    yield "Weight of a violation = severity x culpability x attribution x self-disclosure x age step. An allegation"
    yield "weighs nothing: only a sustained or mitigated violation weighs. Windows and ages are whole calendar months."
    yield ""
    yield "## Months to each tier"
    yield ""
    yield "The rules themselves compute these months for a shop without a violation. The shop enrols on the first of a"
    yield f"month, is validated after {terms.clocks.validation_months} months, as late as the policy allows, and"
    yield "does its annual reviews on time. The thresholds below were chosen by this table."
    yield ""
    yield "| parcels a month | examined | tier 1 | tier 2 | tier 3 |"
    yield "| ---: | ---: | ---: | ---: | ---: |"
    for size in SIZES:
        for share in EXAM_SHARES:
            reached = months_to_tiers(terms, size, share)
            cells = " | ".join(str(reached[tier] or "–") for tier in TIERS)
            yield f"| {size:,} | {share:.0%} | {cells} |"
    yield ""
    yield "A shop of any size can rise. The months in the program bound how fast a large shop rises, and a small shop"
    yield "reaches every tier with parcels of which hardly any was examined. An even smaller shop can ask for exams,"
    yield "which count in full."
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
