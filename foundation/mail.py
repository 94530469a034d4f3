"""Mail while no mail server is configured: every message becomes one file that any mail program opens.

The files lie in EMAIL_FILE_PATH, named by the moment they were written, so they sort by age.
"""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class FileBackend(BaseEmailBackend):
    def __init__(self, *, file_path: str | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.folder = Path(file_path or settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            self._write(message.message().as_bytes())
        return len(email_messages)

    def _write(self, raw: bytes) -> None:
        """A reader of the folder never meets half a message: it appears under its name when it is whole."""
        stem = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}"
        draft = self.folder / f".{stem}.part"
        draft.write_bytes(raw)
        os.replace(draft, self.folder / f"{stem}.eml")
