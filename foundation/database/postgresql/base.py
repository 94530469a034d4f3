"""A connection that is not asked with every request whether it still stands."""

import select
import time

from django.db.backends.postgresql import base

SECONDS_TRUSTED = 5


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks the server at most every five seconds whether it still answers; between that it looks whether it hung up.

    A server that stops, or ends a connection, says so on the line, and to look at the line costs no question.
    """

    health_check_enabled: bool
    health_check_done: bool
    _trusted_until = 0.0

    def close_if_health_check_failed(self) -> None:
        is_due = self.connection is not None and self.health_check_enabled and not self.health_check_done
        if is_due and time.monotonic() < self._trusted_until and self._is_line_silent():
            self.health_check_done = True
            return
        super().close_if_health_check_failed()

    def is_usable(self) -> bool:
        is_usable: bool = super().is_usable()
        self._trusted_until = time.monotonic() + SECONDS_TRUSTED if is_usable else 0.0
        return is_usable

    def _is_line_silent(self) -> bool:
        """Nothing is asked now, so whatever could be read is that it ended, or deserves to be asked about."""
        if self.connection.closed:
            return False
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN)
        return not line.poll(0)
