from django.template import Context, Template
from django.utils.formats import number_format

SHOWN = "{% load i18n %}{% blocktranslate count n=n %}{{ n }} letter{% plural %}{{ n }} letters{% endblocktranslate %}"


def test_large_numbers_have_their_thousands_set_apart():
    assert Template(SHOWN).render(Context({"n": 107630})) == "107,630 letters"
    assert number_format(107630) == "107,630"
