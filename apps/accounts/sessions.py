"""The store of sessions: Django's in the database, with the digest of a key in place of the key.

Whoever reads the database, or a backup, opens no session: the key itself is in the cookie alone.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

from apps.accounts.models import Session

# The key of a session under which is kept how it began: when somebody signed in, where, and by which browser.
BEGAN = "began"
# As long as the column of Django, with 160 bits of the 165 of a key.
_BYTES = 20


def digest_of(key: str) -> str:
    """Return the digest under which the session of a key is kept. A key is random, so the digest needs no secret."""
    return hashlib.blake2b(key.encode(), digest_size=_BYTES).hexdigest()


class SessionStore(db.SessionStore):
    """A session in the database. Its methods take keys, and its rows have digests."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        key = self.session_key
        row = key and Session.objects.filter(session_key=digest_of(key), expire_date__gt=timezone.now()).first()
        if not row:
            self._session_key = None
            return {}
        return self.decode(row.session_data)

    def exists(self, session_key: str) -> bool:
        return super().exists(digest_of(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        row.session_key, row.user_id = digest_of(row.session_key), data.get(SESSION_KEY)
        if began := data.get(BEGAN):
            # However often it is used, nobody stays signed in for longer.
            last = datetime.fromisoformat(began["at"]) + timedelta(seconds=settings.SESSION_COOKIE_AGE)
            row.expire_date = min(row.expire_date, last)
        return row

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(digest_of(key))
