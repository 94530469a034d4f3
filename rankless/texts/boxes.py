"""The boxes of a debrief as they stand on its page: three panels, each with its section and what is asked beside it."""

from dataclasses import dataclass, field
from itertools import chain

from django.utils.functional import Promise as LazyText

from rankless.models import SHORT_TITLES, Contribution, Debrief, Part, Section, SectionMark, SectionState
from rankless.notes.piles import Pile, heaviest_first, is_weighed, tables_of
from rankless.prompts import Prompt, first_open, prompts_for
from rankless.texts.forms import TextsForm
from rankless.texts.merging import Stretch, compared
from rankless.texts.seen import Seen, as_stored

PANELS = {Part.WHAT: 1, Part.WHY: 2, Part.DIFFERENTLY: 3, Part.OTHER_SIDE: 1, Part.NO_CHANGE: 3}
"""In which panel, by number, each text is written."""
BENEATH = {Section.WHAT: Part.OTHER_SIDE, Section.DIFFERENTLY: Part.NO_CHANGE}
"""What is asked beneath a section."""


@dataclass(frozen=True)
class Change:
    """A text as somebody had read it, and as it is now."""

    before: list[Stretch]
    now: list[Stretch]


@dataclass(frozen=True, kw_only=True)
class Box:
    """One text on the page, with what is wrong with it."""

    part: Part
    title: str
    text: str
    seen: str
    errors: list[str] = field(default_factory=list)
    change: Change | None = None
    is_unsaved: bool = False

    @property
    def name(self) -> str:
        return self.part.value

    @property
    def needs_attention(self) -> bool:
        return bool(self.errors or self.change)


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One section: its box, its questions, the box beneath it if there is one, and what was written before and after it."""

    mark: SectionMark
    number: int
    box: Box
    beneath: Box | None
    prompts: list[Prompt]
    piles: list[Pile]
    is_weighed: bool
    holds_bare_notes: bool
    added: list[str]

    @property
    def section(self) -> Section:
        return self.mark.section

    @property
    def name(self) -> str:
        return self.section.value

    @property
    def title(self) -> str:
        return self.box.title

    @property
    def short_title(self) -> LazyText:
        return self.mark.title

    @property
    def state(self) -> SectionState:
        return self.mark.state

    @property
    def prompt(self) -> Prompt | None:
        return first_open(self.prompts)

    @property
    def next_number(self) -> int:
        return self.number + 1

    @property
    def next_title(self) -> LazyText | None:
        """The section to go on to; none after the last."""
        after = list(Section)[self.number :]
        return SHORT_TITLES[after[0]] if after else None

    @property
    def boxes(self) -> list[Box]:
        return [self.box, self.beneath] if self.beneath else [self.box]

    @property
    def notes(self) -> list[Contribution]:
        """All that were written on this section."""
        return [note for pile in self.piles for note in pile.notes]

    @property
    def has_errors(self) -> bool:
        return any(box.errors for box in self.boxes)

    @property
    def has_changes(self) -> bool:
        return any(box.change for box in self.boxes)


def panels_of(debrief: Debrief, *, sent: TextsForm | None = None, is_stale: bool = False) -> list[Panel]:
    """The panels with the stored texts; in place of those, whatever of `sent` could not be saved.

    With `is_stale`, texts that changed since the sender read them also show how.
    """
    boxes = {part: _box(debrief, part, sent, is_stale=is_stale) for part in Part if _is_asked(debrief, part)}
    prompts = prompts_for(debrief.incident.kind, {section: boxes[Part(section.value)].text for section in Section})
    piles, added = _piles_of(debrief), _added_to(debrief)
    has_weights = is_weighed(chain.from_iterable(piles.values()))
    return [
        Panel(
            mark=mark,
            number=number,
            box=boxes[Part(mark.section.value)],
            beneath=boxes.get(BENEATH[mark.section]) if mark.section in BENEATH else None,
            prompts=prompts[mark.section],
            piles=piles.get(mark.section, []),
            is_weighed=has_weights,
            holds_bare_notes=bool(piles.get(mark.section)) and debrief.is_as_counted(mark.section),
            added=added.get(mark.section, []),
        )
        for number, mark in enumerate(debrief.section_marks, start=1)
    ]


def first_to_open(panels: list[Panel]) -> Panel:
    """The panel to show first: one that something is wrong with, else the first empty one, else the first."""
    wrong = [panel for panel in panels if any(box.needs_attention for box in panel.boxes)]
    empty = [panel for panel in panels if not panel.box.text]
    return (wrong or empty or panels)[0]


def _is_asked(debrief: Debrief, part: Part) -> bool:
    """The short way asks for no reason why nothing changes."""
    return part != Part.NO_CHANGE or not debrief.is_short


def _piles_of(debrief: Debrief) -> dict[Section, list[Pile]]:
    if debrief.is_short:
        return {}
    return {table.section: heaviest_first(table.piles) for table in tables_of(debrief)}


def _added_to(debrief: Debrief) -> dict[Section, list[str]]:
    """What was added once the debrief had been completed, in the order of random keys."""
    added: dict[Section, list[str]] = {}
    if debrief.is_complete or debrief.reopened_because:
        for section, text in debrief.additions.order_by("key").values_list("section", "text"):
            added.setdefault(Section(section), []).append(text)
    return added


def _box(debrief: Debrief, part: Part, sent: TextsForm | None, *, is_stale: bool) -> Box:
    errors = sent.errors_of(part) if sent else []
    is_unsaved = sent is not None and bool(errors)
    return Box(
        part=part,
        title=debrief.title_of(part),
        text=sent.text_of(part) if sent and is_unsaved else debrief.text_of(part),
        seen=str(sent.seen(part) if sent and is_unsaved else Seen.of(debrief, part)),
        errors=errors,
        change=_change(debrief, part, sent) if sent and is_stale else None,
        is_unsaved=is_unsaved,
    )


def _change(debrief: Debrief, part: Part, sent: TextsForm) -> Change | None:
    before, now = as_stored(sent.text_of(part)), debrief.text_of(part)
    return Change(*compared(before, now)) if before != now else None
