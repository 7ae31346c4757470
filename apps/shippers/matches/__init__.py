"""Businesses that may be the same, found by shared numbers, addresses and people, and by similar names.

`normal_forms` makes the normal form in which values are compared, and `scores` weighs an agreement; both are pure.
`candidates` reads the database. `services.keys` writes the keys of a business with each change of its profile.
"""

from apps.shippers.matches.candidates import (
    BusinessMatch,
    agreements_expression,
    agreements_of,
    agreements_read,
    matches_of,
    matches_scored,
    with_addresses,
)
from apps.shippers.matches.scores import ValueAgreement
