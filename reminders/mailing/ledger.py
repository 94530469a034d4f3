"""The one thing that is written down for each mail by itself: that the server took it, before the next one goes out.

Were it done for several at once, all of them would go out again if the process died just then. So it has to be cheap: the
two statements are written by hand, since putting them together anew takes longer than the database does; the database
works on them while the next mail is put together; and only every tenth waits for the disk. A worker that dies repeats one
mail at most, a crash of the database's machine ten.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import connection

from foundation.engine import begin_together
from reminders.models import Digest, Notice, State

FLUSHED_EVERY = 10

_DIGESTS, _NOTICES = Digest._meta.db_table, Notice._meta.db_table
_SENT = f"""
    UPDATE {_DIGESTS} SET state = %s, sent_at = %s, claimed_until = NULL, reason = ''
    WHERE id = %s AND state = %s AND attempts = %s
"""
_TOLD = f"""
    UPDATE {_NOTICES} SET state = %s WHERE digest_id = %s AND state = %s
    AND EXISTS (SELECT 1 FROM {_DIGESTS} WHERE id = %s AND state = %s AND attempts = %s)
"""


class Ledger:
    """What a process writes down of the mails it sends, one after the other."""

    def __init__(self) -> None:
        self._end: Callable[[], None] | None = None
        self._written = 0

    def begin(self, digest: Digest, *, at: datetime) -> None:
        """Its waiting notices are told now. If the claim ran out it is somebody else's, who writes down their own.

        The database has it when this returns. It is busy with it until `settle`.
        """
        self._written += 1
        moment = Digest._meta.get_field("sent_at").get_db_prep_save(at, connection)
        sent = [State.SENT.value, moment, digest.pk, State.CLAIMED.value, digest.attempts]
        told = [State.SENT.value, digest.pk, State.QUEUED.value, digest.pk, State.SENT.value, digest.attempts]
        self._end = begin_together((_SENT, sent), (_TOLD, told), is_flushed=self._written % FLUSHED_EVERY == 0)

    def settle(self) -> None:
        """Wait until what was begun is committed: before the next mail goes out, and before anything else is asked."""
        end, self._end = self._end, None
        if end:
            end()
