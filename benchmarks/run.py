#!/usr/bin/env python
"""What `make bench` calls: fills two databases, serves them as in production, and times every page of both in turn.

    benchmarks/run.py                                  10,000 and 100,000 letters, 200 requests a page
    benchmarks/run.py --small 1000 --large 10000 --requests 20
    benchmarks/run.py --peer result.json               beside what another product took for the same work

With DATABASE_URL the databases are made there and used again next time. Exits with 1 if a promise is not kept.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from benchmarks import report  # noqa: E402
from benchmarks.logging_letters import log_letters  # noqa: E402
from benchmarks.serving import Site, database_server, fill, migrated, served  # noqa: E402
from benchmarks.timing import Timed, time_in_a_row, time_pages  # noqa: E402
from benchmarks.weight import weigh  # noqa: E402

CLIENTS = 4
IN_A_ROW = 60
SEES_ALL = "all teams"
"""The reader who is set beside the other product's lead, who sees everything too."""


def main() -> int:
    asked = read_arguments()
    say("machine", cores=os.cpu_count(), load=os.getloadavg()[0], python=platform.python_version())
    with contextlib.ExitStack() as stack:
        sites = set_up(stack, [asked.small, asked.large])
        timed = time_pages(sites, requests=asked.requests)
        in_a_row = time_in_a_row(sites[0], reader=SEES_ALL, requests=IN_A_ROW) if asked.peer else {}
        logged = log_letters(sites[0], clients=CLIENTS)
        weight = weigh(sites[0])
    beside = report.peer_verdicts(in_a_row, logged, json.loads(asked.peer.read_text())) if asked.peer else ()
    return tell(timed, logged, weight, beside=beside)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=int, default=10_000, help="letters in the smaller database")
    parser.add_argument("--large", type=int, default=100_000, help="letters in the larger one")
    parser.add_argument("--requests", type=int, default=200, help="timed requests of each page")
    parser.add_argument("--peer", type=Path, help="JSON of the same work done by another product")
    return parser.parse_args()


def set_up(stack: contextlib.ExitStack, sizes: list[int]) -> list[Site]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="debrief-bench-")))
    address = stack.enter_context(database_server())
    sites = []
    for letters in sizes:
        own = folder / str(letters)
        own.mkdir()
        around = migrated(address, letters=letters, folder=own)
        say("filled", letters=letters, seconds=fill(around, letters=letters))
        sites.append(stack.enter_context(served(around, letters=letters, folder=own)))
    return sites


def tell(
    timed: list[Timed], logged: dict[str, Any], weight: dict[str, Any], *, beside: Iterable[report.Verdict]
) -> int:
    lines = report.lines_of(timed)
    for line in lines:
        print(line.as_json())
    say("logging", **logged)
    say("weight", **weight)
    print("", *report.table(lines), "", sep="\n")
    verdicts = [*report.verdicts(lines, weight), *beside]
    for verdict in verdicts:
        print(f"{'pass' if verdict.is_kept else 'FAIL'}  {verdict.promise}: {verdict.figure}")
    return 0 if all(verdict.is_kept for verdict in verdicts) else 1


def say(what: str, **figures: Any) -> None:
    print(json.dumps({"what": what, **figures}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
