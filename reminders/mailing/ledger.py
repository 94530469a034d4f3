"""The one thing that is written down for each mail by itself: that the server took it, before the next one goes out.

Were it done for several at once, all of them would go out again if the process died just then. So it has to be cheap:
PostgreSQL plans it once and works on it while the next mail is put together, and only every tenth waits for the disk. A
worker that dies repeats one mail at most, a crash of the database's machine ten.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from foundation.database.engine import is_postgresql
from foundation.database.repeated import Repeated
from reminders.mailing.claims import release
from reminders.models import Digest, Notice, State

FLUSHED_EVERY = 10

_DIGESTS, _NOTICES = Digest._meta.db_table, Notice._meta.db_table
_TOLD = Repeated(
    f"""
    sent AS (
        UPDATE {_DIGESTS} SET state = '{State.SENT}', sent_at = $2, claimed_until = NULL, reason = ''
        WHERE id = $3 AND state = '{State.CLAIMED}' AND attempts = $4 RETURNING id
    ),
    told AS (
        UPDATE {_NOTICES} SET state = '{State.SENT}' FROM sent WHERE digest_id = sent.id AND state = '{State.QUEUED}'
    )
    """
)


class Ledger:
    """What a process writes down of the mails it sends, one after the other."""

    def __init__(self) -> None:
        self._end: Callable[[], None] | None = None
        self._written = 0

    def begin(self, digest: Digest, *, at: datetime) -> None:
        """Its waiting notices are told now. If the claim ran out it is somebody else's, who writes down their own.

        The database has it when this returns. It is busy with it until `settle`.
        """
        if not is_postgresql():
            _write(digest, at=at)
            return
        self._written += 1
        is_flushed = self._written % FLUSHED_EVERY == 0
        self._end = _TOLD.begin(at.isoformat(), str(digest.pk), str(digest.attempts), is_flushed=is_flushed)

    def settle(self) -> None:
        """Wait until what was begun is committed: before the next mail goes out, and before anything else is asked."""
        end, self._end = self._end, None
        if end:
            end()


@transaction.atomic
def _write(digest: Digest, *, at: datetime) -> None:
    if release(digest, state=State.SENT, sent_at=at, reason=""):
        Notice.objects.filter(digest=digest, state=State.QUEUED).update(state=State.SENT)
