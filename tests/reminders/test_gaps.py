"""What is put together once for many readers and filled in for each."""

import pytest
from django.template import engines

from reminders.mailing.gaps import MARK, Gapped, gap
from reminders.mailing.looks import dressed


def rendered(source, **content):
    return engines["django"].from_string(source).render(content)


def test_gaps_are_filled_each_by_its_name():
    words = Gapped(rendered('<a href="{{ page }}">{{ title }}</a> {{ page }}', page=gap("page"), title=gap("title")))
    assert words.filled({"page": "/1", "title": "One"}) == '<a href="/1">One</a> /1'
    assert words.filled({"page": "/2", "title": MARK}) == f'<a href="/2">{MARK}</a> /2'


def test_a_gap_that_is_forgotten_is_not_left_open():
    with pytest.raises(KeyError):
        Gapped(gap("page")).filled({})


def test_every_element_wears_its_own_style_and_nothing_typed_does():
    typed = rendered('<p class="title">{{ typed }}</p>', typed='<p class="title">')
    assert dressed(typed).count("style=") == 1
