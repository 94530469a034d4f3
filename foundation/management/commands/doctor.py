"""Looks at everything the product needs and says in plain words what is wrong."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from foundation.health import look


class Command(BaseCommand):
    help = "Looks at database, broker, workers, mail, storage and settings; ends with 1 if anything is wrong."
    requires_system_checks = ()  # what they find is among what it says

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = list(look(also_slow=True))
        if options["json"]:
            found = {finding.check.name: finding.trouble or "fine" for finding in findings}
            self.stdout.write(json.dumps({"well": not any(f.trouble for f in findings), **found}, ensure_ascii=False))
        else:
            for finding in findings:
                sign = self.style.ERROR("wrong") if finding.trouble else self.style.SUCCESS("fine ")
                self.stdout.write(f"{sign}  {finding.check.title}{': ' if finding.trouble else ''}{finding.trouble}")
        if any(finding.trouble for finding in findings):
            sys.exit(1)
