"""The tables a process of the run tests with: a copy of those that the first of them migrated.

To migrate takes many times as long as to copy. What migrations wrote into the tables is kept beside them, for the
tests that commit and so empty them (`tests/contents.py`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests import contents
from tests.services import project
from tests.services.once import SHARED, made_once
from tests.services.postgresql import find_programs

MIGRATED = "tables"
CONTENTS = "contents.sql.json"
ON_POSTGRESQL = f"test_debrief_{MIGRATED}"
DUMP = "dump.sql"


def copy() -> None:
    """From here on the project's database is one of this process alone. It is destroyed as any other test database."""
    folder = _migrated()
    own = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    _use(_name(folder))
    connection.creation.clone_test_db(suffix=own, verbosity=0)
    _use(connection.creation.get_test_db_clone_settings(own)["NAME"])
    connection.ensure_connection()
    # By these names Django puts back, before a test that commits, what the one before it emptied.
    connection._test_serialized_contents = (folder / CONTENTS).read_text()
    connection.creation.deserialize_db_from_string = contents.put_back


def sqlite_file() -> Path:
    """With all tables, and nothing in them but what migrations wrote: for a product of its own, which copies it."""
    return made_once(f"{MIGRATED}-sqlite", _migrate_as_on_sqlite) / f"{MIGRATED}.sqlite3"


def _migrated() -> Path:
    return made_once(f"{MIGRATED}-{connection.settings_dict['PORT'] or connection.vendor}", _make)


def _make(folder: Path) -> None:
    """A run of all legs has three servers of PostgreSQL: two are given what was migrated on the first."""
    programs = find_programs() if connection.vendor == "postgresql" and SHARED in os.environ else None
    if programs is None or not (programs.folder / "pg_dump").exists():
        _migrate(folder)
        return
    dumped = made_once(f"{MIGRATED}-dumped", lambda kept: _migrate_and_dump(kept, programs.folder))
    if not _is_on_this_server():
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {ON_POSTGRESQL}")
        _call(programs.folder / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, "-f", dumped / DUMP)
    shutil.copy(dumped / CONTENTS, folder)


def _migrate_and_dump(folder: Path, programs: Path) -> None:
    _migrate(folder)
    _call(programs / "pg_dump", "--file", folder / DUMP)


def _is_on_this_server() -> bool:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [ON_POSTGRESQL])
        return cursor.fetchone() is not None


def _call(program: Path, *arguments: str | Path) -> None:
    server = connection.settings_dict
    where = {
        "PGHOST": server["HOST"],
        "PGPORT": str(server["PORT"]),
        "PGUSER": server["USER"],
        "PGDATABASE": ON_POSTGRESQL,
    }
    subprocess.run([program, *arguments], env=os.environ | where, check=True)


def _migrate(folder: Path) -> None:
    ours = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = _name(folder)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    (folder / CONTENTS).write_text(contents.written_down())
    _use(ours)


def _migrate_as_on_sqlite(folder: Path) -> None:
    if connection.vendor == "sqlite":
        _migrate(folder)
        return
    ours = f"from pathlib import Path; from tests import tables; tables._migrate(Path({str(folder)!r}))"
    project.manage("shell", "--verbosity", "0", "--command", ours, environment=project.environment(var=folder))


def _name(folder: Path) -> str:
    """SQLite in a real file: in memory there is no WAL, and threads would not lock as they do in the product."""
    return str(folder / f"{MIGRATED}.sqlite3") if connection.vendor == "sqlite" else ON_POSTGRESQL


def _use(name: str) -> None:
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
