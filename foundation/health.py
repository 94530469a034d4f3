"""Is the product alive, and can it do its work? Two addresses and a command for whoever watches over it.

`/healthz` answers as long as the process runs. `/readyz` says of each thing the product needs, in plain words, whether
it is there, and answers 503 if one is missing without which no page works. `manage.py doctor` asks all of this and
what takes longer to find out. Each room adds the checks that only it can make.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Event
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation import broker

T = TypeVar("T")

BROKER_SECONDS = 1.0
FINE = ""
"""Nothing to say."""


class Glance:
    """What has been read for one look at everything: checks that need the same read it once, and so does a page."""

    def __init__(self) -> None:
        self._read: dict[Callable[[], Any], Any] = {}

    def knows(self, read: Callable[[], T], answer: T) -> None:
        """Let `read` be answered like this without being asked."""
        self._read[read] = answer

    def at(self, read: Callable[[], T]) -> T:
        """What `read` returns, or returned before."""
        if read not in self._read:
            self._read[read] = read()
        seen: T = self._read[read]
        return seen


@dataclass(frozen=True)
class Check:
    """One thing the product needs: `look` returns what is wrong with it in one sentence, or FINE.

    Without a vital one no page works; without another only what it is for waits. A slow one is asked by the command alone.
    """

    name: str
    title: str | Promise
    look: Callable[[Glance], str]
    is_vital: bool = False
    is_slow: bool = False


@dataclass(frozen=True)
class Finding:
    """What a check found."""

    check: Check
    trouble: str


def add(check: Check) -> None:
    """Let this be looked at from now on; a room says so when it is loaded."""
    _CHECKS[check.name] = check


def look(glance: Glance | None = None, *, also_slow: bool = False) -> Iterator[Finding]:
    """Look at everything, one after the other, in the order in which it was added."""
    glance = glance or Glance()
    for check in _CHECKS.values():
        if also_slow or not check.is_slow:
            yield Finding(check, check.look(glance))


@login_not_required
@require_safe
@never_cache
def up(request: HttpRequest) -> HttpResponse:
    return HttpResponse("up\n", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    findings = list(look())
    is_ready = not any(finding.trouble and finding.check.is_vital for finding in findings)
    found = {finding.check.name: finding.trouble or _("fine") for finding in findings}
    return JsonResponse({"ready": is_ready, **found}, status=200 if is_ready else 503)


def database(glance: Glance) -> str:
    return glance.at(ask_database)


def ask_database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return _("The database cannot be reached.")
    return FINE


def migrations(glance: Glance) -> str:
    """Nobody takes back migrations under code that runs: once all are applied, a process need not look again."""
    if _MIGRATED.is_set():
        return FINE
    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return unknown()
    if not waiting:
        _MIGRATED.set()
        return FINE
    return ngettext(
        "One migration waits to be applied: run “manage.py migrate”.",
        "%(count)d migrations wait to be applied: run “manage.py migrate”.",
        waiting,
    ) % {"count": waiting}


def unknown() -> str:
    """What a check that needs the database says while it is away. That it is away is for the database's own check to say."""
    return _("Unknown while the database cannot be reached.")


def broker_answers(glance: Glance) -> str:
    if broker.failure(seconds=BROKER_SECONDS):
        return _("Redis cannot be reached: pages work, reminders wait until it is back.")
    return FINE


_MIGRATED = Event()
_CHECKS: dict[str, Check] = {}
add(Check("database", gettext_lazy("Database"), database, is_vital=True))
add(Check("migrations", gettext_lazy("Migrations"), migrations, is_vital=True))
add(Check("broker", gettext_lazy("Broker"), broker_answers, is_vital=True))
