"""The parts of SQL statements that weigh the ties of two businesses, which `clusters` and `resolution` share.

`weights` says what the numbers mean. Records that were merged into others are left out: the business goes on under the
other record. An officer's finding that two are not related takes the values out of the tie of the two that both had
then; what they come to share later counts. While one of the two may not apply again, only the finding of somebody who
oversees changes counts.
"""

from apps.shippers.relations.weights import CONTROL_FAMILIES, RELATED, WEIGHTS, max_holders

_ROWS = ", ".join(
    f"('{kind}', '{weight.family}', {weight.odds!r}::float8, {max_holders(kind)})" for kind, weight in WEIGHTS.items()
)
# The kinds of values with their weights, and the pairs that officers found to be not related.
WEIGHTS_AND_DISMISSALS = f"""
weight (kind, family, odds, most) AS (VALUES {_ROWS}),
dismissed AS MATERIALIZED (
    SELECT one_id, other_id, known FROM shippers_matchdismissal dismissal
    WHERE undone_at IS NULL AND about = 'related' AND (overseen OR NOT EXISTS (
        SELECT FROM shippers_shipper WHERE id IN (dismissal.one_id, dismissal.other_id) AND barred_until > %(today)s
    ))
)
"""  # noqa: S608 # nosec B608 # the rows are ours
# The family and the weight of a tie, where `one` and `other` are the rows of `weight` for the kind that each business
# has the value as, and `holders` is the number of businesses that have the value.
TIE_FAMILY = "CASE WHEN one.odds <= other.odds THEN one.family ELSE other.family END"
TIE_WEIGHT = "least(one.odds, other.odds) / (least(one.odds, other.odds) + {holders} - 1)"
# The condition that the ties of a pair, one row for each family, make the pair related.
IS_RELATED = f"1 - exp(sum(ln(1 - weight))) >= {RELATED}"
# The condition that one of these ties shows common control of the pair.
SHOWS_CONTROL = f"bool_or(family IN {CONTROL_FAMILIES})"
