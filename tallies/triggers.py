"""The triggers by which the database counts for itself, on both engines, made of the questions of `counting`.

PostgreSQL asks once for each statement, of all rows that it wrote; SQLite of every row. Names hold a digest of what the
triggers do, so that those of an older release are known, taken away, and everything is counted anew.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from foundation.database.engine import is_postgresql
from tallies.counting import COLUMNS, NEVER_MOVED, WATCHED, Question, questions
from tallies.dialect import dialect

INSERT, DELETE, UPDATE = "insert", "delete", "update"
INTO = f"INSERT INTO tallies_tally ({', '.join(COLUMNS)})"
PREFIX = "tallies_"


def install() -> bool:
    """Make the triggers be there as this release wants them; say whether they were not."""
    wanted, found = dict(_wanted()), _found()
    if set(wanted) == set(found):
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        _drop(cursor)
        for statements in wanted.values():
            for statement in statements:
                cursor.execute(statement)
    return True


def drop() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        _drop(cursor)


def _drop(cursor: Any) -> None:
    for name, table in _found().items():
        cursor.execute(f"DROP TRIGGER {name} ON {table}" if is_postgresql() else f"DROP TRIGGER {name}")


def _found() -> dict[str, str]:
    """The triggers of ours that are there, with their tables."""
    ask = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    if is_postgresql():
        ask = (
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger"
            " WHERE NOT tgisinternal AND pg_table_is_visible(tgrelid)"
        )
    with connection.cursor() as cursor:
        cursor.execute(ask)
        return {name: table for name, table in cursor.fetchall() if name.startswith(PREFIX)}


def _wanted() -> Iterator[tuple[str, list[str]]]:
    """Each trigger by its name, as the statements that make it."""
    make = _for_postgresql if is_postgresql() else _for_sqlite
    for table, when in _occasions():
        statements = make(table, when)
        digest = sha256("".join(statements).encode()).hexdigest()[:8]
        name = f"{PREFIX}{table}_{when}_{digest}"
        yield name, [statement.replace("@name", name) for statement in statements]
    statements = [*_zone_postgresql()] if is_postgresql() else [ZONE_SQLITE]
    yield f"{PREFIX}zone", [statement.replace("@name", f"{PREFIX}zone") for statement in statements]


def _occasions() -> Iterator[tuple[str, str]]:
    """Which change of which table needs a trigger.

    New rows of a table that is only read beside what is counted need none: what is counted comes after them.
    """
    asked = questions(dialect())
    for table in WATCHED:
        if any(ask.tables[0] == table for ask in asked):
            yield table, INSERT
        yield table, DELETE
        if table not in NEVER_MOVED:
            yield table, UPDATE


def _asked(table: str, when: str) -> list[Question]:
    asked = [ask for ask in questions(dialect()) if table in ask.tables]
    return [ask for ask in asked if ask.tables[0] == table] if when == INSERT else asked


def _counts(table: str, when: str, *, gone: str, came: str) -> list[str]:
    """The questions over the rows that are gone, as minus, and over those that came, as plus."""
    minus = [ask.sql(sign="-", **{table: gone}) for ask in _asked(table, when) if when != INSERT]
    plus = [ask.sql(**{table: came}) for ask in _asked(table, when) if when != DELETE]
    return minus + plus


def _for_postgresql(table: str, when: str) -> list[str]:
    changed = "(SELECT {} FROM gone JOIN came ON came.id = gone.id WHERE " + _differs(table) + ")"
    gone, came = (changed.format("gone.*"), changed.format("came.*")) if when == UPDATE else ("gone", "came")
    insert = f"{INTO} {' UNION ALL '.join(_counts(table, when, gone=gone, came=came))};"
    if when == UPDATE:
        insert = f"IF {_any_differs(table)} THEN {insert} END IF;"
    referencing = {
        INSERT: "NEW TABLE AS came",
        DELETE: "OLD TABLE AS gone",
        UPDATE: "OLD TABLE AS gone NEW TABLE AS came",
    }[when]
    function = f"{PREFIX}{table}_{when}"
    return [
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN {insert} RETURN NULL; END $$",
        f"CREATE TRIGGER @name AFTER {when.upper()} ON {table} REFERENCING {referencing} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
    ]


def _differs(table: str) -> str:
    columns = WATCHED[table]
    gone, came = (", ".join(f"{side}.{column}" for column in columns) for side in ("gone", "came"))
    return f"ROW({gone}) IS DISTINCT FROM ROW({came})"


def _any_differs(table: str) -> str:
    """Whether a watched column of any row differs; mostly none does.

    All rows are compared as one set: looked for one by one, thousands of them would each be looked for among all others.
    """
    columns = ", ".join(("id", *WATCHED[table]))
    return f"EXISTS (SELECT {columns} FROM gone EXCEPT SELECT {columns} FROM came)"


def _for_sqlite(table: str, when: str) -> list[str]:
    def row(side: str) -> str:
        return f"(SELECT {', '.join(f'{side}.{column} AS {column}' for column in ('id', *WATCHED[table]))})"

    inserts = "".join(f"{INTO} {count}; " for count in _counts(table, when, gone=row("OLD"), came=row("NEW")))
    on, condition = when.upper(), ""
    if when == UPDATE:
        on = f"UPDATE OF {', '.join(WATCHED[table])}"
        condition = "WHEN " + " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in WATCHED[table])
    return [f"CREATE TRIGGER @name AFTER {on} ON {table} FOR EACH ROW {condition} BEGIN {inserts} END"]


ZONE_SQLITE = (
    "CREATE TRIGGER @name AFTER UPDATE OF time_zone ON people_team FOR EACH ROW WHEN OLD.time_zone <> NEW.time_zone "
    "BEGIN INSERT INTO tallies_recount (team_id) VALUES (NEW.id); END"
)


def _zone_postgresql() -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION tallies_zone() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN INSERT INTO tallies_recount (team_id) VALUES (NEW.id); RETURN NULL; END $$"
    )
    yield (
        "CREATE TRIGGER @name AFTER UPDATE OF time_zone ON people_team FOR EACH ROW "
        "WHEN (OLD.time_zone <> NEW.time_zone) EXECUTE FUNCTION tallies_zone()"
    )
