"""Who changed what, when, from which value to which: a table of versions beside each table that people change.

Triggers keep it (`django-pghistory`), so that no code path passes it by. Tables that are append-only need none, since
their rows are the history. What is changed by nobody's request was changed by the program itself.
"""

from apps.core.history.tables import request_at_hand, tracked

__all__ = ["request_at_hand", "tracked"]
