"""The history of records: a table of versions beside each table that people change.

Triggers of the database (`django-pghistory`) write the versions, so that no code can change a row without a version. An
append-only table needs no versions, since its rows are the history. A version without a request is a change by the
program itself.
"""

from apps.core.history.tables import request_at_hand, tracked
