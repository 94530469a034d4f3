"""Days and moments as people say them: today, tomorrow, Tue 24 Nov, due yesterday.

Everything here is told what day it is; who asks decides in which time zone.
"""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

# So far ahead a weekday's name alone says which day is meant.
DAYS_A_WEEKDAY_NAMES = 6

SPACE_WITHIN = "\N{NO-BREAK SPACE}"
"""A day stays in one piece at the end of a line, wherever a page says it."""


def say_day(day: date, *, today: date) -> str:
    """Return the day as one would say it today."""
    return _near(day, today=today) or _far(day, today=today)


def say_due(day: date, *, today: date) -> str:
    """Return when something is, or was, due."""
    near = _near(day, today=today)
    if near:
        return _("due %(day)s") % {"day": near}
    if 0 < (day - today).days <= DAYS_A_WEEKDAY_NAMES:
        return _("due %(day)s") % {"day": date_format(day, "l")}
    if day > today:
        return _("due %(day)s") % {"day": _far(day, today=today)}
    return _("was due %(day)s") % {"day": _far(day, today=today)}


def say_moment(moment: datetime, *, today: date) -> str:
    """Return a moment of the active time zone as day and time."""
    local = timezone.localtime(moment)
    day = say_day(local.date(), today=today)
    return _("%(day)s, %(time)s") % {"day": day, "time": date_format(local, pgettext("time of day", "H:i"))}


def exact_day(day: date) -> str:
    return date_format(day, pgettext("exact day", "l j F Y"))


def exact_moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), pgettext("exact moment", "l j F Y, H:i T"))


def _near(day: date, *, today: date) -> str:
    """Return the day's own word if it has one today, else nothing."""
    match (day - today).days:
        case 0:
            return _("today")
        case 1:
            return _("tomorrow")
        case -1:
            return _("yesterday")
    return ""


def _far(day: date, *, today: date) -> str:
    if day.year == today.year:
        said = date_format(day, pgettext("day of this year", "D j M"))
    else:
        said = date_format(day, pgettext("day of another year", "D j M Y"))
    return said.replace(" ", SPACE_WITHIN)
