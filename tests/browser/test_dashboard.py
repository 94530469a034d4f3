"""The dashboard on paper, and on a phone: nothing is lost, and nothing is endless."""

import re

from tests.browser.conftest import PHONE

MOST_PAGES = 3
PARTS = ("heat", "board", "both-kinds", "weeks", "times", "themes")


def test_on_paper_every_chart_is_drawn_on_few_pages(visit):
    page = visit("/lessons/", as_="lead")
    days = page.locator(".scope").get_by_text("as printed on that day")
    assert not days.is_visible()
    paper = page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "15mm"))
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) <= MOST_PAGES
    page.emulate_media(media="print")
    assert page.locator(".weeks-picture rect").first.is_visible()
    assert page.locator(".weeks-table tbody th").first.is_visible()
    assert not page.locator("details > summary:visible").count()
    assert days.is_visible(), "a sheet of paper does not know which weeks were the last"


def test_on_a_phone_each_part_says_its_sum_and_unfolds(visit):
    page = visit("/lessons/", as_="lead", on=PHONE)
    for part in PARTS:
        section = page.locator(f"section[aria-labelledby={part}]")
        assert section.locator("p.meta").first.inner_text().strip()
        assert not section.locator("table, .board").first.is_visible()
    weeks = page.locator("section[aria-labelledby=weeks]")
    weeks.locator("summary").first.click()
    page.wait_for_function("document.querySelector('#chart-weeks').getBoundingClientRect().width > 200")


def test_on_a_small_phone_unfolded_tables_keep_within_their_sheets(visit):
    page = visit("/lessons/", as_="lead", on={"width": 360, "height": 780})
    page.eval_on_selector_all("details.fold", "folds => folds.forEach(fold => { fold.open = true; })")
    beyond = page.eval_on_selector_all(
        "main table",
        "tables => tables.filter(table => table.getBoundingClientRect().right >"
        " table.closest('.sheet').getBoundingClientRect().right - 4).length",
    )
    assert beyond == 0
