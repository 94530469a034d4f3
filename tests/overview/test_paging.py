from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.models import Incident
from overview.paging import COUNT_LIMIT, Key, Order, count_of, keys_of, page_among, page_of, page_of_keys
from people.models import Team

NEWEST = Order("received_on", is_newest_first=True)
OLDEST = Order("received_on", is_newest_first=False)


def letters_of(days: list[int]) -> None:
    team = Team.objects.create(name="Northside")
    logged_at = "2026-03-02T09:00Z"
    Incident.objects.bulk_create(
        Incident(kind="praise", team=team, title=f"{n}", received_on=date(2026, 3, day), logged_at=logged_at)
        for n, day in enumerate(days)
    )


def walked(order: Order, *, size: int) -> list[list[int]]:
    """Every page from the first to the last."""
    pages, after = [], None
    while True:
        page = page_of(Incident.objects.all(), order, after=after, size=size)
        pages.append([row.pk for row in page])
        if not page.after:
            return pages
        after = page.after


@pytest.mark.django_db
@pytest.mark.parametrize("order", [NEWEST, OLDEST])
def test_pages_hold_every_row_once_in_order_and_lead_back_the_same_way(order):
    letters_of([3, 1, 2, 2, 2, 5, 1, 3, 3, 4])
    pages = walked(order, size=3)
    in_order = [row.pk for row in order.sorted(Incident.objects.all())]
    assert [pk for page in pages for pk in page] == in_order
    before = page_of(Incident.objects.all(), order, after=None, size=99)
    assert before.before is None
    assert before.after is None
    past_the_end = Key(date(2026, 4 if order is OLDEST else 2, 1), 1)
    last = page_of(Incident.objects.all(), order, before=past_the_end, size=3)
    assert [row.pk for row in last] == in_order[-3:]
    back = page_of(Incident.objects.all(), order, before=last.before, size=3)
    assert [row.pk for row in back] == in_order[-6:-3]
    assert back.after is not None


@pytest.mark.django_db
def test_a_page_past_the_end_is_empty():
    letters_of([1, 2])
    page = page_of(Incident.objects.all(), NEWEST, after=Key(date(2020, 1, 1), 1))
    assert not page
    assert (page.before, page.after) == (None, None)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 50)), unique=True, max_size=30), st.booleans())
def test_a_page_of_known_keys_is_cut_as_a_page_of_rows(places, is_newest_first):
    order = Order("received_on", is_newest_first=is_newest_first)
    keys = [Key(date(2026, 3, day), pk) for day, pk in places]
    found, after = [], None
    while page := page_among(keys, order, after=after, size=4):
        found += page.rows
        after = page.after
        if not after:
            break
    assert found == sorted(keys, reverse=is_newest_first)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-03-02",
        "2026-13-02.1",
        "2026-03-02.0",
        "2026-03-02.-1",
        "x.1",
        "2026-03-02." + "9" * 30,
        "٢٠٢٦-٠٣-٠٢.١",
    ],
)
def test_what_is_no_key_is_not_read_as_one(text):
    assert Key.read(text) is None


def test_a_key_is_read_as_it_is_written():
    key = Key(date(2026, 3, 2), 17)
    assert Key.read(str(key)) == key


@pytest.mark.django_db
def test_counting_stops_soon_after_the_limit():
    letters_of([1] * (COUNT_LIMIT + 5))
    count = count_of(keys_of(Incident.objects.all(), NEWEST))
    assert (count.number, count.is_more) == (COUNT_LIMIT, True)
    count = count_of(keys_of(Incident.objects.filter(title__startswith="9"), NEWEST))
    assert (count.number, count.is_more) == (1 + 10, False)


@pytest.mark.django_db
@pytest.mark.parametrize("letters", [COUNT_LIMIT - 5, COUNT_LIMIT + 5])
def test_pages_follow_each_other_past_the_keys_that_were_counted(letters):
    letters_of([1 + number % 28 for number in range(letters)])
    everything, seen, after = Incident.objects.all(), [], None
    first = keys_of(everything, NEWEST)
    while page := page_of_keys(everything, NEWEST, first, after=after):
        assert page_of_keys(everything, NEWEST, first, before=page.before) or not seen
        seen += page.rows
        after = page.after
        if not after:
            break
    assert seen == [NEWEST.key_of(letter) for letter in NEWEST.sorted(everything)]
