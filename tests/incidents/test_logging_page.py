from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from incidents.forms.letters import FirstPressForm, LetterForm
from incidents.intake import incident_logged
from incidents.models import Attachment, Channel, Customer, Incident, Original, Outcome, Stage, Theme
from tests.factories import add_to_team, make_customer, make_team
from tests.incidents import paper_files as files
from tests.incidents.letter_forms import NEW, TODAY, html, logged, typed
from tests.incidents.paper_files import upload
from tests.incidents.test_papers import fill_the_disk

TEXT = "The sofa is late.\nNobody calls."

# Logging


def test_words_and_kind_are_enough(as_manager, manager, team):
    incident = logged(as_manager.post(NEW, typed(form_key="")))
    assert incident.title == "The sofa is late."
    assert incident.text == "The sofa is late.\nNobody calls."
    assert (incident.received_on, incident.team, incident.logged_by) == (TODAY, team, manager)
    assert incident.debrief.due_on > TODAY


def test_words_alone_are_logged_as_they_are_kept(as_manager):
    with CaptureQueriesContext(connection) as asked:
        original = logged(as_manager.post(NEW, typed())).originals.get()
    assert (original.outcome, original.text, original.typed) == (Outcome.LOGGED, TEXT, {})
    assert not [query for query in asked if query["sql"].startswith("UPDATE")]


@pytest.mark.parametrize("customer", ["", "R. Okafor"])
def test_what_cannot_be_logged_is_kept(as_manager, manager, customer):
    as_manager.raise_request_exception = False
    with refused(times=2):
        assert as_manager.post(NEW, typed(customer_name=customer)).status_code == 500
    kept = Original.objects.to_sort().get()
    assert (kept.text, kept.typed["customer_name"], kept.logged_by) == (TEXT, customer, manager)
    assert not Incident.objects.exists()
    assert not Customer.objects.exists()


def test_what_cannot_be_logged_for_a_moment_is_logged(as_manager):
    with refused(times=1):
        incident = logged(as_manager.post(NEW, typed(customer_name="R. Okafor")))
    assert incident.originals.get() == Original.objects.get()
    assert incident.customer == Customer.objects.get()


@contextmanager
def refused(*, times: int) -> Iterator[None]:
    """So many times no debrief can be opened."""
    left = [RuntimeError()] * times

    def refuse(**said: object) -> None:
        if left:
            raise left.pop()

    incident_logged.connect(refuse)
    try:
        yield
    finally:
        incident_logged.disconnect(refuse)
    assert not left


def test_a_date_that_was_cleared_is_today(as_manager):
    assert logged(as_manager.post(NEW, typed(received_on=""))).received_on == TODAY


def test_fields_left_empty_give_what_they_would_give(manager, team):
    """The first press is read by a form that does without them."""
    stage, theme, customer = Stage.objects.first(), Theme.objects.first(), make_customer(team=team)
    full = {"title": "Sofa", "customer": customer.pk, "channel": "post", "themes": [theme.pk], "stage": stage.pk}
    full |= {"people_hear_first": "on", "received_on": TODAY.isoformat()}
    someone = {"customer_name": "Ada", "customer_phone": "0123 456", "customer_email": "ada@example.org"}
    add_to_team(person=manager, team=make_team(name="Workshop"), is_manager=True)
    for fields in ({}, full, someone, *({name: value} for name, value in (full | someone).items())):
        data = QueryDict(urlencode({"text": "Late", "kind": "complaint", "team": team.pk, **fields}, doseq=True))
        quick, whole = (form(data, person=manager, today=TODAY) for form in (FirstPressForm, LetterForm))
        assert (quick.is_valid(), bool(quick.errors)) == (whole.is_valid(), bool(whole.errors)), fields
        if whole.is_valid():
            assert (quick.sorted_as, quick.cleaned_data) == (whole.sorted_as, whole.cleaned_data), fields


def test_a_photo_and_kind_are_enough(as_manager):
    incident = logged(as_manager.post(NEW, typed(text="", kind="praise", papers=upload(files.heic(), "IMG_1.HEIC"))))
    (paper,) = Attachment.objects.of_letter(incident)
    assert (paper.kind, paper.name, bool(paper.preview)) == ("image/heic", "IMG_1.HEIC", True)
    assert incident.title.startswith("Photo or scan, ")


def test_everything_under_more_is_taken(as_manager, team):
    stage, theme = Stage.objects.first(), Theme.objects.first()
    incident = logged(
        as_manager.post(
            NEW,
            typed(
                title="Sofa,\tthird week",
                received_on="2026-01-05",
                customer_name="R. Okafor",
                customer_phone="01632 960127",
                customer_email="r@example.com",
                channel="post",
                stage=stage.pk,
                themes=[theme.pk],
            ),
        )
    )
    assert (incident.title, incident.received_on, incident.channel) == (
        "Sofa, third week",
        date(2026, 1, 5),
        Channel.POST,
    )
    assert (incident.customer.name, incident.customer.phone) == ("R. Okafor", "01632 960127")
    assert incident.points.get().stage == stage
    assert list(incident.themes.all()) == [theme]


def test_a_customer_found_again_is_not_met_twice(as_manager, team):
    customer = make_customer(team=team)
    incident = logged(as_manager.post(NEW, typed(customer=customer.pk, customer_name="oka")))
    assert incident.customer == customer
    assert Customer.objects.count() == 1


def test_the_form_is_one_screen_with_the_rest_folded(as_manager):
    page = html(as_manager.get(NEW))
    assert '<details class="fold log-more">' in page
    assert f'value="{TODAY.isoformat()}"' in page
    assert 'name="team"' not in page
    assert 'enctype="multipart/form-data"' in page


def test_who_manages_several_teams_says_which(as_manager, manager, team):
    other = make_team(name="Another")
    add_to_team(person=manager, team=other, is_manager=True)
    assert 'name="team"' in html(as_manager.get(NEW))
    assert logged(as_manager.post(NEW, typed(team=other.pk))).team == other


def test_nobody_logs_for_a_team_they_do_not_manage(as_manager, manager, outsider):
    add_to_team(person=manager, team=make_team(), is_manager=True)
    response = as_manager.post(NEW, typed(team=outsider.team_ids[0]))
    assert response.status_code == 422
    assert not Incident.objects.exists()


def test_a_customer_of_another_team_cannot_be_chosen(as_manager, manager, outsider, team):
    theirs = make_customer(team=outsider.teams[0])
    response = as_manager.post(NEW, typed(customer=theirs.pk))
    assert response.status_code == 422
    other = make_team()
    add_to_team(person=manager, team=other, is_manager=True)
    response = as_manager.post(NEW, typed(customer=make_customer(team=other).pk, team=team.pk))
    assert "belongs to another of your teams" in html(response)


def test_only_managers_log(as_member, as_outsider, client, team):
    assert as_member.get(NEW).status_code == 403
    assert as_member.post(NEW, typed()).status_code == 403
    assert as_member.get("/letters/customers/?q=oka").status_code == 403
    assert client.get(NEW).status_code == 302
    assert not Original.objects.exists()


# Mistakes


def test_mistakes_are_named_beside_the_field_and_nothing_typed_is_lost(as_manager):
    tomorrow = TODAY + timedelta(days=2)
    key = str(uuid.uuid4())
    sent = typed(
        kind="",
        received_on=tomorrow.isoformat(),
        title="My title",
        customer_email="nonsense",
        form_key=key,
        channel="post",
    )
    response = as_manager.post(NEW, sent)
    page = html(response)
    assert response.status_code == 422
    assert "3 things are missing or wrong" in page
    assert '<a href="#id_kind_0"><strong>Is it a complaint or praise?</strong> – Say whether it is' in page
    assert '<a href="#id_received_on"><strong>Date of the letter</strong> – This day has not come yet.</a>' in page
    assert '<div id="id_kind_error" class="invalid-feedback">' in page
    assert '<details class="fold log-more" open>' in page
    assert "The sofa is late.\nNobody calls." in page.replace("\r\n", "\n")
    assert 'value="My title"' in page
    assert 'value="nonsense"' in page
    assert f'name="form_key" value="{key}"' in page
    assert '<option value="post" selected>' in page
    assert not Original.objects.exists()


@pytest.mark.parametrize("unseen", [" \r\n ", "\u200b\u200b"])
def test_nothing_at_all_is_a_mistake(as_manager, unseen):
    response = as_manager.post(NEW, typed(text=unseen))
    assert response.status_code == 422
    assert "Type what the letter says, or add a photo of it." in html(response)


def test_a_phone_needs_somebody_it_belongs_to(as_manager):
    assert "whose phone" in html(as_manager.post(NEW, typed(customer_phone="01632")))


def test_a_year_that_cannot_be_meant_is_asked_about(as_manager):
    assert "Look at the year" in html(as_manager.post(NEW, typed(received_on="0206-01-05")))


def test_a_letter_that_is_too_long_gets_a_plain_error_with_its_words_kept(as_manager):
    text = "a" * 200_001
    response = as_manager.post(NEW, typed(text=text))
    assert response.status_code == 422
    assert "The letter is 200,001 characters long" in html(response)
    assert text in html(response)


@pytest.mark.parametrize("text", ["a" * 200_000, "😀" * 200_000, "x\x00y", "\u202eשלום", "\r\n\r\nHello"])
def test_long_and_strange_letters_are_taken(as_manager, text):
    incident = logged(as_manager.post(NEW, typed(text=text)))
    assert incident.text == text.replace("\r\n", "\n").replace("\x00", "")


def test_a_chosen_file_survives_a_mistake(as_manager):
    key = str(uuid.uuid4())
    sent = typed(kind="", form_key=key, papers=[upload(files.PDF, "page1.pdf"), upload(files.HTML, "page2.pdf")])
    response = as_manager.post(NEW, sent)
    page = html(response)
    assert response.status_code == 422
    assert "Already kept with this letter" in page
    assert page.count("page1.pdf") >= 1
    assert "“page2.pdf” is not a PDF, JPEG, PNG or HEIC file." in page
    waiting = Original.objects.to_sort().get()
    assert waiting.typed["received_on"] == TODAY.isoformat()
    incident = logged(as_manager.post(NEW, typed(form_key=key, text="")))
    assert [paper.name for paper in Attachment.objects.of_letter(incident)] == ["page1.pdf"]
    assert not Original.objects.to_sort().exists()


def test_each_refused_file_is_named(as_manager):
    uploads = [upload(b"", "empty.pdf"), upload(files.SVG, "evil.svg"), upload(b"MZ", "a.exe")]
    page = html(as_manager.post(NEW, typed(papers=uploads)))
    assert "“empty.pdf” is empty." in page
    assert "“evil.svg” is not" in page
    assert "“a.exe” is not" in page


def test_eleven_files_are_one_too_many(as_manager):
    uploads = [upload(files.PDF + b"%d" % n, f"p{n}.pdf") for n in range(11)]
    page = html(as_manager.post(NEW, typed(papers=uploads)))
    assert "“p10.pdf” was left out" in page
    assert Attachment.objects.count() == 10


def test_on_a_full_disk_the_words_are_still_logged(as_manager, monkeypatch):
    fill_the_disk(monkeypatch)
    response = as_manager.post(NEW, typed(papers=upload(files.PDF, "scan.pdf")))
    incident = logged(response)
    assert not Attachment.objects.exists()
    assert "“scan.pdf” could not be stored" in html(as_manager.get(incident.get_absolute_url()))


def test_on_a_full_disk_a_photo_alone_is_asked_for_again(as_manager, monkeypatch):
    fill_the_disk(monkeypatch)
    response = as_manager.post(NEW, typed(text="", papers=upload(files.PDF, "scan.pdf"), title="Sofa"))
    assert response.status_code == 507
    assert "“scan.pdf” could not be stored" in html(response)
    assert 'value="Sofa"' in html(response)
    assert not Original.objects.exists()


# A second press


def test_a_second_press_leads_to_the_same_letter(as_manager):
    sent = typed(customer_name="R. Okafor")
    first, second = as_manager.post(NEW, sent), as_manager.post(NEW, sent)
    assert first.url == second.url
    assert Incident.objects.count() == Customer.objects.count() == Original.objects.count() == 1


def test_going_back_and_pressing_again_changes_nothing(as_manager):
    sent = typed()
    incident = logged(as_manager.post(NEW, sent))
    assert as_manager.post(NEW, {**sent, "title": "Other", "then": "later"}).url == incident.get_absolute_url()
    incident.refresh_from_db()
    assert incident.title == "The sofa is late."


def test_other_words_in_a_form_that_came_back_are_another_letter(as_manager):
    """The back button brings the old key; what is typed over it must not vanish behind the first letter."""
    sent = typed()
    incident = logged(as_manager.post(NEW, sent))
    other = {**sent, "text": "The lamp is broken."}
    urls = {as_manager.post(NEW, other).url for _ in range(2)}
    (second,) = Incident.objects.exclude(pk=incident.pk)
    assert urls == {second.get_absolute_url()}
    assert second.text == "The lamp is broken."


def test_another_photo_in_a_form_that_came_back_is_another_letter(as_manager):
    sent = typed(text="")
    first = as_manager.post(NEW, {**sent, "papers": upload(files.PDF, "a.pdf")}).url
    assert as_manager.post(NEW, {**sent, "papers": upload(files.PDF, "a.pdf")}).url == first
    assert as_manager.post(NEW, {**sent, "papers": upload(files.PDF + b"b", "b.pdf")}).url != first
    assert Incident.objects.count() == 2


def test_the_key_of_another_teams_form_opens_nothing(as_manager, as_outsider):
    sent = typed()
    logged(as_manager.post(NEW, sent))
    assert as_outsider.post(NEW, sent).status_code == 404


@pytest.mark.parametrize("key", ["", "nonsense", "\x00", "1" * 5000])
def test_a_broken_key_is_no_key(as_manager, key):
    assert logged(as_manager.post(NEW, typed(form_key=key)))


# Hidden fields


def test_fields_that_are_not_in_the_form_change_nothing(as_manager, outsider, member):
    hidden = {
        "id": 77,
        "pk": 77,
        "logged_by": member.pk,
        "logged_at": "2001-01-01",
        "language": "xx",
        "outcome": "discarded",
        "team_id": outsider.team_ids[0],
        "raw": "x",
        "way_in": "demo",
        "remind_at": "2001-01-01",
    }
    incident = logged(as_manager.post(NEW, typed(**hidden)))
    assert incident.pk != 77
    assert (incident.logged_by.name, incident.language, incident.team.name) == ("Maya", "", "Counter")
    assert incident.originals.get().way_in == "form"


@pytest.mark.parametrize("value", ["", "0", "-1", "nonsense", "9" * 30, "1\x00", "٣"])
@pytest.mark.parametrize("field", ["stage", "customer", "themes", "team", "channel", "kind", "received_on"])
def test_strange_values_are_refused_or_ignored_but_break_nothing(as_manager, field, value):
    assert as_manager.post(NEW, typed(**{field: value})).status_code in {302, 422}


def test_the_page_asks_the_database_a_bounded_number_of_times(as_manager, team, django_assert_max_num_queries):
    for n in range(20):
        Theme.objects.create(name=f"theme {n}")
        Stage.objects.create(name=f"stage {n}")
    with django_assert_max_num_queries(12):
        as_manager.get(NEW)
