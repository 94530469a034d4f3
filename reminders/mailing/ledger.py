"""The one thing that is written down for each mail by itself: that the server took it, before the next one goes out.

Were it done for several at once, all of them would go out again if the process died just then. So it has to be cheap: the
two statements are written by hand, since putting them together anew takes longer than the database does; and only every
tenth waits for the disk. A worker that dies repeats one mail at most, a crash of the database's machine ten.
"""

from datetime import datetime

from django.db import connection

from foundation.engine import execute_together
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


def record_sent(digest: Digest, *, number: int, at: datetime) -> None:
    """Its waiting notices are told now. If the claim ran out it is somebody else's, who writes down their own.

    `number` counts what this process has sent, with this one.
    """
    moment = Digest._meta.get_field("sent_at").get_db_prep_save(at, connection)
    sent = [State.SENT.value, moment, digest.pk, State.CLAIMED.value, digest.attempts]
    told = [State.SENT.value, digest.pk, State.QUEUED.value, digest.pk, State.SENT.value, digest.attempts]
    execute_together((_SENT, sent), (_TOLD, told), is_flushed=number % FLUSHED_EVERY == 0)
