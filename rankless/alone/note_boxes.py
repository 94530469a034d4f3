"""The form for writing alone as it stands on a page: three tabs, each with a question and its boxes. It knows nobody.

In the first, the stages that the letter speaks of have a box of their own, under the passages that speak of them; the
other stages are there on request.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from incidents.models import Kind, Point, Stage
from rankless.alone.gathering import Note
from rankless.alone.hand_in_form import HandInForm, Slot, joined
from rankless.frame import points_of
from rankless.models import SHORT_TITLES, Debrief, Section
from rankless.prompts import Prompt, first_open, prompts_for

ABOUT_A_STAGE: dict[str, LazyText] = {
    Kind.COMPLAINT: _("What worked here, where did it turn, and what would have stopped it?"),
    Kind.PRAISE: _("What worked here, and what made it stand out?"),
}


@dataclass(frozen=True, kw_only=True)
class NoteBox:
    """One box: for a section as a whole, or for one stage in it with what the letter says of that."""

    slot: Slot
    text: str
    errors: list[str]
    points: list[Point]
    question: LazyText | str = ""

    @property
    def name(self) -> str:
        return self.slot.name

    @property
    def stage(self) -> Stage | None:
        return self.slot.stage


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One section with its boxes; `further` are those on request."""

    section: Section
    number: int
    prompts: list[Prompt]
    boxes: list[NoteBox]
    further: list[NoteBox]

    @property
    def name(self) -> str:
        return self.section.value

    @property
    def title(self) -> LazyText:
        return SHORT_TITLES[self.section]

    @property
    def prompt(self) -> Prompt | None:
        return first_open(self.prompts)

    @property
    def next(self) -> Section | None:
        after = list(Section)[self.number :]
        return after[0] if after else None

    @property
    def next_title(self) -> LazyText | None:
        return SHORT_TITLES[self.next] if self.next else None

    @property
    def is_wrong(self) -> bool:
        return any(box.errors for box in [*self.boxes, *self.further])

    @property
    def is_filled(self) -> bool:
        return any(box.text.strip() for box in [*self.boxes, *self.further])

    @property
    def opens_further(self) -> bool:
        return any(box.text or box.errors for box in self.further)


def notes_form_for(debrief: Debrief, sent: Mapping[str, Any] | None = None) -> HandInForm:
    """The form for writing about the letter of `debrief`, empty or with what was sent."""
    return HandInForm(_stages_for(points_of(debrief)), sent)


def filled_form_for(debrief: Debrief, notes: Iterable[Note]) -> HandInForm:
    """The form with what somebody handed in, for their own eyes."""
    stages = _stages_for(points_of(debrief))
    return HandInForm(stages, joined(notes, stages))


def tabs_of(debrief: Debrief, form: HandInForm) -> list[Tab]:
    """The three tabs with the form's boxes."""
    kind, points = debrief.incident.kind, points_of(debrief)
    spoken_of = {point.stage_id for point in points if point.stage_id}
    texts = {slot.section: form.text_of(slot) for slot in form.slots if slot.stage is None}
    prompts = prompts_for(kind, texts)
    quoted = [] if debrief.hides_letter else [point for point in points if point.quote]
    boxes = [_box(slot, form, quoted, kind) for slot in form.slots]

    def is_further(box: NoteBox) -> bool:
        return box.stage is not None and box.stage.pk not in spoken_of

    return [
        Tab(
            section=section,
            number=number,
            prompts=prompts[section],
            boxes=[box for box in boxes if box.slot.section is section and not is_further(box)],
            further=[box for box in boxes if box.slot.section is section and is_further(box)],
        )
        for number, section in enumerate(Section, start=1)
    ]


def first_tab(tabs: list[Tab]) -> Tab:
    """The one to show first: where something is wrong, else where something is written, else the first."""
    wrong, filled = ([tab for tab in tabs if tab.is_wrong], [tab for tab in tabs if tab.is_filled])
    return [*wrong, *filled, *tabs][0]


def _box(slot: Slot, form: HandInForm, quoted: list[Point], kind: str) -> NoteBox:
    return NoteBox(
        slot=slot,
        text=form.text_of(slot),
        errors=form.errors_of(slot),
        points=[point for point in quoted if slot.stage and point.stage_id == slot.stage.pk],
        question=ABOUT_A_STAGE[kind] if slot.stage else "",
    )


def _stages_for(points: list[Point]) -> list[Stage]:
    """The stages one may write about: those offered today, and those the letter was said to speak of."""
    stages = {stage.pk: stage for stage in Stage.objects.active()}
    stages |= {point.stage.pk: point.stage for point in points if point.stage}
    return sorted(stages.values(), key=lambda stage: (stage.position, stage.name))
