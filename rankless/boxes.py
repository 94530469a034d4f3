"""The three boxes of a debrief as they stand on the page, each with its text, its questions and what is wrong with it."""

from dataclasses import dataclass, field

from django.utils.functional import Promise as LazyText

from rankless.forms import SectionsForm
from rankless.merging import Stretch, compared
from rankless.models import SHORT_TITLES, Debrief, Section, SectionState
from rankless.prompts import Prompt, first_open, prompts_for
from rankless.seen import Seen, as_stored


@dataclass(frozen=True)
class Change:
    """A text as somebody had read it, and as it is now."""

    before: list[Stretch]
    now: list[Stretch]


@dataclass(frozen=True, kw_only=True)
class Box:
    """One section on the page."""

    section: Section
    number: int
    state: SectionState
    text: str
    seen: str
    prompts: list[Prompt]
    errors: list[str] = field(default_factory=list)
    change: Change | None = None
    is_unsaved: bool = False

    @property
    def name(self) -> str:
        return self.section.value

    @property
    def title(self) -> str:
        return str(self.section.label)

    @property
    def short_title(self) -> LazyText:
        return SHORT_TITLES[self.section]

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
    def needs_attention(self) -> bool:
        return bool(self.errors or self.change)


def boxes_of(debrief: Debrief, *, sent: SectionsForm | None = None, is_stale: bool = False) -> list[Box]:
    """The boxes with the stored texts; in place of those, whatever of `sent` could not be saved.

    With `is_stale`, texts that changed since the sender read them also show how.
    """
    unsaved = {section for section in Section if sent and sent.errors_of(section)}
    texts = {s: sent.text_of(s) if sent and s in unsaved else debrief.text_of(s) for s in Section}
    prompts = prompts_for(debrief.incident.kind, texts)
    return [
        Box(
            section=mark.section,
            number=number,
            state=mark.state,
            text=texts[mark.section],
            seen=str(sent.seen(mark.section) if sent and mark.section in unsaved else Seen.of(debrief, mark.section)),
            prompts=prompts[mark.section],
            errors=sent.errors_of(mark.section) if sent else [],
            change=_change(debrief, mark.section, sent) if sent and is_stale else None,
            is_unsaved=mark.section in unsaved,
        )
        for number, mark in enumerate(debrief.section_marks, start=1)
    ]


def first_to_open(boxes: list[Box]) -> Box:
    """The box to show first: one that something is wrong with, else the first empty one, else the first."""
    wrong = [box for box in boxes if box.needs_attention]
    empty = [box for box in boxes if not box.text]
    return (wrong or empty or boxes)[0]


def _change(debrief: Debrief, section: Section, sent: SectionsForm) -> Change | None:
    before, now = as_stored(sent.text_of(section)), debrief.text_of(section)
    return Change(*compared(before, now)) if before != now else None
