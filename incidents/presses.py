"""Which letter a press of the button means: one that is kept already, or a new one.

Every form carries a key, so that a second press stores nothing twice. A form left open in a tab, or brought back by the
back button, still carries the key of a letter that was logged since: with the same words it is a second press; with
other words it is another letter, which must not vanish behind the first.
"""

import hashlib
from dataclasses import dataclass
from uuid import UUID, uuid4, uuid5

from django.core.files.uploadedfile import UploadedFile

from foundation.text import storable
from incidents.models import Original, Outcome
from incidents.papers import sha256_of


@dataclass(frozen=True)
class Press:
    """The key under which a form's letter is kept, and the original if it is there already."""

    key: UUID
    original: Original | None = None


def key_of(form_key: str) -> UUID:
    """The key as it came with the form. A key that cannot be read is no key: the press is the first of its form."""
    try:
        return UUID(form_key)
    except ValueError:
        return uuid4()


def press_of(form_key: str, *, text: str, uploads: list[UploadedFile]) -> Press:
    """Say which letter is meant. Pressing twice for another letter gives the same key twice as well."""
    key = key_of(form_key)
    press = Press(key, _kept(key))
    if press.original is None or press.original.outcome == Outcome.TO_SORT:
        return press
    sent = {sha256_of(upload) for upload in uploads}
    if _is_the_same(press.original, text=text, sent=sent):
        return press
    words = hashlib.sha256(storable(text).encode()).hexdigest()
    other = uuid5(key, " ".join([words, *sorted(sent)]))
    return Press(other, _kept(other))


def _is_the_same(original: Original, *, text: str, sent: set[str]) -> bool:
    there = set(original.attachments.values_list("sha256", flat=True))
    return storable(original.text) == storable(text) and sent <= there


def _kept(key: UUID) -> Original | None:
    return Original.objects.filter(form_key=key).first()
