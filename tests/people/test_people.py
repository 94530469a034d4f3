"""Settings of one's own, and the pages by which an administrator looks after people and teams."""

import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.joining import LastAdministrator, change_person, duties_of
from people.models import Membership, Team, User
from tests.factories import PASSWORD, add_to_team, make_person, make_team

PORT = {"name": "Port", "time_zone": "Europe/Oslo", "working_weekdays": list("12345")}

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return make_person(name="Ines", email="ines@example.com", is_administrator=True)


@pytest.fixture
def desk(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


# One's own settings


def test_a_person_sets_name_and_time_zone(client: Client) -> None:
    person = make_person(name="Ada")
    client.force_login(person)
    answer = client.post(reverse("people:settings"), {"name": "Ada L.", "time_zone": "Pacific/Auckland"})
    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.name, person.time_zone) == ("Ada L.", "Pacific/Auckland")


def test_what_was_typed_stays_beside_the_mistake(client: Client) -> None:
    person = make_person(name="Ada")
    client.force_login(person)
    answer = client.post(reverse("people:settings"), {"name": "Ada Lovelace", "time_zone": "Middle/Earth"})
    assert answer.status_code == 422
    assert b'value="Ada Lovelace"' in answer.content
    assert b"invalid-feedback" in answer.content
    person.refresh_from_db()
    assert person.name == "Ada"


def test_settings_change_nothing_that_is_not_on_the_page(client: Client) -> None:
    person = make_person(name="Ada")
    client.force_login(person)
    forged = {"is_administrator": "on", "is_active": "", "email": "x@example.com", "is_demo": "on", "pk": "1"}
    client.post(reverse("people:settings"), {"name": "Ada", "time_zone": "UTC", **forged})
    person.refresh_from_db()
    assert not person.is_administrator
    assert not person.is_demo
    assert person.is_active
    assert person.email != "x@example.com"


def test_each_person_is_answered_in_their_own_time_zone(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    monkeypatch.setattr("people.forms._zones", lambda: seen.append(timezone.get_current_timezone()) or ["UTC"])
    client.force_login(make_person(time_zone="Asia/Tokyo"))
    client.get(reverse("people:settings"))
    assert seen[0] == ZoneInfo("Asia/Tokyo")
    assert timezone.get_current_timezone() != ZoneInfo("Asia/Tokyo"), "the next request starts anew"


# People and teams


def test_people_are_added_with_a_mail_by_which_they_set_their_password(desk: Client) -> None:
    team = make_team(name="Counter")
    said = {"name": "Noa", "email": "Noa@Example.com", f"team_{team.pk}": ["member", "lead"]}
    assert desk.post(reverse("people:new-person"), said).status_code == 302
    noa = User.objects.get(email="noa@example.com")
    assert duties_of(noa) == {team.pk: {"member", "lead"}}
    assert not noa.has_usable_password()
    assert mail.outbox[0].to == ["noa@example.com"]
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)
    assert link is not None
    guest = Client()
    address = guest.get(link[1], follow=True).redirect_chain[-1][0]
    guest.post(address, {"password1": PASSWORD, "password2": PASSWORD})
    assert guest.login(email="noa@example.com", password=PASSWORD)


def test_a_person_stays_added_when_the_mail_cannot_be_sent(desk: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    page = desk.post(reverse("people:new-person"), {"name": "Noa", "email": "noa@example.com"}, follow=True)
    assert User.objects.filter(email="noa@example.com").exists()
    assert b"could not be sent" in page.content
    assert b"Send the mail again" in page.content


def test_an_address_is_used_once_and_the_mistake_says_so(desk: Client) -> None:
    make_person(email="noa@example.com")
    answer = desk.post(reverse("people:new-person"), {"name": "Noa", "email": "NOA@example.com"})
    assert answer.status_code == 422
    assert "signs in with this address already" in answer.content.decode()
    assert b'value="NOA@example.com"' in answer.content


def test_duties_are_changed_and_looking_after_something_means_being_in_the_team(desk: Client) -> None:
    counter, workshop = make_team(), make_team()
    person = make_person(team=counter, is_manager=True)
    said = {"name": "Kim", "email": person.email, "is_active": "on", f"team_{workshop.pk}": ["manager"]}
    desk.post(reverse("people:person", args=[person.pk]), said)
    person = User.objects.get(pk=person.pk)
    assert duties_of(person) == {workshop.pk: {"member", "manager"}}


def test_somebody_who_leaves_stays_on_the_list_but_out(desk: Client) -> None:
    person = make_person(name="Kim")
    other = Client()
    other.force_login(person)
    desk.post(reverse("people:person", args=[person.pk]), {"name": "Kim", "email": person.email})
    assert other.get(reverse("account_change_password")).status_code == 302
    assert b"cannot sign in" in desk.get(reverse("people:people")).content


def test_one_administrator_remains(desk: Client, administrator: User) -> None:
    said = {"name": "Ines", "email": administrator.email, "is_active": "on"}
    answer = desk.post(reverse("people:person", args=[administrator.pk]), said)
    assert answer.status_code == 422
    administrator.is_active = False
    with pytest.raises(LastAdministrator):
        change_person(person=administrator, duties={})
    administrator.refresh_from_db()
    assert administrator.is_administrator
    make_person(is_administrator=True)
    assert desk.post(reverse("people:person", args=[administrator.pk]), said).status_code == 302


def test_a_team_is_added_and_renamed(desk: Client) -> None:
    desk.post(reverse("people:new-team"), {"name": "Harbour", "time_zone": "UTC", "working_weekdays": list("01234")})
    team = Team.objects.get(name="Harbour")
    desk.post(reverse("people:team", args=[team.pk]), {**PORT, "holiday_region": "Norway"})
    team.refresh_from_db()
    assert (team.name, team.time_zone, team.working_weekdays) == ("Port", "Europe/Oslo", "12345")
    assert team.holiday_region == "NO"
    again = desk.post(reverse("people:new-team"), PORT)
    assert again.status_code == 422


@pytest.mark.parametrize(
    ("said", "word"),
    [({"working_weekdays": []}, "Choose at least one day."), ({"holiday_region": "Atlantis"}, "from the list")],
)
def test_a_team_needs_a_calendar_that_makes_sense(desk: Client, said: dict[str, Any], word: str) -> None:
    answer = desk.post(reverse("people:new-team"), PORT | said)
    assert answer.status_code == 422
    assert word in answer.content.decode()


@pytest.mark.parametrize("look", ["person", "team", "invite"])
def test_what_is_not_there_is_not_found(desk: Client, look: str) -> None:
    send = desk.post if look == "invite" else desk.get
    assert send(reverse(f"people:{look}", args=[999_999])).status_code == 404


@pytest.mark.parametrize("name", ["people:people", "people:new-person", "people:new-team"])
def test_only_administrators_look_after_people(client: Client, name: str) -> None:
    client.force_login(make_person(team=make_team(), is_manager=True, is_lead=True))
    assert client.get(reverse(name)).status_code == 403
    assert client.post(reverse(name), {"name": "Mine", "email": "m@example.com"}).status_code in {403, 405}
    assert not User.objects.filter(email="m@example.com").exists()


def test_the_list_costs_the_same_for_many_people(desk: Client, django_assert_max_num_queries: Any) -> None:
    teams = [make_team() for _team in range(3)]
    for number in range(12):
        person = make_person(team=teams[number % 3])
        add_to_team(person=person, team=teams[(number + 1) % 3], is_lead=True)
    with django_assert_max_num_queries(8):
        page = desk.get(reverse("people:people"))
    assert page.content.decode().count("follows lessons") == Membership.objects.filter(is_lead=True).count()
