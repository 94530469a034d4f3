"""What a person typed among the fields that a form sent, and what to call it on a page that shows it again.

A form also carries days, choices, numbers, keys and the names of buttons. They go along, but nobody would miss them
or know them by name.
"""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By the name of the field, without what tells the fields of one kind apart: action1-what is an action's.
LABELS: dict[str, Promise | str] = {
    "text": _("What the letter says"),
    "title": _("Title"),
    "customer_name": _("Customer"),
    "customer_phone": _("Phone"),
    "customer_email": _("E-mail"),
    "quote": _("Passage"),
    "note": _("Note"),
    "reason": _("Reason"),
    "what": _("What"),
    "why": _("Why"),
    "differently": _("What we do differently"),
    "note-what": _("What happened"),
    "note-what-": _("What happened, at one stage"),
    "note-why": _("Why"),
    "note-differently": _("What we do differently"),
    "lesson-sentence": _("Lesson"),
    "action-what": _("Action"),
    "name": _("Name"),
    "email": _("E-mail"),
    "login": _("E-mail"),
}
_NUMBERED = re.compile(r"\d+(?=-|$)")


@dataclass(frozen=True)
class Field:
    """One thing that was sent, as the page shows it."""

    name: str
    value: str

    @property
    def label(self) -> Promise | str:
        """Its translated name; nothing for a field that has none, whose name is for machines only."""
        return LABELS.get(_NUMBERED.sub("", self.name), "")

    @property
    def is_typed(self) -> bool:
        """Whether a person would miss it: what they know by a name, and all that consists of words."""
        value = self.value.strip()
        return bool(value and (self.label or len(value.split()) > 1))

    @property
    def is_long(self) -> bool:
        return len(self.value) > 80 or "\n" in self.value

    @property
    def is_password(self) -> bool:
        return "password" in self.name.lower()

    @property
    def is_secret(self) -> bool:
        return self.is_password or self.name == "csrfmiddlewaretoken"
