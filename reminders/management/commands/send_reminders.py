"""What beat does every minute, done once by hand: plan, then deliver."""

import argparse
import json
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from foundation.dates import exact_day
from reminders.sweep import sweep
from reminders.timing.foresight import Day, foresee

NOON = time(12)


def moment(text: str) -> datetime:
    """An ISO date and time; without a zone in that of the installation, a day alone is its noon."""
    try:
        if len(text) == len("2026-11-24"):
            given = datetime.combine(date.fromisoformat(text), NOON)
        else:
            given = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a moment like 2026-11-24T09:00.") from None
    return given if timezone.is_aware(given) else timezone.make_aware(given)


def _counted(mails: int) -> str:
    return "one mail" if mails == 1 else f"{mails} mails"


class Command(BaseCommand):
    help = "Plans the reminders that are due and sends the digests whose time has come."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="show what the day would bring; write nothing",
        )
        parser.add_argument("--at", type=moment, help="as if it were then: 2026-11-24 or 2026-11-24T09:00+01:00")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        at = options["at"] or timezone.now()
        if options["dry_run"]:
            on = timezone.localtime(at, timezone.get_default_timezone()).date()
            answer, words = self._foreseen(foresee(on=on, at=timezone.now()), on=on)
        else:
            swept = sweep(at=at)
            answer = {"planned": swept.planned, "sent": swept.sent, "failed": swept.failed}
            words = "Planned {planned}, sent {sent}, failed {failed}.".format(**answer)
        self.stdout.write(json.dumps(answer, ensure_ascii=False) if options["json"] else words)

    def _foreseen(self, day: Day, *, on: date) -> tuple[dict[str, Any], str]:
        answer = {
            "planned": day.planned,
            "sent": len(day.digests),
            "failed": 0,
            "day": str(on),
            "digests": [
                {
                    "person": digest.person.email,
                    "lines": [
                        {"asks": line.asks, "title": line.title, "due": line.due, "url": line.url}
                        for line in digest.letter.lines
                    ],
                    "more": digest.letter.more,
                }
                for digest in day.digests
            ],
            "left_out": day.left_out,
        }
        words = [f"{exact_day(on)} would bring {_counted(len(day.digests))}. Nothing was written."]
        for digest in day.digests:
            words += ["", f"{digest.person.email}: {digest.letter.subject}"]
            words += [f"  {line.asks}: {line.title} ({line.due})\n    {line.url}" for line in digest.letter.lines]
        if day.left_out:
            words += ["", f"Left out, because they cannot be planned: {', '.join(day.left_out)}."]
        return answer, "\n".join(words)
