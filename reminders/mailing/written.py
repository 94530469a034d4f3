"""What a digest says before it is mail: whoever writes one kind of digest hands this to whoever delivers it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.core.mail import EmailMessage


@dataclass(frozen=True)
class Written:
    """How the mail is composed, and the ids of the notices it tells, and of those that are no longer true."""

    compose: Callable[[], EmailMessage]
    told: Collection[int] = ()
    void: Collection[int] = ()
