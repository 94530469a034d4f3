import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse, set_script_prefix
from hypothesis import given
from hypothesis import strategies as st

from foundation.addresses import LONGEST_NUMBER, address_of, read_number, whole_address_of


@given(st.integers(min_value=0, max_value=10**LONGEST_NUMBER - 1))
def test_a_number_is_read_as_it_is_written(number):
    assert read_number(str(number)) == number


@pytest.mark.parametrize(
    "text", ["", "x", "-1", "+1", " 1", "1.0", "1_0", "٣", "²", "\x00", "9" * (LONGEST_NUMBER + 1)]
)
def test_what_no_row_can_have_is_no_number(text):
    assert read_number(text) is None


@pytest.mark.parametrize("route", ["overview:letter", "overview:debrief", "overview:lesson"])
@pytest.mark.parametrize("number", [1, 10**17, 123_456])
def test_an_address_is_the_one_its_route_says(route, number):
    assert address_of(route, number) == reverse(route, args=[number])


@pytest.mark.parametrize("subject", ["debrief", "promise"])
def test_a_word_may_stand_before_the_number(subject):
    assert address_of("reminders:put-off", 7, within=subject) == reverse("reminders:put-off", args=[subject, 7])


def test_read_elsewhere_an_address_says_where_the_product_is(settings):
    settings.BASE_URL = "https://debrief.example.org"
    assert whole_address_of("overview:letter", 7) == "https://debrief.example.org/letters/7/"


def test_an_address_begins_where_the_product_stands():
    address_of("overview:letter", 7)
    try:
        set_script_prefix("/debrief/")
        assert address_of("overview:letter", 7) == "/debrief/letters/7/"
    finally:
        set_script_prefix("/")


@pytest.mark.parametrize(
    ("tag", "address"),
    [
        ("{% url 'overview:letters' %}", "/letters/"),
        ("{% url 'overview:letter' pk %}", "/letters/7/"),
        ("{% url 'overview:letter' text %}", "/letters/8/"),
        ("{% url name pk %}", "/letters/7/"),
        ("{% url 'overview:letter' pk=pk %}", "/letters/7/"),
        ("{% url 'reminders:put-off' 'debrief' pk %}", reverse("reminders:put-off", args=["debrief", 7])),
        ("{% url 'overview:letters' as there %}({{ there }})", "(/letters/)"),
        ("{% url 'nowhere' as there %}({{ there }})", "()"),
    ],
)
def test_pages_name_addresses_as_django_lets_them(tag, address):
    assert Template(tag).render(Context({"pk": 7, "text": "8", "name": "overview:letter"})) == address


@pytest.mark.parametrize("tag", ["{% url 'nowhere' %}", "{% url 'nowhere' 7 %}", "{% url 'overview:letter' '' %}"])
def test_an_address_of_nothing_is_a_mistake(tag):
    with pytest.raises(NoReverseMatch):
        Template(tag).render(Context())


def test_the_only_address_of_a_page_begins_where_the_product_stands():
    frame = Template("{% url 'overview:letters' %}")
    assert frame.render(Context()) == "/letters/"
    try:
        set_script_prefix("/debrief/")
        assert frame.render(Context()) == "/debrief/letters/"
    finally:
        set_script_prefix("/")
