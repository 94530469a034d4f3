"""Where one voice writes alone, and what lies there: an empty form, its own notes, or a sealed envelope.

Members and guests have the same desk, on pages of their own; nothing here knows which of the two it is.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from django.utils.translation import gettext as _

from foundation.form_keys import form_key_for
from rankless.alone.gathering import Note
from rankless.alone.hand_in_form import HandInForm
from rankless.alone.note_boxes import filled_form_for, first_tab, notes_form_for, tabs_of
from rankless.alone.one_time_key import spelled
from rankless.models import Debrief, Voice
from rankless.own_forms import member


@dataclass(frozen=True)
class Desk:
    """The page of one voice, where its forms are sent, and the frame around it."""

    debrief: Debrief
    voice: Voice
    address: str
    hand_in: str
    change: str
    withdraw: str
    accept: str
    frame: str = "base_debrief.html"

    @property
    def writer(self) -> str:
        """For whom a form on this desk is made."""
        return f"guest {self.voice.pk}" if self.voice.is_guest else member(self.voice.person_id)


@dataclass(frozen=True, kw_only=True)
class Writing:
    """What lies on a desk, for `rankless/alone/_writing.html`.

    `is_unsaved` boxes hold what only the browser has; `is_blank` ones were sent without a word. `key` is shown to be copied;
    `needs_key` asks for it; `typed_key` was typed there and opens nothing.
    """

    desk: Desk
    form: HandInForm
    is_sealed: bool = False
    is_change: bool = False
    is_unsaved: bool = False
    is_blank: bool = False
    key: str = ""
    needs_key: bool = False
    wrong_key: bool = False
    typed_key: str = ""
    warning: str = ""
    asks_nothing: bool = False

    @classmethod
    def empty(cls, desk: Desk) -> Self:
        return cls(desk=desk, form=notes_form_for(desk.debrief))

    @classmethod
    def typed(cls, desk: Desk, form: HandInForm, *, warning: str = "") -> Self:
        """What was sent and is not sealed."""
        return cls(desk=desk, form=form, is_unsaved=True, warning=warning)

    @classmethod
    def sealed(cls, desk: Desk, *, key: str) -> Self:
        return cls(desk=desk, form=notes_form_for(desk.debrief), is_sealed=True, key=key)

    @classmethod
    def locked(cls, desk: Desk, *, typed_key: str) -> Self:
        """Sealed, and the key that was sent does not open it."""
        form = notes_form_for(desk.debrief)
        return cls(desk=desk, form=form, is_sealed=True, needs_key=True, wrong_key=True, typed_key=typed_key)

    @classmethod
    def opened(cls, desk: Desk, notes: list[Note]) -> Self:
        """One's own notes, to be changed."""
        return cls(desk=desk, form=filled_form_for(desk.debrief, notes), is_change=True)

    @classmethod
    def second(
        cls, desk: Desk, form: HandInForm, *, has_key: bool, wrong_key: bool = False, typed_key: str = ""
    ) -> Self:
        """Something else was handed in before: what was typed now can replace it."""
        said = _(
            "You have handed in before, perhaps in another tab. What you typed now is not handed in: it stands here."
        )
        return cls(
            desk=desk,
            form=form,
            is_unsaved=True,
            is_change=True,
            needs_key=not has_key,
            wrong_key=wrong_key,
            typed_key=typed_key,
            warning=said,
        )

    @cached_property
    def form_key(self) -> str:
        """Of the form as it is shown now, for this desk's writer alone."""
        return form_key_for(self.desk.writer)

    @property
    def form_id(self) -> str:
        """To which form the presses around the writing belong: what is typed goes along with them."""
        return "around" if self.is_sealed else "writing"

    @property
    def spelled_key(self) -> str:
        return spelled(self.key)

    def context(self) -> dict[str, Any]:
        tabs = [] if self.is_sealed else tabs_of(self.desk.debrief, self.form)
        at_the_end = self.needs_key or self.asks_nothing or self.is_blank
        opened = None if not tabs else tabs[-1] if at_the_end else first_tab(tabs)
        return {"writing": self, "desk": self.desk, "tabs": tabs, "opened": opened}
