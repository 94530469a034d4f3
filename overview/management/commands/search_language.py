"""`manage.py search_language`: keeps the words of search by the language that `SEARCH_LANGUAGE` names."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.database.engine import is_postgresql
from overview.search import renewing
from overview.search.language import language


class Command(BaseCommand):
    help = (
        "Keep the words of search by SEARCH_LANGUAGE: run it once after changing that. Everybody can work on meanwhile."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_postgresql():
            self.stdout.write("SQLite keeps no words: the language that is set counts at once.")
            return
        try:
            renewing.renew(tell=lambda table, rows: self.stdout.write(f"{table}: {rows} rows"))
        except renewing.NoSuchLanguage as error:
            raise CommandError(f"This PostgreSQL has no text search configuration “{error}”.") from error
        self.stdout.write(f"Words are kept by “{language()}” now.")
