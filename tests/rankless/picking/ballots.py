"""How piles, votes and voices stand now."""

from rankless.models import Debrief, Voice
from rankless.notes.weighing import cast


def piles_now(debrief: Debrief) -> set[frozenset[str]]:
    piles: dict[object, set[str]] = {}
    for pile, text in debrief.contributions.values_list("pile", "text"):
        piles.setdefault(pile, set()).add(text)
    return {frozenset(texts) for texts in piles.values()}


def moves_of(debrief: Debrief) -> int:
    return Debrief.objects.get(pk=debrief.pk).moves


def voices_of(debrief: Debrief) -> list[Voice]:
    return list(debrief.voices.order_by("pk"))


def the_rest_cast(debrief: Debrief) -> None:
    """All who have not voted say that nothing stands out."""
    for voice in debrief.voices.filter(has_cast=False):
        cast(debrief, voice, [])


def weights_of(debrief: Debrief) -> dict[str, int]:
    return dict(debrief.contributions.values_list("text", "weight"))
