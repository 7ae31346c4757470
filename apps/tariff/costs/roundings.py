"""How amounts are rounded. All figures are exact decimals."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def dollars_even(value: Decimal) -> Decimal:
    """Return a value in even dollars, 50 cents and more as a dollar: 19 CFR 159.3(a)."""
    return value.quantize(Decimal(1), ROUND_HALF_UP)


def units_counted(units: Decimal, rate: Decimal) -> Decimal:
    """Return the units that a specific rate in dollars counts: 19 CFR 159.3(b).

    At a rate of $1 or less, halves and more count as a whole unit; above, two decimals count.
    """
    return units.quantize(Decimal(1) if rate <= 1 else CENT, ROUND_HALF_UP)


def cents(amount: Decimal) -> Decimal:
    """Return an amount in whole cents, half a cent as one."""
    return amount.quantize(CENT, ROUND_HALF_UP)
