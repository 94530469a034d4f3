"""What somebody writes alone, as one form: a box for each section, and one for each stage of the customer's way.

The form knows nobody. In a box an empty line starts a new note; nothing that was typed is ever dropped without a word.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.addresses import read_number
from foundation.fields import PassageField
from foundation.text import is_seen, storable
from incidents.models import Stage
from rankless.alone.gathering import LONGEST_NOTE, MOST_NOTES, Note
from rankless.models import Section

_PREFIX = "note-"
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")


@dataclass(frozen=True)
class Slot:
    """One box of the form: a section, or a stage within the first."""

    section: Section
    stage: Stage | None = None

    @property
    def name(self) -> str:
        return f"{_PREFIX}{self.section.value}" + (f"-{self.stage.pk}" if self.stage else "")


class NotesField(PassageField):
    """A box of notes; `clean` returns them one by one."""

    def __init__(self) -> None:
        super().__init__(required=False, strip=False)

    def clean(self, value: Any) -> list[str]:
        notes = split(super().clean(value))
        longest = max(map(len, notes), default=0)
        if longest > LONGEST_NOTE:
            raise ValidationError(
                _(
                    "One note here has %(length)d characters; at most %(most)d fit. An empty line makes two notes of it."
                ),
                params={"length": longest, "most": LONGEST_NOTE},
            )
        return notes


class HandInForm(forms.Form):
    """The boxes for `stages` and for the three sections, filled with what was sent."""

    def __init__(self, stages: Iterable[Stage], data: Mapping[str, Any] | None = None) -> None:
        self.slots = [Slot(section) for section in Section]
        self.slots[1:1] = [Slot(Section.WHAT, stage) for stage in stages]
        super().__init__(None if data is None else _with_all_stages(self.slots, data))
        for slot in self.slots:
            self.fields[slot.name] = NotesField()

    def clean(self) -> dict[str, Any]:
        """Say beside the very box where there come to be too many."""
        so_far = 0
        for slot in self.slots:
            before, so_far = so_far, so_far + len(self.cleaned_data.get(slot.name, []))
            if before <= MOST_NOTES < so_far:
                self.add_error(slot.name, _too_many())
        return self.cleaned_data

    @property
    def notes(self) -> list[Note]:
        """What was written, in the order of the boxes."""
        return [
            Note(slot.section, text, stage_id=slot.stage.pk if slot.stage else None)
            for slot in self.slots
            for text in self.cleaned_data[slot.name]
        ]

    @property
    def is_empty(self) -> bool:
        return not any(split(self.text_of(slot)) for slot in self.slots)

    def text_of(self, slot: Slot) -> str:
        """The text as it was sent, whether or not it can be taken."""
        return storable(str(self.data.get(slot.name, "")))

    def errors_of(self, slot: Slot) -> list[str]:
        return [str(error) for error in self.errors.get(slot.name, [])] if self.is_bound else []


def split(text: str) -> list[str]:
    """The notes in one box: what stands between empty lines, without what nobody would see."""
    return [note.strip() for note in _EMPTY_LINE.split(text) if is_seen(note)]


def joined(notes: Iterable[Note], stages: Sequence[Stage]) -> dict[str, str]:
    """The boxes as they have to be filled so that these notes come of them."""
    known = {stage.pk: stage for stage in stages}
    boxes: dict[str, list[str]] = {}
    for note in notes:
        slot = Slot(note.section, known.get(note.stage_id) if note.stage_id else None)
        boxes.setdefault(slot.name, []).append(note.text)
    return {name: "\n\n".join(texts) for name, texts in boxes.items()}


def _with_all_stages(slots: list[Slot], data: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, with what was written about a stage that is no longer offered put into the box of its section."""
    known = {slot.name for slot in slots}
    sent = {name: data[name] for name in data if name in known}
    first = slots[0].name
    for name in data:
        stage = name.removeprefix(f"{first}-")
        if name not in known and name.startswith(f"{first}-") and read_number(stage) is not None and data[name].strip():
            sent[first] = f"{sent.get(first, '')}\n\n{data[name]}".strip()
    return sent


def _too_many() -> str:
    return ngettext(
        "Here it comes to more than %(most)d note. Put some together: an empty line is what parts them.",
        "Here it comes to more than %(most)d notes. Put some together: an empty line is what parts them.",
        MOST_NOTES,
    ) % {"most": MOST_NOTES}
