"""What the pages of channels and webhooks have in common: whose they are, the form to add one, and what is answered.

They are for those who manage or lead the team, and for whoever looks after teams.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.fields import LineField
from foundation.outward import Refused
from people.models import Team
from people.requests import PersonRequest
from reminders.outlets.keeping import MOST, AlreadyThere, TooMany
from reminders.outlets.kinds import Outcome
from reminders.outlets.models import Outlet
from reminders.outlets.switching import switch_off, switch_on
from reminders.pages.access import team_set_up_by

LONGEST_NAME = 60
LONGEST_ADDRESS = 1000

Added = TypeVar("Added")
Found = TypeVar("Found", bound=Outlet)


class OutletForm(forms.Form):
    """What an outlet is called, and its address as it was copied. One that is refused is shown back once, to be mended.

    `judge` raises Refused if nothing can be sent there.
    """

    name = LineField(
        max_length=LONGEST_NAME,
        label=gettext_lazy("Name"),
        error_messages={"required": gettext_lazy("Give it a name by which you know it again.")},
    )
    address = LineField(
        max_length=LONGEST_ADDRESS,
        label=gettext_lazy("Address"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "inputmode": "url"}
        ),
        error_messages={"required": gettext_lazy("Paste the address here.")},
    )

    def __init__(self, *args: Any, example: str, judge: Callable[[str], object], **options: Any) -> None:
        super().__init__(*args, **options)
        self._judge = judge
        self.fields["name"].widget.attrs["placeholder"] = example

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        try:
            self._judge(address)
        except Refused as refused:
            raise forms.ValidationError(str(refused.why)) from None
        return address

    def add_by(self, add: Callable[..., Added], team: Team) -> Added | None:
        """What `add` makes of it; None with a mistake said beside its field if it cannot be."""
        if not self.is_valid():
            return None
        try:
            return add(team=team, **self.cleaned_data, at=timezone.now())
        except AlreadyThere:
            self.add_error("address", _("The team has this one already."))
        except TooMany:
            self.add_error(None, _("%(most)d are enough. Remove one first.") % {"most": MOST})
        return None


def outlet_of(outlets: type[Found], request: PersonRequest, team_pk: int, pk: int) -> Found:
    team = team_set_up_by(request.user, team_pk)
    found: Found = get_object_or_404(outlets.objects.select_related("team"), pk=pk, team=team)
    return found


def switch(request: PersonRequest, outlet: Outlet) -> None:
    """On or off, as was pressed."""
    if request.POST.get("to") == "on":
        switch_on(outlet, at=timezone.now())
        messages.success(request, _("“%(name)s” is on. It is told what happens from now on.") % {"name": outlet})
    else:
        switch_off(outlet)
        messages.success(
            request, _("“%(name)s” is off. What happens until it is on again is not told.") % {"name": outlet}
        )


def remove(request: PersonRequest, outlet: Outlet) -> None:
    outlet.delete()
    messages.success(request, _("“%(name)s” was removed.") % {"name": outlet})


def say_added(request: PersonRequest, outlet: Outlet) -> None:
    messages.success(request, _("“%(name)s” was added. Send a test to see whether it takes it.") % {"name": outlet})


def try_out(request: PersonRequest, outlet: Found, *, by: Callable[..., Outcome | None]) -> None:
    """Send something now, and tell whoever pressed the button what the other side made of it."""
    if not outlet.is_on:
        messages.error(request, _("“%(name)s” is off. Switch it on first.") % {"name": outlet})
        return
    outcome = by(outlet, at=timezone.now())
    said = {"name": outlet, "reason": outcome.reason if outcome else ""}
    if outcome is None:
        messages.info(request, _("“%(name)s” is busy just now. It goes out within a minute.") % said)
    elif outcome.reason:
        messages.error(request, _("“%(name)s” did not take it. %(reason)s") % said)
    else:
        messages.success(request, _("“%(name)s” took it.") % said)
