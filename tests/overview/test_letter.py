from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from incidents.models import Effect, Factor, Happening, Incident, Kind, Original, Point, Polarity, Stage, Step, Theme
from incidents.papers import keep_paper
from incidents.passages import add_point
from incidents.recovery import finish_step, make_promise
from lessons.learning import PlannedAction
from people.models import Team, User
from rankless.models import Voice
from tests.factories import (
    MONDAY,
    make_customer,
    make_debrief,
    make_incident,
    make_lesson,
    make_person,
    make_team,
    write_sections,
)
from tests.incidents import paper_files as files
from tests.incidents.paper_files import upload

TEXT = "Dear all,\r\nthe 😀 sofa is late.\r\nSince then I have called <b>four</b> times & nobody rang.\r\nשלום"


@dataclass(frozen=True)
class People:
    team: Team
    manager: User
    member: User
    outsider: User
    invited: User


@pytest.fixture
def people(db) -> People:
    team, elsewhere = make_team(name="Counter"), make_team(name="Workshop")
    return People(
        team=team,
        manager=make_person(name="Maya", team=team, is_manager=True),
        member=make_person(name="Tom", team=team),
        outsider=make_person(name="Olga", team=elsewhere, is_manager=True, is_lead=True),
        invited=make_person(name="Ivo", team=elsewhere, is_manager=True),
    )


@pytest.fixture
def letter(people) -> Incident:
    customer = make_customer(team=people.team, phone="+44 1632 960127", email="r@example.com")
    incident = make_incident(team=people.team, text=TEXT, customer=customer, by=people.manager, at=timezone.now())
    Voice.objects.create(debrief=incident.debrief, person=people.invited)
    return incident


def browser_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page_for(person: User, incident: Incident) -> str:
    response = browser_of(person).get(incident.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def letter_on(page: str) -> str:
    """The letter's words on a page, without what is read out beside the marks."""
    inside = re.search(r'id="letter-text"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert inside
    words = re.sub(r'<span class="visually-hidden" data-aside>.*?</span>', "", inside[1], flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", words))


def point(incident: Incident, quote: str, polarity: Polarity = Polarity.BAD, **about: object) -> Point:
    return add_point(
        incident=incident,
        quote=quote,
        polarity=polarity,
        **{"stage": None, "factor": None, "effect": None, **about},
    )


# The letter


def test_the_letter_stands_there_word_for_word(people, letter):
    assert letter_on(page_for(people.member, letter)) == TEXT.replace("\r\n", "\n")


def test_with_overlapping_passages_it_still_does_and_each_mark_says_what_it_is(people, letter):
    first = point(letter, "sofa is late")
    second = point(letter, "late.\nSince", Polarity.GOOD)
    page = page_for(people.member, letter)
    assert letter_on(page) == letter.text
    for word in ("bad:", "good:", "good and bad:"):
        assert f"data-aside>{word} </span>" in page
    assert f'<a href="#point-{first.pk}"' in page
    assert f'<li id="point-{second.pk}">' in page
    assert f'id="at-{first.start}"' in page
    assert f'href="#at-{second.start}"' in page


def test_a_point_tells_its_stage_and_what_helped(people, letter):
    factor = Factor.objects.first()
    point(letter, "sofa", Polarity.GOOD, stage=Stage.objects.first(), factor=factor, effect=Effect.HELPED)
    page = page_for(people.member, letter)
    assert f"First contact&nbsp;· {factor.name} helped" in page
    assert "stage not sure" in page  # the point made while logging


def test_a_letter_that_is_only_a_photo_says_so(people):
    incident = make_incident(team=people.team, text="")
    assert "came as a photo or scan" in page_for(people.member, incident)


# The one next thing


def test_with_a_number_known_the_next_thing_is_to_call(people, letter):
    page = page_for(people.manager, letter)
    assert "Call R. Okafor" in page
    assert 'href="tel:+441632960127"' in page
    assert "The debrief is open until" in page


def test_without_a_number_it_is_the_next_step(people):
    incident = make_incident(team=people.team, at=timezone.now())
    page = page_for(people.manager, incident)
    assert "<strong>Thank and apologise" in page
    assert "See the steps" in page


def test_a_step_that_is_late_says_since_when(people):
    incident = make_incident(team=people.team, at=timezone.now() - timedelta(days=30))
    assert 'class="stamp late"' in page_for(people.manager, incident)


def test_when_all_is_done_with_the_customer_the_debrief_is_next(people, letter):
    for step in letter.recovery_steps.all():
        finish_step(step, by=people.manager, at=timezone.now())
    page = page_for(people.manager, letter)
    assert "The debrief is open until" in page
    assert "Call R. Okafor" not in page


@pytest.mark.parametrize(("days", "said"), [(1, "is open until"), (0, "is open until"), (-1, "was due")])
def test_a_debrief_whose_day_has_passed_was_due(people, letter, days, said):
    letter.debrief.due_on = timezone.localdate() + timedelta(days=days)
    letter.debrief.save(update_fields=["due_on"])
    for person in (people.manager, people.member):
        assert re.search(rf"The debrief {said} <time[^>]*>\w+</time>\.", page_for(person, letter))


def test_the_debrief_is_opened_from_here_and_read_when_done(people, letter):
    assert f'<a class="btn btn-primary" href="/letters/{letter.pk}/debrief/">Open the debrief</a>' in page_for(
        people.member, letter
    )
    done = make_debrief(is_complete=True, team=people.team)
    page = page_for(people.member, done.incident)
    assert "Read the debrief" in page
    assert "What agreed" in page


def test_what_the_debrief_says_is_not_on_the_page_of_the_letter(people, letter):
    write_sections(letter.debrief, what="Nobody was asked.")
    assert "Nobody was asked." not in page_for(people.member, letter)


# Who wrote, what followed


def test_what_the_customer_wrote_before_is_bounded(people, letter):
    for n in range(7):
        make_incident(team=people.team, customer=letter.customer, title=f"Letter {n}", received_on=date(2025, 1, 1 + n))
    page = page_for(people.member, letter)
    assert [f"Letter {n}" in page for n in range(7)] == [False, False, True, True, True, True, True]
    assert "and more before these" in page


def test_a_first_letter_says_so(people, letter):
    assert "Their first letter to us" in page_for(people.member, letter)


def test_lessons_stand_with_their_actions(people, letter):
    action = PlannedAction("Move the task", people.member, date(2026, 4, 1))
    make_lesson(debrief=letter.debrief, sentence="Say the new date first.", actions=[action])
    make_lesson(debrief=letter.debrief, sentence="Ring before they do.")
    page = page_for(people.member, letter)
    assert "Say the new date first." in page
    assert "Move the task&nbsp;· Tom" in page
    assert "Ring before they do." in page


def test_promises_papers_themes_and_the_timeline_are_there(people, letter):
    letter.themes.add(Theme.objects.first())
    keep_paper(letter.originals.get(), upload(files.png(), "scan.png"))
    keep_paper(letter.originals.get(), upload(files.jpeg()[:300], "broken.jpg"))
    make_promise(
        incident=letter,
        what="A new date",
        owner=people.member,
        due_on=date(2026, 3, 6),
        by=people.manager,
        at=timezone.now(),
    )
    page = page_for(people.member, letter)
    for words in (Theme.objects.first().name, "scan.png", "no preview could be drawn", "A new date", "Letter logged"):
        assert words in page


def test_a_tag_in_any_name_stays_a_word(people):
    evil = "<script>alert(1)</script>"
    incident = make_incident(
        team=people.team, text=evil, title=evil, customer=make_customer(team=people.team, name=evil, phone=evil)
    )
    point(incident, evil)
    finish_step(incident.recovery_steps.first(), by=people.manager, at=MONDAY, note=evil)
    assert "<script>alert" not in page_for(people.manager, incident)


# Who may see and do what


def test_members_see_no_buttons_that_are_the_managers(people, letter):
    page, managers = page_for(people.member, letter), page_for(people.manager, letter)
    for words in ("It is done", "Write down a promise", "Add a photo or scan", f"/letters/{letter.pk}/edit/"):
        assert words not in page
        assert words in managers
    assert "Add a point" in page


def test_an_invitation_opens_this_letter_and_its_papers_and_nothing_else(people, letter):
    paper = keep_paper(letter.originals.get(), upload(files.png(), "scan.png"))
    make_incident(team=people.team, customer=letter.customer, title="Their other letter")
    page = page_for(people.invited, letter)
    assert "Their other letter" not in page
    assert "Add a point" not in page
    assert "It is done" not in page
    guest = browser_of(people.invited)
    assert guest.get(f"/letters/{letter.pk}/papers/{paper.key}/").status_code == 200
    assert guest.get(f"/letters/{letter.pk}/edit/").status_code == 404
    assert guest.post(f"/letters/{letter.pk}/points/", {}).status_code == 404


def test_outsiders_find_nothing(people, letter):
    paper = keep_paper(letter.originals.get(), upload(files.png(), "scan.png"))
    outsider = browser_of(people.outsider)
    for path in ("", "edit/", f"papers/{paper.key}/", f"papers/{paper.key}/preview/"):
        assert outsider.get(f"/letters/{letter.pk}/{path}").status_code == 404


def test_a_paper_belongs_to_its_letter(people, letter):
    other = make_incident(team=people.team)
    paper = keep_paper(other.originals.get(), upload(files.png(), "scan.png"))
    assert browser_of(people.member).get(f"/letters/{letter.pk}/papers/{paper.key}/").status_code == 404


def test_a_paper_comes_as_a_download_and_its_preview_as_a_picture(people, letter):
    paper = keep_paper(letter.originals.get(), upload(files.jpeg(), "ünï.jpg"))
    member = browser_of(people.member)
    response = member.get(f"/letters/{letter.pk}/papers/{paper.key}/")
    assert response.headers["Content-Disposition"] == "attachment; filename*=utf-8''%C3%BCn%C3%AF.jpg"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    shown = member.get(f"/letters/{letter.pk}/papers/{paper.key}/preview/")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert b"garden" not in b"".join(shown.streaming_content)


# What it costs


def fill(letter: Incident, people: People, *, times: int) -> None:
    for n in range(times):
        quote = letter.text[n : n + 5].strip()
        point(letter, quote, stage=Stage.objects.first(), factor=Factor.objects.first(), effect=Effect.HELPED)
        letter.themes.add(Theme.objects.create(name=f"theme {times} {n}"))
        keep_paper(letter.originals.get(), upload(files.PDF + b"%d" % n, f"{n}.pdf"))
        promised = {"what": f"{n}", "due_on": date(2026, 3, 6), "by": people.manager, "at": MONDAY}
        make_promise(incident=letter, owner=make_person(team=people.team), **promised)
        action = [PlannedAction(f"{n}", people.member, date(2026, 4, 1))] if n < 3 else []
        make_lesson(debrief=letter.debrief, actions=action)
        make_incident(team=people.team, customer=letter.customer)


def test_the_page_asks_a_bounded_number_of_times(people, letter, django_assert_max_num_queries):
    fill(letter, people, times=9)
    client = browser_of(people.manager)
    with django_assert_max_num_queries(12):
        client.get(letter.get_absolute_url())


# Editing


def edited(letter: Incident, **fields: object) -> dict[str, object]:
    return {
        "kind": letter.kind,
        "title": letter.title,
        "received_on": letter.received_on.isoformat(),
        "customer": letter.customer_id or "",
        "channel": letter.channel,
        **fields,
    }


@pytest.fixture
def address(letter) -> str:
    return f"/letters/{letter.pk}/edit/"


def test_details_are_put_right(people, letter, address):
    theme = Theme.objects.first()
    client = browser_of(people.manager)
    page = client.get(address).content.decode()
    assert "R. Okafor" in page
    response = client.post(address, edited(letter, title="Sofa", channel="post", themes=[theme.pk], kind="praise"))
    assert response.url == letter.get_absolute_url()
    letter.refresh_from_db()
    assert (letter.title, letter.channel, letter.kind) == ("Sofa", "post", Kind.PRAISE)
    assert letter.recovery_steps.first().step == Step.THANK
    assert "Details changed" in client.get(letter.get_absolute_url()).content.decode()


def test_nothing_changed_says_nothing(people, letter, address):
    browser_of(people.manager).post(address, edited(letter))
    assert not letter.timeline.filter(what=Happening.EDITED).exists()


def test_mistakes_are_named_and_nothing_is_lost(people, letter, address):
    tomorrow = timezone.now().date() + timedelta(days=2)
    response = browser_of(people.manager).post(address, edited(letter, title=" ", received_on=tomorrow, channel="post"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "This day has not come yet." in page
    assert '<div id="id_title_error" class="invalid-feedback">' in page
    assert '<option value="post" selected>' in page


def test_another_customer_is_found_and_chosen(people, letter, address):
    other = make_customer(team=people.team, name="B. Lindqvist")
    client = browser_of(people.manager)
    page = client.post(address, edited(letter, customer_name="lindq", then="find", title="Kept")).content.decode()
    assert f'name="customer" value="{other.pk}"' in page
    assert 'value="Kept"' in page
    client.post(address, edited(letter, customer=other.pk))
    letter.refresh_from_db()
    assert letter.customer == other
    assert letter.title == "Dear all,"


def test_the_kind_stays_once_the_debrief_is_complete(people):
    done = make_debrief(is_complete=True, team=people.team).incident
    client = browser_of(people.manager)
    assert "so this stays as it is" in client.get(f"/letters/{done.pk}/edit/").content.decode()
    assert client.post(f"/letters/{done.pk}/edit/", edited(done, kind="praise")).status_code == 302
    done.refresh_from_db()
    assert done.kind == Kind.COMPLAINT


def test_no_other_field_of_the_letter_can_be_reached(people, letter, address):
    before = Incident.objects.filter(pk=letter.pk).values().get()
    original = Original.objects.filter(incident=letter).values().get()
    other_team = people.outsider.team_ids[0]
    hidden = {
        "id": 77,
        "pk": 77,
        "text": "Other words",
        "team": other_team,
        "team_id": other_team,
        "language": "xx",
        "logged_by": people.member.pk,
        "logged_at": "2001-01-01",
        "customer_id": 1,
        "raw": "x",
        "sha256": "x",
        "form_key": "x",
        "debrief": 1,
    }
    browser_of(people.manager).post(address, edited(letter, **hidden))
    assert Incident.objects.filter(pk=letter.pk).values().get() == before
    assert Original.objects.filter(incident=letter).values().get() == original


def test_only_managers_of_the_team_edit(people, letter, address):
    assert browser_of(people.member).get(address).status_code == 403
    assert browser_of(people.member).post(address, edited(letter, title="x")).status_code == 403
    letter.refresh_from_db()
    assert letter.title == "Dear all,"
