"""The line to the mail server: opened once for a batch of messages, and given up when it breaks.

Each message has one recipient, because a server that refuses some of several is easily overheard. What went wrong is
told apart by whose trouble it is: the server's own, this address for now, or this address for good.
"""

import contextlib
import re
import smtplib
from enum import Enum
from types import TracebackType

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from foundation.text import one_line

CLOSED_DOORS = 2
MESSAGES_A_LINE = 100
"""Many servers hang up after some more than this; a new line is cheaper than finding out."""
REASON_LENGTH = 500

UNKNOWN_USER = {550, 551, 553}
NO_SUCH_ADDRESS = re.compile(r"5\.(1\.([1236]|10)|2\.1)\b")
"""RFC 3463 and 7505: no such mailbox or system, bad syntax, moved without a new address, no mail taken, disabled."""
ABOUT_US = re.compile(
    r"\b5\.[3-7]\.|5\.1\.[78]\b|spam|block|listed|relay|polic|reputation|authenti|spf|dkim|dmarc", re.I
)
"""Words by which a server refuses whoever sends, with the very codes that others use for an unknown user."""


class NotTaken(Exception):
    """The mail server took the message without saying that it will deliver it."""


class Trouble(Enum):
    """Whose trouble it is that a message was not sent."""

    SERVER = "it is away, slow, or takes no mail from us at present"
    LATER = "it takes no mail for this address now"
    REFUSED = "it takes no such mail for this address"
    GONE = "it knows no such address"
    OURS = "the message could not be written"


class Post:
    """Sends messages over one connection, within EMAIL_TIMEOUT for each answer of the server."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None
        self._closed_doors = 0
        self._sent_on_this_line = 0

    def __enter__(self) -> "Post":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    @property
    def is_shut(self) -> bool:
        """Whether the server itself was in trouble several times in a row: then asking on for others is in vain."""
        return self._closed_doors >= CLOSED_DOORS

    def send(self, message: EmailMessage) -> None:
        """Send one message. Whatever goes wrong is raised; the next message begins on a new line unless this one held."""
        try:
            connection = self._connection or self._dial()
            if not connection.send_messages([message]):
                raise NotTaken
        except BaseException as error:
            self._note(error)
            raise
        self._closed_doors = 0
        self._sent_on_this_line += 1
        if self._sent_on_this_line >= MESSAGES_A_LINE:
            self._hang_up()

    def _note(self, error: BaseException) -> None:
        trouble = trouble_of(error)
        if trouble == Trouble.SERVER:
            self._closed_doors += 1
        if trouble not in {Trouble.LATER, Trouble.REFUSED, Trouble.GONE}:  # after those smtplib starts afresh by itself
            self._hang_up()

    def _dial(self) -> BaseEmailBackend:
        connection: BaseEmailBackend = get_connection()
        connection.open()
        self._connection, self._sent_on_this_line = connection, 0
        return connection

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(OSError):  # the server may have hung up before us
                connection.close()


def trouble_of(error: BaseException) -> Trouble:
    """Say whose trouble it is; only what a server said of this very recipient or message is held against an address."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, answer = next(iter(error.recipients.values()))
            if code // 100 == 5 and _is_unknown(code, _text(answer)):
                return Trouble.GONE
            return _of_code(code)
        case smtplib.SMTPDataError():
            return _of_code(error.smtp_code)
        case OSError() | NotTaken():  # all that smtplib raises is an OSError too
            return Trouble.SERVER
        case _:
            return Trouble.OURS


def _of_code(code: int) -> Trouble:
    if code == 421:  # “closing transmission channel”, whatever it was said to
        return Trouble.SERVER
    return Trouble.REFUSED if code // 100 == 5 else Trouble.LATER


def _is_unknown(code: int, answer: str) -> bool:
    if NO_SUCH_ADDRESS.match(answer.strip()):
        return True
    return code in UNKNOWN_USER and not ABOUT_US.search(answer)


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
        case OSError():
            said = f"{type(error).__name__}: {error}"
        case _:  # whose own words could hold what somebody wrote (foundation.failures)
            said = _("The message could not be written: %(error)s") % {"error": type(error).__name__}
    return one_line(said)[:REASON_LENGTH]


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
