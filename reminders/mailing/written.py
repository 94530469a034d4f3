"""What a digest says before it is mail: whoever writes one kind of digest hands this to whoever delivers it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.core.mail import EmailMessage


@dataclass(frozen=True)
class Written:
    """How the mail is composed, and the ids of the notices of its digest that are no longer true; it tells all others.

    Composing it asks nothing of the database, which may still be at work on the mail before it.
    """

    compose: Callable[[], EmailMessage]
    void: Collection[int] = ()
