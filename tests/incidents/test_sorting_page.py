from __future__ import annotations

import pytest

from incidents.models import Attachment, Incident, Kind, Original, Outcome, Theme
from tests.factories import make_original
from tests.incidents import paper_files as files
from tests.incidents.letter_forms import NEW, html, logged, typed
from tests.incidents.paper_files import upload
from tests.incidents.test_papers import fill_the_disk


def test_three_words_are_kept_for_later_with_everything_else_typed(as_manager, team):
    theme = Theme.objects.first()
    response = as_manager.post(
        NEW,
        typed(text="Sofa again late", kind="", title="T\x00", received_on="nonsense", themes=[theme.pk], then="later"),
    )
    assert (response.status_code, response.url) == (302, "/")
    original = Original.objects.to_sort().get()
    assert original.text == "Sofa again late"
    assert original.typed["title"] == "T"
    assert original.typed["received_on"] == "nonsense"
    assert original.typed["themes"] == [str(theme.pk)]
    page = html(as_manager.get(f"/letters/sort/{original.pk}/"))
    assert "Sofa again late" in page
    assert 'value="nonsense"' in page
    assert f'name="themes" value="{theme.pk}"' in page


def test_a_photo_alone_is_kept_for_later(as_manager):
    as_manager.post(NEW, {"papers": upload(files.jpeg()), "then": "later"})
    assert Original.objects.to_sort().get().attachments.count() == 1


def test_nothing_is_not_kept_for_later(as_manager):
    response = as_manager.post(NEW, {"then": "later", "text": " "})
    assert response.status_code == 422
    assert "One thing is missing" in html(response)
    assert not Original.objects.exists()


@pytest.fixture
def waiting(as_manager) -> Original:
    as_manager.post(NEW, {"text": "Sofa late", "papers": upload(files.png(), "scan.png"), "then": "later"})
    return Original.objects.get()


def test_a_kept_letter_is_sorted_and_logged(as_manager, waiting):
    page = html(as_manager.get(f"/letters/sort/{waiting.pk}/"))
    assert "Sort a letter" in page
    assert f"/letters/sort/{waiting.pk}/papers/{waiting.attachments.get().key}/preview/" in page
    incident = logged(
        as_manager.post(f"/letters/sort/{waiting.pk}/", typed(text="Sofa late, whole text", kind="praise"))
    )
    assert (incident.kind, incident.text) == (Kind.PRAISE, "Sofa late, whole text")
    assert Attachment.objects.of_letter(incident).count() == 1
    assert as_manager.get(f"/letters/sort/{waiting.pk}/").url == incident.get_absolute_url()
    assert as_manager.post(f"/letters/sort/{waiting.pk}/", typed()).url == incident.get_absolute_url()


def test_what_is_not_a_letter_is_put_aside(as_manager, waiting):
    assert as_manager.post(f"/letters/sort/{waiting.pk}/", {"then": "discard"}).url == "/"
    waiting.refresh_from_db()
    assert waiting.outcome == Outcome.DISCARDED
    assert as_manager.get(f"/letters/sort/{waiting.pk}/").url == "/"
    assert as_manager.post(f"/letters/sort/{waiting.pk}/", typed()).url == "/"
    assert not Incident.objects.exists()


def test_on_a_full_disk_a_letter_that_waits_goes_on_waiting(as_manager, team, monkeypatch):
    waiting = make_original(team=team)
    fill_the_disk(monkeypatch)
    response = as_manager.post(f"/letters/sort/{waiting.pk}/", typed(text="", papers=upload(files.PDF, "scan.pdf")))
    assert response.status_code == 507
    assert Original.objects.to_sort().get() == waiting


def test_a_logged_letter_cannot_be_put_aside(as_manager, waiting):
    incident = logged(as_manager.post(f"/letters/sort/{waiting.pk}/", typed()))
    assert as_manager.post(f"/letters/sort/{waiting.pk}/", {"then": "discard"}).url == incident.get_absolute_url()
    waiting.refresh_from_db()
    assert waiting.outcome == Outcome.LOGGED


def test_a_kept_letter_too_long_to_change_is_not_emptied(as_manager, waiting):
    sent = typed(text="a" * 200_001, papers=upload(files.PDF, "more.pdf"))
    assert as_manager.post(f"/letters/sort/{waiting.pk}/", sent).status_code == 422
    waiting.refresh_from_db()
    assert waiting.text == "Sofa late"


def test_only_managers_of_the_team_sort(as_member, as_outsider, waiting):
    key = waiting.attachments.get().key
    for path in ("", f"papers/{key}/", f"papers/{key}/preview/"):
        assert as_member.get(f"/letters/sort/{waiting.pk}/{path}").status_code == 403
        assert as_outsider.get(f"/letters/sort/{waiting.pk}/{path}").status_code == 404
    assert as_outsider.post(f"/letters/sort/{waiting.pk}/", typed()).status_code == 404
    assert as_member.post(f"/letters/sort/{waiting.pk}/", {"then": "discard"}).status_code == 403
