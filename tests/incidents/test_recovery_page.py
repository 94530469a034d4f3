from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from incidents.models import Attachment, Promise, RecoveryStep
from people.absences import go_away
from tests.factories import make_incident, make_person
from tests.incidents import paper_files as files
from tests.incidents.paper_files import upload
from tests.incidents.test_papers import fill_the_disk

pytestmark = pytest.mark.same_on_any_engine

TODAY = timezone.now().date()


@pytest.fixture
def incident(team):
    return make_incident(team=team, at=timezone.now())


@pytest.fixture
def address(incident):
    return f"/letters/{incident.pk}/"


def html(response) -> str:
    return response.content.decode()


# Steps


def test_a_step_is_done_with_a_note(as_manager, incident, address):
    step = RecoveryStep.objects.first()
    response = as_manager.post(f"{address}steps/{step.pk}/done/", {"note": "She was glad we called."})
    assert response.url == f"{incident.get_absolute_url()}#recovery"
    step.refresh_from_db()
    assert step.note == "She was glad we called."
    assert "She was glad we called." in html(as_manager.get(incident.get_absolute_url()))
    again = as_manager.post(f"{address}steps/{step.pk}/done/", {"note": "x"}, follow=True)
    assert "marked as done before" in html(again)


def test_a_note_that_is_too_long_comes_back_as_it_was(as_manager, address):
    step = RecoveryStep.objects.first()
    response = as_manager.post(f"{address}steps/{step.pk}/done/", {"note": "y" * 10_001})
    assert response.status_code == 422
    assert "y" * 10_001 in html(response)
    step.refresh_from_db()
    assert step.done_at is None


# Promises


def promise(**fields: object) -> dict[str, object]:
    return {"what": "A new date by Friday", "due_on": TODAY + timedelta(days=3), **fields}


def test_a_promise_is_written_down_and_kept(as_manager, incident, address, member):
    response = as_manager.post(f"{address}promises/", promise(owner=member.pk))
    assert response.url == f"{incident.get_absolute_url()}#promises"
    made = Promise.objects.get()
    assert (made.what, made.owner, made.is_open) == ("A new date by Friday", member, True)
    assert made.team == incident.team
    as_manager.post(f"{address}promises/{made.pk}/kept/", {"outcome": "kept"})
    made.refresh_from_db()
    assert made.kept_at
    again = as_manager.post(f"{address}promises/{made.pk}/kept/", {"outcome": "broken"}, follow=True)
    assert "Somebody said before" in html(again)


def test_whoever_promised_says_themselves_whether_it_was_kept(as_manager, as_member, incident, address, member):
    """They are reminded until somebody says so, and lead nothing and manage nothing."""
    as_manager.post(f"{address}promises/", promise(owner=member.pk))
    kept = f"{address}promises/{Promise.objects.get().pk}/kept/"
    assert kept in html(as_member.get(incident.get_absolute_url()))
    assert as_member.post(kept, {"outcome": "kept"}).url == f"{incident.get_absolute_url()}#promises"
    assert Promise.objects.get().kept_at


def test_so_does_whoever_stands_in_for_them_and_nobody_else(as_manager, as_member, incident, address, member, team):
    away = make_person(team=team)
    as_manager.post(f"{address}promises/", promise(owner=away.pk))
    kept = f"{address}promises/{Promise.objects.get().pk}/kept/"
    assert kept not in html(as_member.get(incident.get_absolute_url()))
    assert as_member.post(kept, {"outcome": "kept"}).status_code == 403
    go_away(away, first_day=TODAY, last_day=TODAY + timedelta(days=2), stand_in=member)
    assert kept in html(as_member.get(incident.get_absolute_url()))
    assert as_member.post(kept, {"outcome": "kept"}).status_code == 302


def test_a_promise_may_not_be_kept(as_manager, address, manager):
    as_manager.post(f"{address}promises/", promise(owner=manager.pk))
    as_manager.post(f"{address}promises/{Promise.objects.get().pk}/kept/", {"outcome": "broken"})
    assert Promise.objects.get().broken_at


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"what": " "}, "Write down what the customer was told."),
        ({"due_on": ""}, "Say by when."),
        ({"due_on": TODAY - timedelta(days=2)}, "This day is over."),
        ({"owner": 999_999}, "Select a valid choice"),
    ],
)
def test_mistakes_in_a_promise_are_named(as_manager, address, manager, sent, said):
    response = as_manager.post(f"{address}promises/", promise(**{"owner": manager.pk, **sent}))
    assert response.status_code == 422
    assert said in html(response)
    assert not Promise.objects.exists()


def test_only_people_of_the_team_keep_promises(as_manager, address, outsider):
    assert as_manager.post(f"{address}promises/", promise(owner=outsider.pk)).status_code == 422


def test_the_form_comes_as_a_page_or_as_a_piece_of_one(as_manager, address):
    assert "<html" in html(as_manager.get(f"{address}promises/"))
    assert "<html" not in html(as_manager.get(f"{address}promises/", headers={"HX-Request": "true"}))


# Papers


def test_a_paper_is_added_later(as_manager, incident, address):
    response = as_manager.post(f"{address}papers/", {"papers": upload(files.jpeg(), "reply.jpg")})
    assert response.url == f"{incident.get_absolute_url()}#papers"
    assert "reply.jpg" in html(as_manager.get(incident.get_absolute_url()))


@pytest.mark.parametrize("sent", [{}, {"papers": upload(files.SVG, "evil.svg")}])
def test_what_is_no_paper_is_refused(as_manager, address, sent):
    response = as_manager.post(f"{address}papers/", sent)
    assert response.status_code == 422
    assert "Choose a file first." in html(response) or "evil.svg" in html(response)
    assert not Attachment.objects.exists()


def test_a_full_disk_is_said_plainly(as_manager, address, monkeypatch):
    fill_the_disk(monkeypatch)
    response = as_manager.post(f"{address}papers/", {"papers": upload(files.PDF, "reply.pdf")}, follow=True)
    assert "“reply.pdf” could not be stored" in html(response)


# Who may


def test_only_managers_look_after_the_customer(as_member, as_outsider, as_manager, address, manager):
    as_manager.post(f"{address}promises/", promise(owner=manager.pk))
    step, made = RecoveryStep.objects.first(), Promise.objects.get()
    for path in (f"steps/{step.pk}/done/", "promises/", f"promises/{made.pk}/kept/", "papers/"):
        assert as_member.post(f"{address}{path}", {"note": "x", "outcome": "kept"}).status_code == 403
        assert as_outsider.post(f"{address}{path}", {"note": "x", "outcome": "kept"}).status_code == 404
    step.refresh_from_db()
    made.refresh_from_db()
    assert made.is_open
    assert step.done_at is None


def test_a_step_belongs_to_its_letter(as_manager, team, address):
    other = make_incident(team=team)
    step = RecoveryStep.objects.filter(incident=other).first()
    assert as_manager.post(f"{address}steps/{step.pk}/done/").status_code == 404
