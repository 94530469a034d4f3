"""How much a browser fetches: on the first visit all that the pages bring with them, later only what may not be kept."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from benchmarks.asking import Answer, Browser
from benchmarks.serving import Site

# Between them these pages bring every file that any page brings.
VISITED = ("/", "/letters/", "/letters/new/", "/lessons/?team=all")
IN_PAGE = re.compile(rb'(?:src|href)="(/static/[^"]+)"')
IN_STYLE = re.compile(rb"url\(['\"]?([^'\")]+)['\"]?\)")
KEPT_FOR_GOOD = "immutable"
ACCEPTED = {"Accept-Encoding": "br, gzip"}


def weigh(site: Site) -> dict[str, Any]:
    """Bytes as transferred. The pages themselves are weighed as sent and, for proxies that compress, as gzip."""
    reader = site.ground["readers"]["one team"]
    browser = Browser(site.port, reader["session"])
    visited = [*VISITED, f"/letters/{reader['letters'][0]}/", f"/letters/{reader['debriefs'][0]}/debrief/"]
    pages = {path: browser.get(path, **ACCEPTED) for path in visited}
    files = dict(_files(browser, pages.values()))
    heaviest = max(len(page.body) for page in pages.values())
    asked_again = sum(len(file.body) for file in files.values() if not _is_kept(file))
    return {
        "files": len(files),
        "first_visit_bytes": sum(len(file.body) for file in files.values()),
        "later_visit_bytes": asked_again + heaviest,
        "heaviest_page_bytes": heaviest,
        "heaviest_page_gzip_bytes": max(_gzipped(page) for page in pages.values()),
    }


def _files(browser: Browser, pages: Any) -> Iterator[tuple[str, Answer]]:
    """Each file once, and those that style sheets ask for in turn."""
    waiting = sorted({path.decode() for page in pages for path in IN_PAGE.findall(_plain(page))})
    seen = set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        file = browser.get(path, **ACCEPTED)
        yield path, file
        if path.endswith(".css"):
            asked = IN_STYLE.findall(browser.get(path, **{"Accept-Encoding": "identity"}).body)
            waiting += [urljoin(path, name.decode()) for name in asked if not name.startswith((b"data:", b"#"))]


def _is_kept(file: Answer) -> bool:
    return KEPT_FOR_GOOD in file.headers.get("Cache-Control", "")


def _plain(page: Answer) -> bytes:
    return gzip.decompress(page.body) if page.headers.get("Content-Encoding") == "gzip" else page.body


def _gzipped(page: Answer) -> int:
    return len(gzip.compress(_plain(page), 6))
