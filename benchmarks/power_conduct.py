"""The conduct of sellers that `benchmarks power` plays: what each sends in a month, by what a seller knows."""

from apps.evaluation.operating_characteristic import Conduct, SentMonth


def careful_after_a_finding(wrong: float) -> Conduct:
    """Return the conduct of a seller that sends nothing wrong for a quarter after an exam found something."""
    return lambda now: SentMonth(0.0 if now.since_wrong is not None and now.since_wrong <= 3 else wrong)


def once_trusted(wrong: float, tier: int) -> Conduct:
    """Return the conduct of a seller that is in order until it holds a tier."""
    return lambda now: SentMonth(wrong if now.tier >= tier else 0.0)


def in_one_season(wrong: float) -> Conduct:
    """Return the conduct of a seller that sends all of its wrong parcels in three months of the year."""
    return lambda now: SentMonth(min(1.0, wrong * 4) if now.month % 12 >= 9 else 0.0)


def in_order_while_asked(wrong: float) -> Conduct:
    """Return the conduct of a seller that is in order while exams that it asked for may come."""
    return lambda now: SentMonth(0.0 if now.is_asked else wrong)


def undeclared(wrong: float, share: float, *, tier: int = 0) -> Conduct:
    """Return the conduct of a seller of which a share of the parcels is not declared, the wrong ones first. Until it
    holds a tier, it declares everything, and all is in order.
    """
    return lambda now: SentMonth(wrong, share) if now.tier >= tier else SentMonth(0.0)
