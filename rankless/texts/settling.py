"""Settling what could not be saved as it was sent: both texts side by side, and one box to make one text of them."""

from dataclasses import dataclass, field

from rankless.models import Debrief, Part
from rankless.texts.boxes import PANELS
from rankless.texts.forms import TextsForm
from rankless.texts.merging import Stretch, compared, merged
from rankless.texts.seen import Seen, as_stored
from rankless.texts.writing import Conflict, Typed


@dataclass(frozen=True, kw_only=True)
class Settling:
    """One text to settle. Without two texts to compare, its own `errors` say what is wrong."""

    part: Part
    title: str
    text: str
    seen: str
    theirs: list[Stretch] = field(default_factory=list)
    yours: list[Stretch] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.part.value

    @property
    def number(self) -> int:
        return PANELS[self.part]

    @property
    def is_comparison(self) -> bool:
        return bool(self.theirs or self.yours)


def to_settle(debrief: Debrief, conflicts: list[Conflict], sent: TextsForm) -> list[Settling]:
    """Everything that was sent and is not saved, part by part: nothing typed may be lost on the way."""
    clashing = {conflict.part: conflict for conflict in conflicts}
    return [
        _clash(debrief, clashing[part]) if part in clashing else _refused(debrief, part, sent)
        for part in Part
        if part in clashing or sent.errors_of(part)
    ]


def unsaved_since_complete(debrief: Debrief, touched: dict[Part, Typed]) -> list[Conflict]:
    """What was typed while somebody completed the debrief."""
    return [
        Conflict(part, debrief.text_of(part), as_stored(typed.text), debrief.version_of(part))
        for part, typed in touched.items()
        if as_stored(typed.text) != debrief.text_of(part)
    ]


def _clash(debrief: Debrief, conflict: Conflict) -> Settling:
    theirs, yours = compared(conflict.theirs, conflict.yours)
    return Settling(
        part=conflict.part,
        title=debrief.title_of(conflict.part),
        text=merged(conflict.theirs, conflict.yours),
        seen=str(Seen.of_text(conflict.theirs, version=conflict.version)),
        theirs=theirs,
        yours=yours,
    )


def _refused(debrief: Debrief, part: Part, sent: TextsForm) -> Settling:
    return Settling(
        part=part,
        title=debrief.title_of(part),
        text=sent.text_of(part),
        seen=str(sent.seen(part)),
        errors=sent.errors_of(part),
    )
