"""Settling what could not be saved as it was sent: both texts side by side, and one box to make one text of them."""

from dataclasses import dataclass, field

from rankless.forms import SectionsForm
from rankless.merging import Stretch, compared, merged
from rankless.models import Debrief, Section
from rankless.seen import Seen, as_stored
from rankless.writing import Conflict, Typed


@dataclass(frozen=True, kw_only=True)
class Settling:
    """One section to settle. Without two texts to compare, its own `errors` say what is wrong."""

    section: Section
    text: str
    seen: str
    theirs: list[Stretch] = field(default_factory=list)
    yours: list[Stretch] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.section.value

    @property
    def title(self) -> str:
        return str(self.section.label)

    @property
    def number(self) -> int:
        return list(Section).index(self.section) + 1

    @property
    def is_comparison(self) -> bool:
        return bool(self.theirs or self.yours)


def to_settle(debrief: Debrief, conflicts: list[Conflict], sent: SectionsForm) -> list[Settling]:
    """Everything that was sent and is not saved, section by section: nothing typed may be lost on the way."""
    clashing = {conflict.section: conflict for conflict in conflicts}
    return [
        _clash(clashing[section]) if section in clashing else _refused(section, sent)
        for section in Section
        if section in clashing or sent.errors_of(section)
    ]


def unsaved_since_complete(debrief: Debrief, touched: dict[Section, Typed]) -> list[Conflict]:
    """What was typed while somebody completed the debrief."""
    return [
        Conflict(section, debrief.text_of(section), as_stored(typed.text), debrief.version_of(section))
        for section, typed in touched.items()
        if as_stored(typed.text) != debrief.text_of(section)
    ]


def _clash(conflict: Conflict) -> Settling:
    theirs, yours = compared(conflict.theirs, conflict.yours)
    return Settling(
        section=conflict.section,
        text=merged(conflict.theirs, conflict.yours),
        seen=str(Seen.of_text(conflict.theirs, version=conflict.version)),
        theirs=theirs,
        yours=yours,
    )


def _refused(section: Section, sent: SectionsForm) -> Settling:
    return Settling(
        section=section,
        text=sent.text_of(section),
        seen=str(sent.seen(section)),
        errors=sent.errors_of(section),
    )
