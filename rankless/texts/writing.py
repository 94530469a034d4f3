"""Writing the texts of a debrief: several people at once, and nobody's words overwritten silently.

A text is saved only over the version its writer had seen. Otherwise the writer gets both texts side by side and merges
them in one step. Nothing here knows, or asks, who is writing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from rankless.errors import AlreadyComplete, NotAgreeing
from rankless.following import moved
from rankless.models import Debrief, Part, Phase
from rankless.texts.seen import as_stored


@dataclass(frozen=True)
class Typed:
    """What one writer sends for one part, and the version of the text they had before them."""

    text: str
    based_on: int


@dataclass(frozen=True)
class Conflict:
    """Somebody saved this part meanwhile: the stored text and its version beside the typed one."""

    part: Part
    theirs: str
    yours: str
    version: int


@transaction.atomic
def save_texts(debrief: Debrief, typed: Mapping[Part, Typed]) -> list[Conflict]:
    """Save each text that changed; return those that somebody else changed meanwhile, left as they are.

    Whoever stood behind the texts did so as they were: a change ends the time to object, and all stand behind them anew.
    `debrief` holds the stored texts and versions afterwards. Raises AlreadyComplete or NotAgreeing when a text would change
    in another phase.
    """
    debrief.refresh_from_db()
    conflicts = []
    is_changed = False
    for part, sent in typed.items():
        text = as_stored(sent.text)
        if text == debrief.text_of(part):
            continue
        _check_phase(debrief)
        if _save_over(debrief, part, text=text, version=sent.based_on):
            is_changed = True
        else:
            debrief.refresh_from_db()
            conflicts.append(Conflict(part, debrief.text_of(part), text, debrief.version_of(part)))
    if is_changed:
        moved(debrief)
    debrief.refresh_from_db()
    return conflicts


def _check_phase(debrief: Debrief) -> None:
    if debrief.is_complete:
        raise AlreadyComplete(debrief)
    if debrief.phase != Phase.AGREE:
        raise NotAgreeing(debrief)


def _save_over(debrief: Debrief, part: Part, *, text: str, version: int) -> bool:
    """Replace the text if its version is still the one seen; say whether it was."""
    version_field = f"{part.value}_version"
    seen = Debrief.objects.filter(pk=debrief.pk, phase=Phase.AGREE, **{version_field: version})
    return seen.update(**{part.value: text, version_field: F(version_field) + 1, "objections_until": None}) == 1
