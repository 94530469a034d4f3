"""Is the product alive, and can it do its work? Two addresses for whoever watches over it.

`/healthz` answers as long as the process runs. `/readyz` says of each thing the product needs, in plain words,
whether it is there, and answers 503 if one is not.
"""

from collections.abc import Callable

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

BROKER_SECONDS = 1.0
FINE = ""
"""Nothing to say."""


@login_not_required
@require_safe
@never_cache
def up(request: HttpRequest) -> HttpResponse:
    return HttpResponse("up\n", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    troubles = {name: look() for name, look in CHECKS.items()}
    is_ready = not any(troubles.values())
    found = {name: trouble or _("fine") for name, trouble in troubles.items()}
    return JsonResponse({"ready": is_ready, **found}, status=200 if is_ready else 503)


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return _("The database cannot be reached.")
    return FINE


def migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return _("Unknown while the database cannot be reached.")
    if not waiting:
        return FINE
    return ngettext(
        "One migration waits to be applied: run “manage.py migrate”.",
        "%(count)d migrations wait to be applied: run “manage.py migrate”.",
        waiting,
    ) % {"count": waiting}


def broker() -> str:
    if not settings.REDIS_URL:
        return FINE
    client = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=BROKER_SECONDS,
        socket_connect_timeout=BROKER_SECONDS,
    )
    try:
        client.ping()
    except redis.RedisError:
        return _("Redis cannot be reached: pages work, reminders wait until it is back.")
    finally:
        client.close()
    return FINE


CHECKS: dict[str, Callable[[], str]] = {"database": database, "migrations": migrations, "broker": broker}
