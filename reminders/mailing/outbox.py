"""What lies in the folder that stands in for a mail server, so that a newcomer sees what would have been sent.

Names come from addresses that anybody could type; only one that the mail backend itself could have given is looked up.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_binary_file, message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

PER_PAGE = 25
HEAD_BYTES = 16 * 1024
MOST_BYTES = 5 * 1024 * 1024
FILE_BACKEND = "foundation.mail.FileBackend"
HEADERS = (
    *("Date", "From", "To", "Subject", "Message-ID", "References", "Auto-Submitted", "X-Auto-Response-Suppress"),
    "List-Unsubscribe",
)

_NAME = re.compile(r"(\d{8}-\d{6}-\d{6})-[0-9a-f]{8}")

_SIGNS_IN = re.compile(r"(/accounts/link/)[\w-]+/")


class NoSuchMail(Exception):
    """There is no mail of that name."""


@dataclass(frozen=True)
class Envelope:
    """One mail as the list shows it."""

    name: str
    written_at: datetime
    to: str
    subject: str


@dataclass(frozen=True)
class OpenedMail:
    """One mail as it is read: its headers, its text, and its HTML if it has any."""

    name: str
    written_at: datetime
    subject: str
    headers: list[tuple[str, str]]
    text: str
    html: str


def mails_are_kept() -> bool:
    """Whether mails become files here; otherwise they go out for real."""
    return settings.EMAIL_BACKEND == FILE_BACKEND


def names() -> list[str]:
    """Return the names of all mails, newest first."""
    if not mails_are_kept():
        return []
    found = (path.stem for path in _folder().glob("*.eml"))
    return sorted((name for name in found if _NAME.fullmatch(name)), reverse=True)


def envelope(name: str) -> Envelope | None:
    """Read the head of one mail; None if it was taken away meanwhile."""
    try:
        with _path(name).open("rb") as file:
            message = message_from_bytes(file.read(HEAD_BYTES), policy=policy.default)
    except (NoSuchMail, FileNotFoundError):
        return None
    return Envelope(name, _written_at(name), _header(message, "To"), _header(message, "Subject"))


def open_mail(name: str) -> OpenedMail:
    """Read one mail. Raises NoSuchMail."""
    path = _path(name)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise NoSuchMail(name)
        with path.open("rb") as file:
            message = message_from_binary_file(file, policy=policy.default)
    except FileNotFoundError:
        raise NoSuchMail(name) from None
    return OpenedMail(
        name=name,
        written_at=_written_at(name),
        subject=_header(message, "Subject"),
        headers=[(header, value) for header in HEADERS if (value := _header(message, header))],
        text=_without_links(_body(message, "plain")),
        html=_without_links(_body(message, "html")),
    )


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def _path(name: str) -> Path:
    if not (mails_are_kept() and _NAME.fullmatch(name)):
        raise NoSuchMail(name)
    path = _folder() / f"{name}.eml"
    if path.is_symlink():
        raise NoSuchMail(name)
    return path


def _written_at(name: str) -> datetime:
    match = _NAME.fullmatch(name)
    assert match is not None
    return datetime.strptime(match[1], "%Y%m%d-%H%M%S-%f").replace(tzinfo=UTC)


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (ValueError, LookupError, AttributeError):  # the standard library gives up on some malformed headers
        return ""


def _without_links(text: str) -> str:
    """Whoever reads others' mails here could come in as them; while things are tried out that is what the links are for."""
    return text if settings.DEBUG else _SIGNS_IN.sub(r"\1…/", text)


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, ValueError):
        return ""
