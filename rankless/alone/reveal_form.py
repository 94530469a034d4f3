"""By when the notes are shown at the latest, as somebody invited sets it: a day and a time in their own zone."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import DayInput, TimeInput
from rankless.alone.revealing import FURTHEST_REVEAL, LEAST_NOTICE


class RevealForm(forms.Form):
    reveal_on = forms.DateField(widget=DayInput(), label=_("Day"))
    reveal_time = forms.TimeField(widget=TimeInput(), label=_("Time"))

    def __init__(self, data: Any = None, *, at: datetime | None = None, reveal_at: datetime | None = None) -> None:
        shown = timezone.localtime(reveal_at) if reveal_at else None
        initial = {"reveal_on": shown.date(), "reveal_time": shown.time()} if shown else {}
        super().__init__(data, initial=initial, auto_id="id_%s")
        self.at = at

    def clean(self) -> dict[str, Any]:
        """Put day and time together, and say what is wrong with the moment that comes of them."""
        sent = self.cleaned_data
        if self.at is None or self.errors:
            return sent
        reveal_at = timezone.make_aware(datetime.combine(sent["reveal_on"], sent["reveal_time"]))
        if reveal_at < self.at + LEAST_NOTICE:
            raise ValidationError(_("Set it at least an hour ahead, so that the others hear of it."))
        if reveal_at > self.at + FURTHEST_REVEAL:
            raise ValidationError(_("This is too far ahead: sixty days at most."))
        return {**sent, "reveal_at": reveal_at}
