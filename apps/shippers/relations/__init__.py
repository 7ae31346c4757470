"""Businesses in the same hands, found by the values that they share: ties, their weights, and clusters of businesses.

`matches` asks whether two records are one business; this laboratory asks whether two businesses are related. Both
compare the same keys (`MatchKey`). `docs/related-businesses.md` says how well.
"""

from apps.shippers.relations.clusters import (
    MAX_MEMBERS,
    RelatedBusiness,
    SharedValue,
    members_expression,
    members_of,
    members_read,
    values_shared,
)
from apps.shippers.relations.control import ControlTies, SharedValueTie, control_of, groups_of
from apps.shippers.relations.resolution import clusters_refresh, clusters_resolve
from apps.shippers.relations.weights import is_telling
