"""Switching an outlet off, by hand or because it takes nothing, and on again."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from reminders.outlets.models import TO_BE_SENT, ErrandState, Outlet


def switch_off(outlet: Outlet, *, because: str = "") -> None:
    """Nothing is told there any more, and what waited is given up; `because` is empty if somebody wanted it so."""
    write_down(outlet, is_on=False, off_because=because)
    waiting = outlet.errands.filter(state__in=TO_BE_SENT)
    waiting.update(state=ErrandState.GIVEN_UP, reason=because or _("It was switched off."))


def switch_on(outlet: Outlet, *, at: datetime) -> None:
    """From now on it is told what happens; what happened while it was off is not."""
    write_down(
        outlet,
        is_on=True,
        off_because="",
        switched_on_at=at,
        looked_at=at,
        try_at=None,
        failures=0,
        failing_since_at=None,
        times_not_found=0,
        trouble="",
    )


def write_down(outlet: Outlet, **fields: Any) -> None:
    """Change these fields of the outlet and nothing else of its row, which others may be changing."""
    for name, value in fields.items():
        setattr(outlet, name, value)
    type(outlet).objects.filter(pk=outlet.pk).update(**fields)
