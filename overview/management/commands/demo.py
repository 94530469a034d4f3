"""`manage.py demo`: a small story to look around in; with `--incidents`, any amount of letters to measure with.

Demo people have a password that everybody knows, so they exist only where DEBUG is on and no real person is.
"""

import json
from argparse import ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from incidents.models import Incident, Kind, Original
from overview.demo import bulk, mailing, telling
from people.models import User

TELL_EVERY = 10_000


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError(f"“{text}” is not a number of letters")
    return int(text)


class Command(BaseCommand):
    help = "Load the demo story; with --incidents, that many made-up letters instead."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--incidents", type=_count, metavar="N", help="how many made-up letters")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same letters (1)")
        parser.add_argument("--force", action="store_true", help="load it beside real people")
        parser.add_argument("--json", action="store_true", help="print one JSON line")

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_where_it_does_not_belong(is_forced=options["force"])
        is_quiet = options["json"] or options["verbosity"] == 0
        if options["incidents"]:
            outcome = self._fill(options["incidents"], seed=options["seed"], is_quiet=is_quiet)
        else:
            outcome = self._tell_story()
        if options["json"]:
            self.stdout.write(json.dumps(outcome))
        elif not is_quiet:
            self.stdout.write(_SENTENCES[outcome["outcome"]] % outcome)

    def _refuse_where_it_does_not_belong(self, *, is_forced: bool) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "Demo data is only for trying things out: its people cannot sign in while DEBUG is off. Set DEBUG=1."
            )
        if not is_forced and User.objects.filter(is_demo=False).exists():
            raise CommandError(
                "Real people work in this database, so no demo data is added to it. Use another DATABASE_URL, or --force."
            )

    def _tell_story(self) -> dict[str, Any]:
        is_new = not telling.is_told()
        if is_new:
            at = timezone.now()
            telling.tell(at=at)
            mailing.send_last_mails(at=at)
        return {"outcome": "loaded" if is_new else "there already", **_counts()}

    def _fill(self, letters: int, *, seed: int, is_quiet: bool) -> dict[str, Any]:
        if bulk.is_filled():
            return {"outcome": "filled already", **_counts()}
        for done in bulk.fill(letters=letters, seed=seed, at=timezone.now()):
            if not is_quiet and done % TELL_EVERY == 0:
                self.stdout.write(f"{done:,} of {letters:,} letters")
                self.stdout.flush()
        return {"outcome": "filled", "seed": seed, **_counts()}


_SENTENCES = {
    "loaded": "The demo story is loaded: %(letters)d letters, %(complaints)d of them complaints, "
    "and %(to_sort)d to sort.\nSign in as manager@demo.test, member@demo.test, lead@demo.test or admin@demo.test, "
    "password demo.",
    "filled": "%(letters)d made-up letters are there. manager@demo.test and the other demo people sign in with "
    "the password demo, as do person005@demo.test to person200@demo.test.",
    "filled already": "Made-up letters are there already: %(letters)d. Use an empty database for others.",
    "there already": "The demo story is there already: %(letters)d letters, and %(to_sort)d to sort.",
}


def _counts() -> dict[str, int]:
    return {
        "letters": Incident.objects.count(),
        "complaints": Incident.objects.filter(kind=Kind.COMPLAINT).count(),
        "praise": Incident.objects.filter(kind=Kind.PRAISE).count(),
        "to_sort": Original.objects.to_sort().count(),
        "people": User.objects.filter(is_demo=True).count(),
    }
