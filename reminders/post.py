"""The line to the mail server: opened once for a batch of messages, and given up when it breaks.

Each message has one recipient, because a server that refuses some of several is easily overheard.
"""

import contextlib
import smtplib
from types import TracebackType

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

CLOSED_DOORS = 2
REASON_LENGTH = 500


class NotTaken(Exception):
    """The mail server took the message without saying that it will deliver it."""


class Post:
    """Sends messages over one connection, within EMAIL_TIMEOUT for each answer of the server."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None
        self._closed_doors = 0

    def __enter__(self) -> "Post":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    @property
    def is_shut(self) -> bool:
        """Whether the server could not be reached several times in a row: then asking on for others is in vain."""
        return self._closed_doors >= CLOSED_DOORS

    def send(self, message: EmailMessage) -> None:
        """Send one message. Whatever goes wrong is raised, and the next message begins on a new line."""
        connection = self._connection or self._dial()
        try:
            if not connection.send_messages([message]):
                raise NotTaken
        except BaseException:
            self._hang_up()
            raise

    def _dial(self) -> BaseEmailBackend:
        connection: BaseEmailBackend = get_connection()
        try:
            connection.open()
        except OSError:
            self._closed_doors += 1
            raise
        self._closed_doors = 0
        self._connection = connection
        return connection

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(OSError):  # the server may have hung up before us
                connection.close()


def reason_of(error: Exception) -> str:
    """Say in one line why a message was not sent, for the page that administrators read."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            answers = [f"{code} {_text(answer)}" for code, answer in error.recipients.values()]
            said = _("The server refused the address: %(answers)s") % {"answers": "; ".join(answers)}
        case smtplib.SMTPResponseException():
            answer = f"{error.smtp_code} {_text(error.smtp_error)}"
            said = _("The server answered %(answer)s") % {"answer": answer}
        case smtplib.SMTPServerDisconnected() if "timed out" not in str(error):
            said = _("The server broke off: %(error)s") % {"error": error}
        case TimeoutError() | smtplib.SMTPServerDisconnected():
            said = _("The server did not answer in time.")
        case ConnectionRefusedError():
            said = _("The server cannot be reached.")
        case NotTaken():
            said = _("The server took the message without saying that it will deliver it.")
        case Exception():
            said = f"{type(error).__name__}: {error}"
    return " ".join(said.replace("\x00", "").split())[:REASON_LENGTH]


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
