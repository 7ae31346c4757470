"""The lesson of an exam: what is found in a parcel tells of the parcels that will repeat its line. Pure.

An exam of a line that was never opened is worth more than its own finding where the line will pass again, since a line
that was wrong once is mostly wrong again. A line that passed before passes again more often than a new one (ADR 0098).
"""

# A line that passed within so many days has passed before.
PASSED_DAYS = 180
# So many times its chance is an exam worth of a line that passed before and was never opened.
PASSED_WORTH = 1.5


def lesson_of(has_passed: bool) -> float:
    """Return how many times its chance an exam of a parcel is worth, by whether its line has passed before and was
    never opened.
    """
    return PASSED_WORTH if has_passed else 1.0
