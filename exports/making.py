"""Asking for an export and making it: a small one at once, a large one by the bell, which says how far it is."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from exports.models import Export, Format, What
from exports.schemas import ACTIONS, DEBRIEFS, LESSONS, LETTERS, POINTS, Schema
from exports.weeks import WEEKS
from exports.writing import writer
from foundation.failures import without_its_words
from people.models import Team, User

SCHEMAS: dict[str, Schema] = {
    schema.what.value: schema for schema in (LETTERS, POINTS, DEBRIEFS, LESSONS, ACTIONS, WEEKS)
}
AT_ONCE = 1_000
"""So many rows are written while somebody waits for the page."""
MOST_IN_A_SHEET = 1_000_000
"""A sheet holds not many more rows."""
LEASE = timedelta(minutes=5)

log = structlog.get_logger(__name__)


class TooManyForASheet(Exception):
    """A spreadsheet does not hold that many rows."""


def ask_for(what: What, form: Format, *, by: User, teams: Collection[Team], since: date | None, at: datetime) -> Export:
    """Write down what is to be made; make it at once if it is small. Raises TooManyForASheet."""
    rows = SCHEMAS[what].rows([team.pk for team in teams], since).count()
    if form == Format.XLSX and rows > MOST_IN_A_SHEET:
        raise TooManyForASheet
    with transaction.atomic():
        export = Export.objects.create(
            person=by,
            what=what,
            format=form,
            since_on=since,
            asked_at=at,
            rows=rows,
            claimed_until=at + LEASE if rows <= AT_ONCE else None,
        )
        export.teams.set(teams)
    if rows <= AT_ONCE:
        make(export, at=at)
    return export


def make_next(*, at: datetime) -> Export | None:
    """Make the export that waits longest, if one does and nobody else is at it. Whoever died over one is followed."""
    for export in Export.objects.to_make(at=at)[:10]:
        claimed = Export.objects.to_make(at=at).filter(pk=export.pk).order_by().update(claimed_until=at + LEASE)
        if claimed:
            _make_or_fail(export, at=at)
            return export
    return None


def make(export: Export, *, at: datetime) -> None:
    """Write the file of an export that is in our hands, saying after each batch how far it is."""
    schema = SCHEMAS[export.what]
    with TemporaryDirectory(prefix="debrief-export-") as folder:
        path = Path(folder) / export.file_name
        written = _write(export, schema, path, at=at)
        with path.open("rb") as made:
            name = default_storage.save(f"exports/{export.key}.{export.format}", File(made))
    Export.objects.filter(pk=export.pk).update(
        file=name, made_at=timezone.now(), written=written, rows=written, claimed_until=None
    )
    export.refresh_from_db()


def forget_old(*, at: datetime) -> int:
    """Throw files away a week after they were asked for."""
    old = list(Export.objects.old(at=at))
    for export in old:
        if export.file:
            export.file.delete(save=False)
        export.delete()
    return len(old)


def _write(export: Export, schema: Schema, path: Path, *, at: datetime) -> int:
    written = 0
    found = schema.rows(list(export.teams.values_list("pk", flat=True)), export.since_on)
    with writer(path, schema, form=export.format, on=at.date()) as out:
        for batch in schema.in_batches(found):
            out.write(batch)
            written += len(batch)
            Export.objects.filter(pk=export.pk).update(written=written, claimed_until=timezone.now() + LEASE)
    return written


def _make_or_fail(export: Export, *, at: datetime) -> None:
    """What cannot be made is said to be so, and not tried again: whoever asked can ask anew."""
    try:
        make(export, at=at)
    except Exception as error:
        Export.objects.filter(pk=export.pk).update(has_failed=True, claimed_until=None)
        log.error("An export could not be made", what=export.what, **without_its_words(error))
