"""What is said of a letter that was brought to a lesson and is about something else."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.fields import LineField

LONGEST_REASON = 300


class DismissForm(forms.Form):
    """Why a letter is about something else."""

    because = LineField(
        max_length=LONGEST_REASON, error_messages={"required": _("Say in a few words what it is instead.")}
    )
