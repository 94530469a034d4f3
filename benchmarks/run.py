#!/usr/bin/env python
"""What `make bench` calls: fills some databases, serves them as in production, and times every page of all in turn.

    benchmarks/run.py                                  10,000 and 100,000 letters, 200 requests a page
    benchmarks/run.py --letters 10000 100000 1000000   and a million, which takes long to make
    benchmarks/run.py --letters 1000 10000 --requests 20
    benchmarks/run.py --peer result.json               beside what another product took for as many letters

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
from itertools import chain
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
        sites = set_up(stack, sorted(asked.letters))
        timed = time_pages(sites, requests=asked.requests)
        peers = [json.loads(path.read_text()) for path in asked.peer]
        in_a_row = [time_in_a_row(site_of(peer, sites), reader=SEES_ALL, requests=IN_A_ROW) for peer in peers]
        logged = log_letters(sites[0], clients=CLIENTS)
        weight = weigh(sites[0])
    beside = [report.peer_verdicts(ours, logged, peer) for ours, peer in zip(in_a_row, peers, strict=True)]
    return tell(timed, logged, weight, beside=chain.from_iterable(beside))


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, nargs="+", default=[10_000, 100_000], help="how many, in each database")
    parser.add_argument("--requests", type=int, default=200, help="timed requests of each page")
    parser.add_argument(
        "--peer", type=Path, nargs="+", default=[], help="JSON of the same work done by another product"
    )
    return parser.parse_args()


def site_of(peer: dict[str, Any], sites: list[Site]) -> Site:
    """Where as many letters are as the other product had."""
    for site in sites:
        if site.letters == peer["n"]:
            return site
    raise SystemExit(f"The other product had {peer['n']:,} letters: ask for as many by --letters.")


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
