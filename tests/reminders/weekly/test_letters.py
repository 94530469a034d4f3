"""When the weekly letter goes out, to whom, and how it says good-bye."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.test import Client

from people.models import Absence, Membership, User
from people.sign_in_links import find_link
from reminders.models import Digest, DigestKind, Heartbeat, State
from reminders.sweep import sweep
from reminders.weekly import planning
from reminders.weekly.planning import plan_letters
from reminders.weekly.stopping import LETTER
from tests.factories import MONDAY, make_debrief, make_lesson, make_person
from tests.reminders.conftest import utc
from tests.reminders.weekly.conftest import A_WEEK, NEXT_MONDAY, make_praise, reading

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def lesson(team):
    return make_lesson(debrief=make_debrief(team=team, is_complete=True), sentence="We call first.", at=MONDAY)


def letters():
    return [message for message in mail.outbox if "List-Unsubscribe" in message.extra_headers]


def readers_at(moment):
    sweep(at=moment)
    return [message.to[0] for message in letters()]


def states():
    return set(Digest.objects.filter(kind=DigestKind.WEEKLY).values_list("state", flat=True))


def test_it_comes_on_monday_in_the_morning_once(reader, lesson):
    sweep(at=MONDAY + timedelta(days=4))
    assert readers_at(NEXT_MONDAY - MINUTE) == []
    assert readers_at(NEXT_MONDAY) == [reader.email]
    assert readers_at(NEXT_MONDAY + MINUTE) == [reader.email]
    assert readers_at(NEXT_MONDAY + timedelta(days=1)) == [reader.email]
    assert Digest.objects.get(kind=DigestKind.WEEKLY).key == f"weekly:{reader.pk}:2026-W11"


def test_without_anything_to_say_nothing_goes_out(reader, team):
    assert readers_at(NEXT_MONDAY) == []
    assert states() == {State.VOID}


def test_what_is_late_alone_is_told_to_those_who_lead(reader, lead, team):
    lead = reading(lead)
    make_debrief(team=team, at=MONDAY - A_WEEK)
    assert readers_at(NEXT_MONDAY) == [lead.email]
    assert letters()[0].subject == "What is late in your teams"


def test_who_does_not_want_it_is_in_no_team_or_left_gets_none(team, reader, lesson):
    make_person(team=team)
    make_person(wants_weekly_letter=True)
    make_person(team=team, wants_weekly_letter=True, is_active=False)
    assert readers_at(NEXT_MONDAY) == [reader.email]
    assert Digest.objects.filter(kind=DigestKind.WEEKLY).count() == 1


@pytest.mark.parametrize("change", ["stops", "leaves", "changes teams"])
def test_who_does_not_want_it_any_more_before_it_is_sent_gets_none(reader, lesson, change):
    sweep(at=NEXT_MONDAY - MINUTE)
    if change == "changes teams":
        Membership.objects.filter(user=reader).delete()
    User.objects.filter(pk=reader.pk).update(wants_weekly_letter=change != "stops", is_active=change != "leaves")
    assert readers_at(NEXT_MONDAY) == []


def test_it_waits_for_the_hours_of_each_in_their_own_zone(team, lesson):
    tokyo = make_person(team=team, time_zone="Asia/Tokyo", wants_weekly_letter=True)
    lisbon = make_person(team=team, time_zone="Europe/Lisbon", wants_weekly_letter=True, morning="10:00")
    assert readers_at(utc(2026, 3, 8, 22, 59)) == []
    assert readers_at(utc(2026, 3, 8, 23, 0)) == [tokyo.email]
    assert readers_at(utc(2026, 3, 9, 9, 59)) == [tokyo.email]
    assert readers_at(utc(2026, 3, 9, 10, 0)) == [tokyo.email, lisbon.email]


def test_a_quiet_monday_moves_it_and_drops_nothing(reader, lesson):
    User.objects.filter(pk=reader.pk).update(quiet_weekdays="0")
    assert readers_at(NEXT_MONDAY) == []
    assert readers_at(NEXT_MONDAY + timedelta(days=1) - MINUTE) == []
    assert readers_at(NEXT_MONDAY + timedelta(days=1)) == [reader.email]


def test_who_was_away_for_weeks_gets_the_latest_letter_alone(reader, team, lesson):
    Absence.objects.create(person=reader, first_day=NEXT_MONDAY.date(), last_day=NEXT_MONDAY.date() + timedelta(days=8))
    make_praise(team, at=NEXT_MONDAY + timedelta(days=1))
    assert readers_at(NEXT_MONDAY) == []
    assert readers_at(NEXT_MONDAY + A_WEEK) == []
    assert readers_at(NEXT_MONDAY + A_WEEK + timedelta(days=2)) == [reader.email]
    assert "Nobody rushed me." in letters()[0].body
    assert "We call first." not in letters()[0].body


def test_a_server_that_is_away_on_monday_delays_it(reader, lesson, server):
    server.trouble = ConnectionRefusedError()
    sweep(at=NEXT_MONDAY)
    assert states() == {State.FAILED}
    server.trouble = None
    assert readers_at(NEXT_MONDAY + timedelta(days=1, hours=1)) == [reader.email]


def test_whoever_was_down_until_thursday_sends_none(reader, lesson):
    assert readers_at(NEXT_MONDAY + timedelta(days=3)) == []
    assert not Digest.objects.filter(kind=DigestKind.WEEKLY).exists()


def test_planning_goes_on_batch_by_batch_and_twice_writes_nothing_new(team, monkeypatch):
    monkeypatch.setattr(planning, "BATCH", 2)
    for _ in range(5):
        make_person(team=team, wants_weekly_letter=True)
    stops = iter([False, False, True])
    assert plan_letters(at=NEXT_MONDAY, is_over=lambda: next(stops)) == 4
    assert plan_letters(at=NEXT_MONDAY) == 5
    assert Digest.objects.count() == 5
    assert plan_letters(at=NEXT_MONDAY) == 0


def test_once_planned_a_minute_costs_one_short_question(team, reader, django_assert_num_queries):
    plan_letters(at=NEXT_MONDAY)
    assert Heartbeat.objects.filter(name="weekly-letters", at=NEXT_MONDAY).exists()
    with django_assert_num_queries(1):
        plan_letters(at=NEXT_MONDAY + MINUTE)
    with django_assert_num_queries(0):
        plan_letters(at=NEXT_MONDAY + timedelta(days=3))


def test_a_weekly_letter_does_not_stand_in_for_the_days_digest(reader, team, lesson):
    make_debrief(team=team, at=NEXT_MONDAY - timedelta(days=3))
    sweep(at=NEXT_MONDAY)
    assert len(letters()) == 1
    kinds = Digest.objects.filter(day=NEXT_MONDAY.date(), state=State.SENT).values_list("kind", flat=True)
    assert set(kinds) == {DigestKind.DAILY, DigestKind.WEEKLY}


# What it says


def the_letter(moment=NEXT_MONDAY):
    sweep(at=moment)
    return message_from_bytes(letters()[0].message().as_bytes(), policy=policy.default)


def test_text_and_html_say_the_same_and_every_line_signs_in(reader, team, lesson):
    make_praise(team)
    message = the_letter()
    assert message["Subject"] == "What last week taught us"
    paths = []
    for part in ("plain", "html"):
        body = message.get_body((part,)).get_content()
        assert "What we learned" in body
        assert "We call first." in body
        assert "Nobody rushed me." in body
        paths.append([find_link(token).path for token in re.findall(r"/accounts/link/([\w-]{32})/", body)])
    assert paths[0] == paths[1]
    assert paths[0] == [
        lesson.get_absolute_url(),
        f"/letters/{team.incidents.latest('pk').pk}/",
        "/week/?until=2026-03-08",
    ]


def test_heads_name_nobody_and_hang_it_on_a_thread_of_its_own(reader, team, lesson):
    message = the_letter()
    assert message["Message-ID"] == f"<weekly.{reader.pk}.2026-W11@localhost>"
    assert message["References"] == message["In-Reply-To"] == f"<weekly.of.{reader.pk}@localhost>"
    assert "Rita" not in " ".join(map(str, message.values()))


def test_a_mail_program_stops_it_by_one_press(reader, lesson):
    message = the_letter()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"\s*<http://localhost:8000(/.+)>", message["List-Unsubscribe"])[1]
    program = Client(enforce_csrf_checks=True)  # without cookies and without having opened a page
    answer = program.post(address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert not program.cookies
    reader.refresh_from_db()
    assert not reader.wants_weekly_letter
    assert readers_at(NEXT_MONDAY + A_WEEK) == [reader.email]  # the first letter's


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_mail_program_that_looks_stops_nothing(reader, method):
    address = LETTER.address(reader).removeprefix("http://localhost:8000")
    assert getattr(Client(), method)(address).status_code == 200
    reader.refresh_from_db()
    assert reader.wants_weekly_letter


def test_only_addresses_that_we_signed_stop_anything(reader):
    address = LETTER.address(reader).removeprefix("http://localhost:8000")
    for wrong in (address[:-2] + "/", address.replace(f"/{reader.pk}:", "/999:"), "/weekly-letter/stop/1/"):
        assert Client().post(wrong).status_code == 404
    reader.refresh_from_db()
    assert reader.wants_weekly_letter


def test_nobody_is_asked_twice_whether_they_want_it(client, reader):
    client.force_login(reader)
    page = client.get("/settings/").content.decode()
    assert re.search(r'name="wants_weekly_letter"[^>]*checked', page)
    client.post("/settings/", {"name": "Rita", "time_zone": "UTC"})
    reader.refresh_from_db()
    assert not reader.wants_weekly_letter
