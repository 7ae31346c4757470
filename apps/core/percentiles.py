"""Percentiles of the rows of a query, which Django's aggregates leave out."""

from django.db.models import Aggregate, Expression, Field, FloatField


class Percentile(Aggregate):
    """The value below which a share of the rows lies, between two rows where need be: a number, or a length of time
    with a DurationField as `output_field`.
    """

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, expression: str | Expression, share: float, output_field: Field | None = None) -> None:
        super().__init__(expression, share=share, output_field=output_field or FloatField())
