"""What has to hold before the product is started in one terminal, each told in one sentence if it does not.

The order is that of the likeliest mistakes, so that the first sentence is the one that helps.
"""

import os
import socket

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import DatabaseError, connection

from foundation import broker

BROKER_SECONDS = 3.0


class CannotStart(Exception):
    """The text is one sentence that says what to do."""


def check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        # As the web server does it: the connections of a server that has just ended do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(
                f"Port {port} cannot be used ({error.strerror}); choose another one: make run PORT={port + 1}"
            ) from None


def check_database() -> None:
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, OSError) as error:
        raise CannotStart(_sentence_about_database(error)) from None


def check_broker() -> None:
    if error := broker.failure(seconds=BROKER_SECONDS):
        raise CannotStart(f"Redis at REDIS_URL cannot be used: {_first_line(error)}.")


def bring_up_to_date() -> None:
    """Tables as the code expects them; outside DEBUG also the compressed static files."""
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise CannotStart(_sentence_about_database(error)) from error
    if not settings.DEBUG:
        try:
            call_command("collectstatic", interactive=False, verbosity=0)
        except OSError as error:
            raise CannotStart(f"The folder {settings.STATIC_ROOT} cannot be written: {error.strerror}.") from None


def load_demo_story() -> None:
    """The first time, while trying things out."""
    if settings.DEBUG and not get_user_model().objects.exists():
        call_command("demo", verbosity=0)


def has_demo_people() -> bool:
    return settings.DEBUG and get_user_model().objects.filter(email__endswith="@demo.test").exists()


def _sentence_about_database(error: Exception) -> str:
    if os.environ.get("DATABASE_URL"):
        return f"The database of DATABASE_URL cannot be used: {_first_line(error)}."
    return f"The database {settings.DATABASES['default']['NAME']} cannot be used: {_first_line(error)}."


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].rstrip(".")
