"""Sessions in Django's table, found as every request finds its own: by a question that is put into SQL once."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from foundation.database.prepared import Prepared

SESSION = Prepared(lambda key: Session.objects.filter(session_key=key), numbers=0, has_text=True)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        session = next(iter(SESSION(self.session_key or "")), None)
        if session and session.expire_date > timezone.now():
            return session
        self._session_key = None
        return None
