"""The hard rules: facts about a parcel or its seller that ask for something whatever a model says. Pure.

A parcel is one, whoever declares it and however often: a rule holds for a parcel if it holds for any of its
declarations, so that another seller or other goods named later put nothing right.

Each rule says what it asks for, and whether the parcel is opened when it arrives. `asks` is the code that the carrier
and the seller read: it says what to do, and never that somebody may be on a list or that goods are watched.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from apps.agencies.watchlists.patterns import is_named
from apps.ledger.facts import SellerKey, ShipmentFact
from apps.ledger.parcel_keys import parcel_key
from apps.targeting.vocabulary import Outcome

CHINA = "CN"
# Postal codes of China that begin so are those of Xinjiang. The Uyghur Forced Labor Prevention Act (Pub. L. 117-78)
# presumes that goods made there, wholly or in part, are made by forced labor, which 19 U.S.C. 1307 keeps out.
XINJIANG = ("83", "84")


@dataclass(frozen=True, slots=True)
class KnownSeller:
    """A business of ours that sends a parcel, and what the hard rules and the benefits depend on.

    A member can be asked on the pages of its business. `exam_rate` is the promised multiple of the ordinary rate of
    exams, 1 without a promise; `corrections_waived` the promised share of requests to correct data that are waived.
    """

    shipper_id: int
    can_be_asked: bool = False
    is_confirmed_on_list: bool = False
    may_be_on_list: bool = False
    is_in_xinjiang: bool = False
    is_examined_fully: bool = False
    tier: int | None = None
    exam_rate: float = 1.0
    corrections_waived: float = 0.0


@dataclass(frozen=True, slots=True)
class DeclarationContext:
    """The facts that are known beside a batch of declarations.

    `identities` are the numbers of the sellers in the ledger, `sellers` the businesses of ours, `listed` the names of
    other sellers that are probably on a list, `watched` the HS codes and words of watched goods. Parcels stand by their
    keys: `held` by an agency, `alarmed` by a screening, `unscreened` where one is still asked for, `unanswered` where a
    question found no answer in time; `before` has the earlier declarations of a parcel, by any partner.
    """

    identities: Mapping[SellerKey, int] = field(default_factory=dict)
    sellers: Mapping[SellerKey, KnownSeller] = field(default_factory=dict)
    listed: frozenset[str] = frozenset()
    held: frozenset[bytes] = frozenset()
    alarmed: frozenset[bytes] = frozenset()
    unscreened: frozenset[bytes] = frozenset()
    unanswered: frozenset[bytes] = frozenset()
    before: Mapping[bytes, Sequence[ShipmentFact]] = field(default_factory=dict)
    watched: Sequence[tuple[Sequence[str], Sequence[str]]] = ()


@dataclass(frozen=True, slots=True)
class HardRule:
    """A hard rule: its code, its label for officers, what it asks for, and whether the parcel is opened on arrival."""

    code: str
    label: str
    holds: Callable[[ShipmentFact, KnownSeller | None, DeclarationContext], bool]
    outcome: Outcome = Outcome.COMPLETE
    asks: str = ""
    must_open: bool = True


def _may_be_listed(fact: ShipmentFact, seller: KnownSeller | None, known: DeclarationContext) -> bool:
    return seller.may_be_on_list if seller else fact.seller_name in known.listed


def _is_watched(fact: ShipmentFact, seller: KnownSeller | None, known: DeclarationContext) -> bool:
    hs, description = fact.content.get("hs", ""), fact.content.get("description", "")
    return any(is_named(codes=codes, words=words, hs=hs, description=description) for codes, words in known.watched)


def _is_presumed_forced(fact: ShipmentFact, seller: KnownSeller | None, known: DeclarationContext) -> bool:
    origin = fact.content.get("origin") or fact.content.get("departure")
    return seller is not None and seller.is_in_xinjiang and origin == CHINA


RULES: dict[str, HardRule] = {
    rule.code: rule
    for rule in (
        HardRule(
            "restricted_party",
            "A party behind the business is on a list, as an officer confirmed",
            lambda fact, seller, known: seller is not None and seller.is_confirmed_on_list,
            Outcome.DO_NOT_LOAD,
            "program_hold",
        ),
        HardRule(
            "alarm",
            "A screening of the parcel raised an alarm, and no officer has set the alarm aside",
            lambda fact, seller, known: key_of(fact) in known.alarmed,
            Outcome.DO_NOT_LOAD,
            "screening_alarm",
        ),
        HardRule(
            "list_candidate",
            "The seller, or a party behind it, may be on a list, and nobody decided yet",
            _may_be_listed,
            Outcome.REQUEST_SCREENING,
            "screening",
        ),
        HardRule(
            "unscreened",
            "A screening of the parcel was asked for, and nobody has said that nothing was found",
            lambda fact, seller, known: key_of(fact) in known.unscreened,
            Outcome.REQUEST_SCREENING,
            "screening",
            must_open=False,
        ),
        HardRule(
            "forced_labor_origin",
            "Goods of China from a business in Xinjiang are presumed to be made by forced labor",
            _is_presumed_forced,
            Outcome.REQUEST_INFORMATION,
            "origin_evidence",
        ),
        HardRule(
            "agency_hold",
            "A partner agency holds the parcel",
            lambda fact, seller, known: key_of(fact) in known.held,
        ),
        HardRule(
            "unanswered",
            "Nobody answered in time what was asked about the parcel",
            lambda fact, seller, known: key_of(fact) in known.unanswered,
        ),
        HardRule("watched_goods", "The declaration names watched goods", _is_watched),
        HardRule(
            "full_exam",
            "Every parcel of the business is examined until its standing is settled",
            lambda fact, seller, known: seller is not None and seller.is_examined_fully,
        ),
    )
}


def rules_of(fact: ShipmentFact, known: DeclarationContext) -> list[str]:
    """Return the codes of the hard rules that hold for a parcel as it is or was declared, the gravest first."""
    declared = (fact, *known.before.get(key_of(fact), ()))
    return [
        rule.code
        for rule in RULES.values()
        if any(rule.holds(each, known.sellers.get(each.seller), known) for each in declared)
    ]


def key_of(fact: ShipmentFact) -> bytes:
    """Return the key of a declared parcel."""
    return parcel_key(fact.issuer, fact.reference)
