"""`docs/policy.md`: the published policy for readers, with the months to each tier computed by the rules."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from textwrap import wrap

from django.conf import settings
from django.utils import translation

from apps.core.clock import MONTHS_A_YEAR
from apps.core.shares import percent, percent_exact
from apps.evaluation.counterevidence import threshold
from apps.evaluation.months_to_tiers import months_to_tiers
from apps.evaluation.operating_characteristic import (
    FOUND_LATER,
    MONTHS,
    SimulatedWorld,
    requested_chance,
    share_at_tiers,
)
from apps.evaluation.rules import RULES
from apps.evaluation.third_parties import NOTICE_DAYS, NOTICE_MONTHS
from apps.policy.floors import FLOORS
from apps.policy.keys import Unit
from apps.policy.models import Policy
from apps.policy.schema import KEYS, TIERS
from apps.policy.selectors import policy_public, terms_of
from apps.policy.terms import Terms

WIDTH = 118
SIZES = (5, 10, 20, 100, 500, 5_000)
SIMULATED_SIZES = (20, 100, 500, 5_000)
TRUE_SHARES = (0.005, 0.01, 0.02, 0.05, 0.09, 0.25)
# Sellers simulated for each line; fewer of those whose exams are many.
SELLERS, SELLERS_OF_MANY_EXAMS = 200, 20
MANY_PARCELS = 5_000
TRADE = ((10, 12), (20, 12), (20, 24), (20, 36), (40, 24))
TRADE_SIZE, TRADE_SHARE = 20, 0.09


def policy_document(policy: Policy) -> str:
    """Return the page on a published policy in English, as Markdown."""
    with translation.override(settings.LANGUAGE_CODE):
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
    yield "of all rules counts. Where parcels are opened at random, entering asks for a record that shows the tier's"
    yield "compliance rate; keeping asks that no evidence disproves the rate."
    yield ""
    for rule in RULES.values():
        yield f"- **{rule.TITLE}.** {' '.join((rule.__doc__ or '').split())}"
    yield ""
    yield "Weight of a violation = severity x culpability x attribution x self-disclosure x age step. An allegation"
    yield "weighs nothing: only a sustained or mitigated violation weighs. Windows and ages are whole calendar months."
    yield "Products are cut to six decimals, rates to hundredths of a percent, and compared as they are shown. Weights"
    yield "that a later version raises do not judge acts of before; lowered ones judge every act at once."
    yield "What a third party did weighs as the seller's own if the same kind of third party does the same more than"
    yield f"{NOTICE_DAYS} days after that was put on record, and within {NOTICE_MONTHS} months of it. Both acts do: the"
    yield "seller had notice, and went on."
    yield ""
    yield "## Months to each tier"
    yield ""
    yield from _paragraph(
        f"""The rules themselves compute these months for shops without a violation: half of them reach the tier in so
        many. A shop enrols on the first of a month, is validated after {terms.clocks.validation_months} months, as late
        as the policy allows, and does its annual reviews on time. The second column is the chance of each of its
        parcels to be opened at random: the least that the policy gives every member, and with the
        {terms.exam_requests.max_exams} exams for which a member may ask in {terms.exam_requests.months} months. Which
        parcels are opened is drawn, so that some shops are earlier and some later."""
    )
    yield ""
    yield "| parcels a month | opened at random | tier 1 | tier 2 | tier 3 |"
    yield "| ---: | ---: | ---: | ---: | ---: |"
    for size in SIZES:
        for exams in (0, terms.exam_requests.max_exams):
            asked = requested_chance(size, exams, terms)
            chance = terms.least_exams.chance_of(size * MONTHS_A_YEAR, requested=asked)
            reached = months_to_tiers(terms, size, requested=exams)
            cells = " | ".join(str(reached[tier] or "–") for tier in TIERS)
            yield f"| {size:,} | {percent(chance.counted)} | {cells} |"
    yield ""
    yield "A shop of any size can rise. The months in the program bound how fast a large shop rises. What a shop of few"
    yield "parcels asks for is granted by an officer, and drawn at random too."
    yield from _operating_characteristic(terms)
    yield from _floors()
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


def _floors() -> Iterator[str]:
    yield ""
    yield "## What no version may lower"
    yield ""
    yield from _paragraph(
        """A version is published after notice and comment. These numbers stand in the program itself, so that no
        version takes the notice, the hearing, the appeal, the comments or the exams at random away."""
    )
    yield ""
    yield "| number | at least | after |"
    yield "| --- | ---: | --- |"
    for key, floor in FLOORS.items():
        yield f"| {KEYS[key].label} (`{key}`) | {floor.least} | {floor.law} |"


def _paragraph(text: str) -> list[str]:
    return wrap(" ".join(text.split()), WIDTH)


def _operating_characteristic(terms: Terms) -> Iterator[str]:
    yield ""
    yield "## Operating characteristic: what the rules do with good and with bad sellers"
    yield ""
    yield from _paragraph(
        f"""The rules themselves judge simulated sellers, whose true share of wrong parcels is known, for {MONTHS}
        months ({SELLERS} sellers for each line, {SELLERS_OF_MANY_EXAMS} from {MANY_PARCELS:,} parcels a month).
        Their parcels are opened at random with the least chance that the policy gives, and with that of follow-up
        exams after a wrong one; each wrong parcel is a moderate violation by negligence. Of the wrong parcels that
        nobody opened, {percent(FOUND_LATER)} come to light later. False alarms are the members a year whose share is
        no larger than their tier allows, and for which any rule proposed a lower tier all the same. `python -m
        benchmarks power` simulates more sellers, sizes and shares, those that play the rules, and the months until a
        seller that turns bad is found. docs/measure.md explains the measure."""
    )
    yield ""
    yield "| parcels a month | truly wrong | tier 0 | tier 1 | tier 2 | tier 3 | false alarms a year | opened |"
    yield "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for size in SIMULATED_SIZES:
        sellers = SELLERS if size < MANY_PARCELS else SELLERS_OF_MANY_EXAMS
        for wrong in TRUE_SHARES:
            found = share_at_tiers(SimulatedWorld(size), wrong, terms, sellers=sellers)
            cells = " | ".join(percent(share, 0) for share in found.tiers)
            alarms, opened = percent(found.false_alarms, 2), percent(found.opened)
            yield f"| {size:,} | {percent(wrong)} | {cells} | {alarms} | {opened} |"
    yield ""
    yield from _paragraph(
        f"""A lower tier is proposed when the evidence, of what exams at random found or of what was found otherwise,
        reaches {threshold(terms.rate):,.0f}. This bounds the false alarms by
        {percent_exact(float(terms.rate.false_alarms))} a year at every size, however many parcels are opened by
        choice: docs/measure.md has the proof."""
    )
    yield ""
    yield "## The trade behind the prior and the least number of exams"
    yield ""
    yield from _paragraph(
        f"""For shops of {TRADE_SIZE} parcels a month: the months in which a clean one reaches tiers 2 and 3, and the
        share of those with {percent(TRADE_SHARE)} wrong parcels that hold tier 2 or more after {MONTHS} months. A
        stronger prior or fewer exams make the good wait, a weaker prior lets the bad in by luck, and more exams burden
        all."""
    )
    yield ""
    yield "| exams of the prior | least exams a year | tier 2 after | tier 3 after | bad shops at tier 2 |"
    yield "| ---: | ---: | ---: | ---: | ---: |"
    for prior, exams in TRADE:
        changed = replace(
            terms,
            rate=replace(terms.rate, prior_exams=prior),
            least_exams=replace(terms.least_exams, yearly=exams),
        )
        reached = months_to_tiers(changed, TRADE_SIZE)
        bad = share_at_tiers(SimulatedWorld(TRADE_SIZE), TRADE_SHARE, changed, sellers=SELLERS).at_least(2)
        chosen = (prior, exams) == (terms.rate.prior_exams, terms.least_exams.yearly)
        mark = " (chosen)" if chosen else ""
        yield f"| {prior} | {exams}{mark} | {reached[2] or '–'} | {reached[3] or '–'} | {percent(bad)} |"
