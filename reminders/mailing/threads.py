"""What the heads of our mails say: which mail it is, which it belongs to, and that a machine wrote it.

Nothing in them comes from a letter or names a person, so nothing typed by anybody can reach them.
"""

from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings

from reminders.models import Digest

BY_A_MACHINE = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def heads_of(digest: Digest) -> dict[str, str]:
    """All digests of a person hang on one thread, the weekly letters on another; no mail bears the thread's own number."""
    thread = _id(f"{digest.kind}.of.{digest.person_id}")
    return {"Message-ID": message_id(digest), "In-Reply-To": thread, "References": thread, **BY_A_MACHINE}


def message_id(digest: Digest) -> str:
    """The same digest always has the same one, however often it is sent."""
    return _id(digest.key.replace(":", "."))


def _id(name: str) -> str:
    return f"<{name}@{_host_of(settings.BASE_URL)}>"


@lru_cache(maxsize=1)
def _host_of(address: str) -> str | None:
    return urlsplit(address).hostname
