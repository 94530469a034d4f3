"""What models say of their tables stands in the database: a migration can drop more than it says."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import CheckConstraint, Model, UniqueConstraint

from foundation.database.engine import is_postgresql

pytestmark = pytest.mark.django_db


def named(model: type[Model]) -> set[str]:
    constraints = {c.name for c in model._meta.constraints if isinstance(c, UniqueConstraint | CheckConstraint)}
    return constraints | {index.name for index in model._meta.indexes}


@pytest.mark.parametrize(
    "model",
    [model for model in apps.get_models(include_auto_created=True) if named(model)],
    ids=lambda m: m._meta.label,
)
def test_every_index_and_constraint_of_a_model_is_in_the_database(model: type[Model]) -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    assert named(model) <= found.keys()


def test_new_words_are_put_into_every_index_of_words_soon() -> None:
    """Until then, PostgreSQL reads with every question all that waits: a migration that makes an index has to say so."""
    if not is_postgresql():
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname FROM pg_class JOIN pg_am ON pg_am.oid = relam
            WHERE amname = 'gin' AND array_to_string(reloptions, ' ') LIKE '%gin_pending_list_limit%' IS NOT TRUE
            """
        )
        assert cursor.fetchall() == []
