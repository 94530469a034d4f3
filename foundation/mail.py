"""Mail while no mail server is configured: every message becomes one file that any mail program opens.

The files lie in EMAIL_FILE_PATH, named by the moment they were written, so they sort by age.
"""

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

_as_of: ContextVar[datetime | None] = ContextVar("as_of", default=None)


@contextmanager
def written_as_of(moment: datetime) -> Iterator[None]:
    """Let mails bear this moment instead of now: those of the demo story would have gone out weeks ago."""
    token = _as_of.set(moment)
    try:
        yield
    finally:
        _as_of.reset(token)


class FileBackend(BaseEmailBackend):
    def __init__(self, *, file_path: str | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.folder = Path(file_path or settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            at = _as_of.get() or timezone.now()
            message.extra_headers.setdefault("Date", format_datetime(at))
            self._write(message.message().as_bytes(), at=at)
        return len(email_messages)

    def _write(self, raw: bytes, *, at: datetime) -> None:
        """A reader of the folder never meets half a message: it appears under its name when it is whole."""
        stem = f"{at.astimezone(UTC):%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}"
        draft = self.folder / f".{stem}.part"
        draft.write_bytes(raw)
        os.replace(draft, self.folder / f"{stem}.eml")
