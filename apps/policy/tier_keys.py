"""The keys of the numbers that a policy states for each tier."""

from collections.abc import Iterator

from apps.policy.keys import NumberKey, factor_key, flag_key, months_key, parcels_key, points_key, rate_key, share_key


def tier_keys(tier: int) -> Iterator[NumberKey]:
    """Yield the keys of what a tier asks for."""
    yield parcels_key(f"tier.{tier}.enter.exams", "parcels opened at random, to enter")
    yield parcels_key(f"tier.{tier}.keep.exams", "parcels opened at random, to keep")
    yield rate_key(f"tier.{tier}.compliance", "compliance rate: shown to enter, not disproved to keep")
    yield points_key(f"tier.{tier}.enter.grave_points", "points allowed for fraud and gross negligence, to enter")
    yield points_key(f"tier.{tier}.keep.grave_points", "points allowed for fraud and gross negligence, to keep")
    yield months_key(f"tier.{tier}.months", "months in the program", low=0)


def benefit_keys(tier: int) -> Iterator[NumberKey]:
    """Yield the keys of what a tier promises."""
    yield factor_key(
        f"benefit.{tier}.exam_rate", "rate of exams not drawn at random, as a multiple of the ordinary rate"
    )
    yield flag_key(f"benefit.{tier}.front_of_line", "examined first when examined")
    yield share_key(f"benefit.{tier}.data_corrections", "share of data correction requests waived")
    yield share_key(f"benefit.{tier}.penalty_offset", "penalty mitigation offset")
    yield flag_key(f"benefit.{tier}.account_manager", "account manager")
    yield flag_key(f"benefit.{tier}.certificate", "logo and certificate")
