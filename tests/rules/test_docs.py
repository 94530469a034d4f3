"""What the documents point at is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LINK = re.compile(r"\]\(([^)#\s]+)")
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")), *sorted(ROOT.glob("*/README.md"))]


def links() -> list[tuple[str, str]]:
    found = [(document, link) for document in DOCUMENTS for link in LINK.findall(document.read_text())]
    return [(str(document.relative_to(ROOT)), link) for document, link in found if "://" not in link]


def test_there_are_links_to_look_at() -> None:
    assert len(links()) > 5


@pytest.mark.parametrize(("document", "link"), links())
def test_a_link_leads_to_a_file(document: str, link: str) -> None:
    assert ((ROOT / document).parent / link).exists()
