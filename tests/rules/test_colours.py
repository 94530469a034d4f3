"""Everything can be read and every control be seen, by day and by night: contrasts as WCAG 2.2 AA asks, computed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
THEME = (CSS / "theme.css").read_text()
PARTS = (CSS / "parts.css").read_text()

PALETTE = {
    name: (day, night)
    for name, day, night in re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{3,6}), (#[0-9a-f]{3,6})\);", THEME)
}

TEXT = [
    *[("ink", on) for on in ("paper", "sheet", "well", "accent-soft", "complaint-soft", "praise-soft", "wrong-soft")],
    *[("ink-2", on) for on in ("paper", "sheet", "well", "accent-soft")],
    *[("accent", on) for on in ("paper", "sheet", "well", "accent-soft")],
    *[("accent-strong", on) for on in ("paper", "sheet", "accent-soft")],
    *[("on-accent", on) for on in ("accent", "accent-strong")],
    *[(kind, on) for kind in ("complaint", "praise", "wrong") for on in ("paper", "sheet", f"{kind}-soft")],
]
EDGES = [(edge, on) for edge in ("edge", "accent", "wrong") for on in ("paper", "sheet", "well")]

HEAT = re.findall(r"\.heat \.([cp]\d) \{ background: light-dark\((\S+), (\S+)\); color: ([^;]+);", PARTS)


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("time", [0, 1], ids=["day", "night"])
@pytest.mark.parametrize(("words", "ground"), TEXT)
def test_words_can_be_read(words: str, ground: str, time: int) -> None:
    assert contrast(PALETTE[words][time], PALETTE[ground][time]) >= 4.5


@pytest.mark.parametrize("time", [0, 1], ids=["day", "night"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_of_controls_can_be_seen(edge: str, ground: str, time: int) -> None:
    assert contrast(PALETTE[edge][time], PALETTE[ground][time]) >= 3


@pytest.mark.parametrize(("step", "day", "night", "words"), HEAT)
def test_numbers_on_the_heat_map_can_be_read(step: str, day: str, night: str, words: str) -> None:
    pair = PALETTE["ink"] if "ink" in words else re.findall(r"#[0-9a-f]+", words)
    assert contrast(pair[0], day) >= 4.5
    assert contrast(pair[1], night) >= 4.5


def test_the_heat_map_has_four_steps_of_each_kind() -> None:
    assert [step for step, *_colours in HEAT] == ["c1", "c2", "c3", "c4", "p1", "p2", "p3", "p4"]


def test_no_page_carries_its_own_style_or_script() -> None:
    """The content security policy would refuse them. Mails have no policy, and no style sheet either."""
    templates = [path for path in (CSS.parents[1] / "templates").rglob("*.html") if path.name != "digest.html"]
    inline = re.compile(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)(?![^>]*application/json)")
    assert [path.name for path in templates if inline.search(path.read_text())] == []
