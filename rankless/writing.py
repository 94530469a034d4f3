"""Writing the sections: several people at once, and nobody's words overwritten silently.

A text is saved only over the version its writer had seen. Otherwise the writer gets both texts side by side and merges
them in one step. Nothing here knows, or asks, who is writing.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from rankless.models import Debrief, Phase, Section
from rankless.seen import as_stored


class DebriefError(Exception):
    """The debrief cannot be changed in this way."""


class AlreadyComplete(DebriefError):
    """The debrief is complete; it must be reopened before its texts change."""


@dataclass(frozen=True)
class Typed:
    """What one writer sends for one section, and the version of the text they had before them."""

    text: str
    based_on: int


@dataclass(frozen=True)
class Conflict:
    """Somebody saved this section meanwhile: the stored text and its version beside the typed one."""

    section: Section
    theirs: str
    yours: str
    version: int


@transaction.atomic
def save_sections(debrief: Debrief, typed: dict[Section, Typed]) -> list[Conflict]:
    """Save each section whose text changed; return those that somebody else changed meanwhile, left as they are.

    `debrief` holds the stored texts and versions afterwards. Raises AlreadyComplete when a text would change after
    the debrief was completed.
    """
    debrief.refresh_from_db()
    conflicts = []
    for section, sent in typed.items():
        text = as_stored(sent.text)
        if text == debrief.text_of(section):
            continue
        if debrief.is_complete:
            raise AlreadyComplete(debrief)
        if not _save_over(debrief, section, text=text, version=sent.based_on):
            debrief.refresh_from_db()
            conflicts.append(Conflict(section, debrief.text_of(section), text, debrief.version_of(section)))
    debrief.refresh_from_db()
    return conflicts


def _save_over(debrief: Debrief, section: Section, *, text: str, version: int) -> bool:
    """Replace the section's text if its version is still the one seen; say whether it was."""
    version_field = f"{section.value}_version"
    seen = Debrief.objects.filter(pk=debrief.pk, **{version_field: version}).exclude(phase=Phase.COMPLETE)
    return seen.update(**{section.value: text, version_field: F(version_field) + 1}) == 1
