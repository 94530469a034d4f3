"""Counting by hand what the database otherwise counts for itself."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from tallies.folding import recount, tend_tallies
from tallies.models import Tally


class Command(BaseCommand):
    help = "Fold the counts behind the dashboard now; with --rebuild, count everything anew from the letters."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="count everything anew; others may write meanwhile")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rebuild"]:
            recount()
        folded = tend_tallies(at=timezone.now())
        self.stdout.write(f"{folded} folded, {Tally.objects.count()} rows")
