"""The day up to which somebody says that they have read a page."""

from __future__ import annotations

from datetime import date

from people.looking import have_read, last_look
from people.models import Page
from tests import factories


def test_who_never_said_so_has_no_last_look(db):
    assert last_look(factories.make_person(), Page.LESSONS) is None


def test_each_page_and_each_person_has_its_own(db):
    person, other = factories.make_person(), factories.make_person()
    have_read(person, Page.LESSONS, on=date(2026, 3, 2))
    have_read(person, Page.LESSONS, on=date(2026, 3, 9))
    assert last_look(person, Page.LESSONS) == date(2026, 3, 9)
    assert last_look(person, Page.PRACTICE) is None
    assert last_look(other, Page.LESSONS) is None
