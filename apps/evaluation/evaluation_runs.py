"""The sums of a run of evaluations, and the evaluations that it names as examples."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from apps.evaluation.models import Evaluation
from apps.evaluation.selectors import rows_of


@dataclass(frozen=True, slots=True)
class EvaluationsSummary:
    """The sums of a run of evaluations: their number, the numbers by tier to enter and to keep, and by binding rule.

    `examples` are the ids of some evaluations of each tier to enter.
    """

    evaluated: int
    enter: dict[int, int]
    keep: dict[int, int]
    binding: dict[str, int]
    examples: list[int] = field(default_factory=list)


def evaluations_summary(*, after_id: int, retrospective: bool, as_of: date, examples: int = 2) -> EvaluationsSummary:
    """Sum up the evaluations after an id, with up to `examples` examples for each tier to enter."""
    asked = {"after": after_id, "retrospective": retrospective, "as_of": as_of, "examples": examples}
    chosen = "FROM evaluation_evaluation e WHERE e.id > %(after)s AND e.retrospective = %(retrospective)s"
    chosen += " AND e.as_of = %(as_of)s"
    enter, keep = Counter[int](), Counter[int]()
    example_ids: list[int] = []
    for to_enter, to_keep, count, ids in rows_of(
        f"SELECT enter, keep, count(*), (array_agg(id ORDER BY id))[:%(examples)s] {chosen} GROUP BY 1, 2", asked
    ):
        enter[to_enter] += count
        keep[to_keep] += count
        example_ids += ids
    binding = rows_of(
        f"""
        SELECT f ->> 'rule', count(*) {chosen.replace("WHERE", "CROSS JOIN jsonb_array_elements(e.findings) f WHERE")}
            AND (f ->> 'enter')::int = e.enter AND e.enter < 3
        GROUP BY 1 ORDER BY 2 DESC, 1
        """,
        asked,
    )
    return EvaluationsSummary(
        enter.total(), dict(sorted(enter.items())), dict(sorted(keep.items())), dict(binding), example_ids
    )


def evaluations_by_id(ids: Iterable[int]) -> list[Evaluation]:
    """Return evaluations with their shippers and policies, the highest tier to enter first."""
    return list(Evaluation.objects.filter(pk__in=ids).select_related("shipper", "policy").order_by("-enter", "id"))
