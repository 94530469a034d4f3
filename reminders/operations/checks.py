"""What is looked at by /readyz, `manage.py doctor` and the operations page: is the engine alive, in time, and heard?"""

import smtplib
from collections.abc import Callable
from io import BytesIO

from django.conf import settings
from django.core import checks
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from foundation import health
from foundation.dates import exact_moment
from foundation.health import FINE, Check, Glance
from reminders.checkup import last_checkup
from reminders.mailing.addresses import dead_addresses
from reminders.operations.heartbeats import bell_heard_at, heartbeats, is_quiet
from reminders.operations.waiting import overdue_since, whats_ahead
from reminders.operations.went_out import mails_that_keep_failing

PROBE = "doctor-probe"


def while_the_database_answers(look: Callable[[Glance], str]) -> Callable[[Glance], str]:
    """That the database is away is said once, by its own check."""

    def looked(glance: Glance) -> str:
        try:
            return look(glance)
        except DatabaseError:
            return health.unknown()

    return looked


def bell(glance: Glance) -> str:
    heard_at = bell_heard_at(glance.at(heartbeats))
    if heard_at is None:
        return _("The bell has not rung yet: no reminder goes out until beat and a worker run.")
    if is_quiet(heard_at, at=timezone.now()):
        said = _("The bell has been quiet since %(when)s: look whether beat, the broker and a worker run.")
        return said % {"when": exact_moment(heard_at)}
    return FINE


def in_time(glance: Glance) -> str:
    since = overdue_since(glance.at(whats_ahead).looks, at=timezone.now())
    if not since:
        return FINE
    return _("Something has been due since %(when)s and is not planned.") % {"when": exact_moment(since)}


def mails(glance: Glance) -> str:
    failing = glance.at(mails_that_keep_failing)
    if not failing:
        return FINE
    return ngettext(
        "One mail could not be sent so far.",
        "%(count)d mails could not be sent so far.",
        failing,
    ) % {"count": failing}


def last_night(glance: Glance) -> str:
    checkup = glance.at(last_checkup)
    if not checkup or not checkup.found:
        return FINE
    return ngettext(
        "Last night's check found one kind of trouble.",
        "Last night's check found %(count)d kinds of trouble.",
        len(checkup.found),
    ) % {"count": len(checkup.found)}


def addresses(glance: Glance) -> str:
    dead = glance.at(dead_addresses).number
    if not dead:
        return FINE
    return ngettext(
        "One person's address takes no mail.",
        "%(count)d people's addresses take no mail.",
        dead,
    ) % {"count": dead}


def mail(glance: Glance) -> str:
    """Ask the server for a connection and sign in there; nothing is sent."""
    connection = get_connection()
    try:
        connection.open()
        connection.close()
    except (OSError, smtplib.SMTPException) as error:
        return _("The mail server does not answer as it should: %(error)s") % {"error": error}
    return FINE


def storage(glance: Glance) -> str:
    """Write a small file where papers go, read it, and remove it."""
    try:
        name = default_storage.save(PROBE, File(BytesIO(b"probe")))
        try:
            with default_storage.open(name) as probe:
                is_kept = probe.read() == b"probe"
        finally:
            default_storage.delete(name)
    except OSError as error:
        return _("Papers cannot be kept: %(error)s") % {"error": error}
    return FINE if is_kept else _("Papers are not kept as they were written.")


def deployment(glance: Glance) -> str:
    """What Django finds wrong with the settings of production."""
    if settings.DEBUG:
        return FINE
    found = checks.run_checks(include_deployment_checks=True)
    return " ".join(
        str(message.msg) for message in found if message.level >= checks.WARNING and not message.is_silenced()
    )


def add_checks() -> None:
    """Called once when the room is loaded."""
    for check in (
        Check("bell", gettext_lazy("Beat and workers"), while_the_database_answers(bell)),
        Check("in_time", gettext_lazy("Reminders in time"), while_the_database_answers(in_time)),
        Check("mails", gettext_lazy("Mails"), while_the_database_answers(mails)),
        Check("last_night", gettext_lazy("Nightly check"), while_the_database_answers(last_night)),
        Check("addresses", gettext_lazy("Mail addresses"), while_the_database_answers(addresses)),
        Check("mail", gettext_lazy("Mail server"), mail, is_slow=True),
        Check("storage", gettext_lazy("Papers"), storage, is_slow=True),
        Check("deployment", gettext_lazy("Settings"), deployment, is_slow=True),
    ):
        health.add(check)
