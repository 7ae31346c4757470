"""Reads of lists, of the parties of our businesses, and of hits."""

from apps.screening.selectors.deltas import (
    changes_of_version,
    follow_up_job,
    follow_up_of,
    hits_of_version,
    parties_touched,
    shippers_unscreened,
)
from apps.screening.selectors.hits import (
    facts_of,
    hits_beside,
    hits_standing,
    hits_subquery,
    is_hold_due,
    is_hold_placed,
    screening_subquery,
    screening_told,
    shippers_confirmed,
)
from apps.screening.selectors.lists import candidates, lists_loaded, names_with_entries, versions_now
from apps.screening.selectors.parties import OwnParty, parties_of

__all__ = [
    "OwnParty",
    "candidates",
    "changes_of_version",
    "facts_of",
    "follow_up_job",
    "follow_up_of",
    "hits_beside",
    "hits_of_version",
    "hits_standing",
    "hits_subquery",
    "is_hold_due",
    "is_hold_placed",
    "lists_loaded",
    "names_with_entries",
    "parties_of",
    "parties_touched",
    "screening_subquery",
    "screening_told",
    "shippers_confirmed",
    "shippers_unscreened",
    "versions_now",
]
