"""What every test stands on: the project's own settings in a folder that goes away, and no way out of this machine.

The settings are read from the environment as everywhere; the database is DATABASE_URL's, which `tests/run.py` sets,
else an SQLite file. Nothing is written into the checkout.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import socket
import tempfile
from collections.abc import Generator, Iterator
from contextlib import nullcontext
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import django
import pytest
from hypothesis import settings as examples
from pytest_django.plugin import blocking_manager_key

from tests.services.once import compiled_once
from tests.services.postgresql import handed_down
from tests.services.project import SECRET_KEY, SETTINGS
from tests.thousands import _no_number_is_set_apart_in_an_attribute, number_from_a_thousand  # noqa: F401

examples.register_profile("untimed", deadline=None)  # on a busy machine any example can take long
examples.load_profile("untimed")


AS_THE_PRODUCT_COLLECTS = (10_000, 20, 50)
"""Garbage is looked for as seldom as in the product's own processes; `debrief/wsgi.py` says why."""


def _set_up_the_project() -> Path:
    """Each process of the run (xdist starts several) gets a var/ of its own inside the one that is removed at the end."""
    run = os.environ.get("DEBRIEF_TEST_RUN")
    if run is None:
        run = os.environ["DEBRIEF_TEST_RUN"] = tempfile.mkdtemp(prefix="debrief-tests-")
        atexit.register(shutil.rmtree, run, ignore_errors=True)
    var = Path(run) / os.environ.get("PYTEST_XDIST_WORKER", "alone")
    var.mkdir(exist_ok=True)
    for name in SETTINGS - {"DATABASE_URL"}:
        os.environ.pop(name, None)
    if server := handed_down():
        os.environ["DATABASE_URL"] = server.url(database="debrief")
    os.environ["DEBRIEF_VAR"] = str(var)
    os.environ["SECRET_KEY"] = SECRET_KEY
    os.environ["DEBUG"] = "1"  # static files without collectstatic; during tests settings.DEBUG is off all the same
    os.environ["DJANGO_SETTINGS_MODULE"] = "debrief.settings"
    gc.set_threshold(*AS_THE_PRODUCT_COLLECTS)
    with compiled_once("product"):
        django.setup()
    # Left in place, the processes that xdist starts would read the settings before they come to their own var/.
    del os.environ["DJANGO_SETTINGS_MODULE"]
    return var


VAR = _set_up_the_project()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "only_on(engine): belongs to one database engine, `sqlite` or `postgresql`, and is not run on others"
    )
    config.addinivalue_line(
        "markers",
        "same_on_any_engine: looks at words, pages, who is let in or which day it is, reached by questions that others "
        "ask on both engines; it runs in the SQLite leg alone, and the summary counts it",
    )


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Not in the process above the workers, which leaves this to them, nor for the few files of the other legs."""
    is_all = {Path(asked).resolve() for asked in session.config.args} == {Path(__file__).parent}
    with compiled_once("tests") if is_all and hasattr(session.config, "workerinput") else nullcontext():
        return (yield)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test of one engine is left out of the other's leg rather than skipped: a skipped test fails the leg."""
    from django.db import connection

    def belongs(item: pytest.Item) -> bool:
        marker = item.get_closest_marker("only_on")
        return marker is None or connection.vendor in marker.args

    _leave_out(config, items, [item for item in items if not belongs(item)])
    if only_with_database := os.environ.get("TEST_ONLY_WITH_DATABASE"):
        without = [item for item in items if not _may_use_the_database(item)]
        _leave_out(config, items, without)
        same = [item for item in items if _is_same_on_any_engine(item)]
        _leave_out(config, items, same)
        (VAR.parent / only_with_database).write_text(
            f"{len(without)} more use no database and {len(same)} look at what is the same on any engine: those"
        )
    # A test with real transactions empties every table at its end, those that migrations fill among them.
    items.sort(key=lambda item: "kept_for_module" not in getattr(item, "fixturenames", ()))


def pytest_collection_finish() -> None:
    """What was imported stays to the end: whoever looks for garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()


def _may_use_the_database(item: pytest.Item) -> bool:
    """Whoever does not say so beforehand is refused by pytest-django, on any engine."""
    said = {marker.name for marker in item.iter_markers()} | {*getattr(item, "fixturenames", ())}
    return bool(said & {"only_on", "django_db", "db", "transactional_db", "django_db_setup"})


def _is_same_on_any_engine(item: pytest.Item) -> bool:
    """What commits, locks or belongs to one engine can never be said to be the same on all."""
    if item.get_closest_marker("same_on_any_engine") is None:
        return False
    database = item.get_closest_marker("django_db")
    if item.get_closest_marker("only_on") or (database and database.kwargs.get("transaction")):
        raise pytest.UsageError(f"{item.nodeid} cannot be the same on any engine.")
    return True


def _leave_out(config: pytest.Config, items: list[pytest.Item], others: list[pytest.Item]) -> None:
    if others:
        config.hook.pytest_deselected(items=others)
        left_out = {*others}
        items[:] = [item for item in items if item not in left_out]


# The ground: database, files, passwords, network


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Made for every test that asks: pytest-django's own sees `db` alone and would leave out `apart`."""
    from django.db import connection

    from tests import tables

    product = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        tables.copy()
        _empty_tables_well()
        number_from_a_thousand()
    yield
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(product, verbosity=0)


def _empty_tables_well() -> None:
    """After a test that commits: on SQLite in an order that holds, on PostgreSQL without making each table anew."""
    from django.db import connection

    empty = connection.ops.sql_flush

    def tallies_last(style: Any, tables: list[str], **options: Any) -> list[str]:
        """Each row that goes leaves a tally of its team, which may be gone by then."""
        return empty(style, sorted(tables, key=lambda table: table.startswith("tallies_")), **options)

    def row_by_row(style: Any, tables: list[str], **options: Any) -> list[str]:
        """Few rows lie in few tables, and a replica asks neither foreign keys nor triggers."""
        rows = [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]
        return ["SET LOCAL session_replication_role = replica", *rows]

    if connection.vendor == "sqlite":
        connection.ops.sql_flush = tallies_last
    elif connection.connection.info.parameter_status("is_superuser") == "on":
        connection.ops.sql_flush = row_by_row


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def _only_whole_pages_are_remembered(django_test_environment: None) -> Iterator[None]:
    """An answer knows what its page was rendered with, and not each of its hundred pieces: copies of that cost time."""
    from django.template import Context, Template
    from django.test.signals import template_rendered

    def render(self: Template, context: Context) -> str:
        if context.template is self:
            template_rendered.send(sender=self, template=self, context=context)
        return str(self.nodelist.render(context))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


@pytest.fixture(scope="session", autouse=True)
def _whoever_signs_in_is_given_one_session(django_test_environment: None) -> Iterator[None]:
    """As any visitor is who comes without one: Django's client first makes one that signing in replaces at once."""
    from django.contrib.auth import login
    from django.http import HttpRequest
    from django.test import Client

    from foundation.sessions import SessionStore

    sign_in = Client._login

    def sign_in_anew(self: Client, user: Any, backend: str | None = None) -> None:
        if self.cookies:
            sign_in(self, user, backend)
            return
        request = HttpRequest()
        request.session = SessionStore()
        login(request, user, backend)
        request.session.save()
        self._set_login_cookies(request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "_login", sign_in_anew)
        yield


@pytest.fixture(autouse=True)
def _own_attachments(settings: Any) -> None:
    storages = settings.STORAGES
    options = {**storages["default"]["OPTIONS"], "location": VAR / "attachments" / uuid4().hex}
    settings.STORAGES = {**storages, "default": {**storages["default"], "OPTIONS": options}}


@pytest.fixture(scope="session", autouse=True)
def _nothing_leaves_this_machine() -> Iterator[None]:
    """Any attempt to reach another host, by name or number, is an error of the test that made it."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo
    allowed = {urlsplit(os.environ.get(name, "")).hostname for name in ("TEST_DATABASE_URL", "TEST_REDIS_URL")}

    def is_near(host: object) -> bool:
        name = host.decode() if isinstance(host, bytes) else host
        if name in {None, "", "localhost", socket.gethostname(), *allowed}:
            return True
        try:
            return ip_address(str(name)).is_loopback
        except ValueError:
            return False

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not is_near(address[0]):
            pytest.fail(f"A test tried to connect to {address[0]}.")
        connect(self, address)

    def guarded_look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        if not is_near(host):
            pytest.fail(f"A test tried to look up {host}.")
        return look_up(host, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


# For what takes long to make: once for a module of tests, each of which finds it as it was made


@pytest.fixture(scope="module")
def kept_for_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A fixture of a module that fills the database asks for this one; the tests of that module ask for `apart`.

    No test of such a module may use pytest-django's own `db`: at its end it closes the connection for good.
    """
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def apart(kept_for_module: None, django_db_blocker: Any) -> Iterator[None]:
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, None, None]:
    """A test that commits empties all tables at its end; what migrations wrote is put back for the tests after it."""
    yield
    marker = item.get_closest_marker("django_db")
    if nextitem and marker and marker.kwargs.get("transaction"):
        from django.db import connection

        with item.config.stash[blocking_manager_key].unblock():
            connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
            connection.close()


# The people: named fixtures, made by tests/factories.py
