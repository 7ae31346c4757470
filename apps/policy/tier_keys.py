"""The numbers that a policy states for each tier: what the tier asks for, and what it promises."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _lazy

from apps.policy.keys import NumberKey, factor_key, flag_key, months_key, parcels_key, points_key, rate_key, share_key


def tier_keys(tier: int) -> Iterator[NumberKey]:
    """Yield the keys of what a tier asks for."""
    yield parcels_key(f"tier.{tier}.enter.exams", _lazy("parcels opened at random, to enter"))
    yield parcels_key(f"tier.{tier}.keep.exams", _lazy("parcels opened at random, to keep"))
    yield rate_key(f"tier.{tier}.compliance", _lazy("compliance rate: shown to enter, not disproved to keep"))
    yield points_key(
        f"tier.{tier}.enter.grave_points", _lazy("points allowed for fraud and gross negligence, to enter")
    )
    yield points_key(f"tier.{tier}.keep.grave_points", _lazy("points allowed for fraud and gross negligence, to keep"))
    yield months_key(f"tier.{tier}.months", _lazy("months in the program"), low=0)


def benefit_keys(tier: int) -> Iterator[NumberKey]:
    """Yield the keys of what a tier promises."""
    yield factor_key(
        f"benefit.{tier}.exam_rate", _lazy("rate of exams not drawn at random, as a multiple of the ordinary rate")
    )
    yield flag_key(f"benefit.{tier}.front_of_line", _lazy("examined first when examined"))
    yield share_key(f"benefit.{tier}.data_corrections", _lazy("share of data correction requests waived"))
    yield share_key(f"benefit.{tier}.penalty_offset", _lazy("penalty mitigation offset"))
    yield flag_key(f"benefit.{tier}.account_manager", _lazy("account manager"))
    yield flag_key(f"benefit.{tier}.certificate", _lazy("logo and certificate"))
