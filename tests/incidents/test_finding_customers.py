from __future__ import annotations

from django.utils import timezone

from incidents.models import Original
from people.absences import go_away
from tests.factories import add_to_team, make_customer, make_incident, make_person, make_team
from tests.incidents import paper_files as files
from tests.incidents.letter_forms import NEW, html, typed
from tests.incidents.paper_files import upload


def test_customers_are_found_as_one_types(as_manager, team, outsider):
    make_incident(team=team, customer=make_customer(team=team, phone="01632 960127"))
    make_customer(team=outsider.teams[0], name="Okonkwo of another team")
    for words in ("oka", "OKA", "960127"):
        page = html(as_manager.get("/letters/customers/", {"q": words}))
        assert "R. Okafor" in page
        assert "1 letter" in page
        assert "another team" not in page
    assert "Nobody we know" in html(as_manager.get("/letters/customers/", {"q": "zz\x00z"}))
    assert "R. Okafor" not in html(as_manager.get("/letters/customers/", {"q": "o"}))


def test_only_customers_of_the_chosen_team_are_offered(as_manager, manager, team):
    other = make_team(name="Workshop 2")
    add_to_team(person=manager, team=other, is_manager=True)
    make_customer(team=team, name="Okafor here")
    make_customer(team=other, name="Okafor there")
    page = html(as_manager.get("/letters/customers/", {"customer_name": "okafor", "team": other.pk}))
    assert "Okafor there" in page
    assert "Okafor here" not in page
    assert "Okafor here" in html(as_manager.get("/letters/customers/", {"q": "okafor", "team": "nonsense"}))


def test_they_are_found_too_by_whoever_stands_in_and_sorts_the_letters(client, manager, team):
    today, stand_in = timezone.localdate(), make_person(team=team)
    go_away(manager, first_day=today, last_day=today, stand_in=stand_in)
    make_customer(team=team)
    client.force_login(stand_in)
    assert "R. Okafor" in html(client.get("/letters/customers/", {"q": "oka"}))


def test_at_most_eight_are_offered(as_manager, team, django_assert_max_num_queries):
    for n in range(12):
        make_customer(team=team, name=f"Okafor {n:02}")
    with django_assert_max_num_queries(5):
        page = html(as_manager.get("/letters/customers/?customer_name=okafor"))
    assert page.count('name="customer"') == 8 + 1


def test_without_a_script_a_button_finds_them(as_manager, team):
    customer = make_customer(team=team)
    response = as_manager.post(NEW, typed(kind="praise", customer_name="oka", then="find", title="Kept"))
    page = html(response)
    assert response.status_code == 200
    assert f'name="customer" value="{customer.pk}"' in page
    assert 'value="Kept"' in page
    assert "The sofa is late." in page
    assert 'value="praise" id="id_kind_1" required checked' in page
    assert "is missing or wrong" not in page
    assert not Original.objects.exists()


def test_finding_a_customer_loses_no_file(as_manager):
    page = html(as_manager.post(NEW, typed(customer_name="oka", then="find", papers=upload(files.PDF, "page1.pdf"))))
    assert "page1.pdf" in page
    assert Original.objects.to_sort().get().attachments.count() == 1
