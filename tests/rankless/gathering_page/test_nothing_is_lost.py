"""Whatever is typed, and whatever happens meanwhile: it is taken, or it comes back with the answer."""

import re

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from incidents.models import Stage
from rankless.alone.gathering import LONGEST_NOTE, MOST_NOTES
from rankless.alone.revealing import reveal_if_due
from rankless.choosing import take_short_way
from rankless.models import Contribution, Debrief, Gathering, Phase
from tests.rankless.gathering_page.desk import (
    address,
    browser_of,
    html_of,
    others_hand_in,
    texts,
    typed,
)

pytestmark = pytest.mark.django_db


# Bad input


def test_a_note_that_is_too_long_is_told_beside_its_box_and_stays_there(writer, debrief):
    long = "x" * 100_000
    response = writer.post(address(debrief, "hand-in"), typed(writer, what="Short.", why=long))
    assert response.status_code == 422
    html = html_of(response)
    assert "Short.</textarea>" in html
    assert f"{long}</textarea>" in html
    why = html[html.index('id="why"') : html.index('id="differently"')]
    assert "One note here has 100000 characters; at most 5000 fit." in why
    assert 'aria-invalid="true"' in why
    assert "data-open" in why
    assert texts() == []


def test_what_fits_in_several_notes_is_taken(writer, debrief):
    text = "\n\n".join(["x" * LONGEST_NOTE] * 3)
    assert writer.post(address(debrief, "hand-in"), typed(writer, what=text)).status_code == 302
    assert len(texts()) == 3


def test_too_many_notes_are_told_where_they_come_to_be_too_many(writer, debrief):
    response = writer.post(
        address(debrief, "hand-in"),
        typed(writer, what="\n\n".join(["a"] * MOST_NOTES), why="One more.", differently="And another."),
    )
    assert response.status_code == 422
    html = html_of(response)
    assert html.count("Here it comes to more than 60 notes.") == 1
    assert "Here it comes to more than 60" in html[html.index('id="why"') : html.index('id="differently"')]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("🙈🙈", "🙈🙈"),
        ("👩‍⚕️", "👩‍⚕️"),
        ("<script>alert(1)</script><b>bold</b>", "<script>alert(1)</script><b>bold</b>"),
        ("nul\x00here", "nulhere"),
        ("lone \ud800", "lone \ufffd"),
        ("a\r\nb\r\n\r\nc", "a\nb"),
        ("مرحبا", "مرحبا"),
    ],
)
def test_whatever_people_paste_is_taken_as_text(writer, debrief, sent, kept):
    text = "".join(f"%{byte:02x}" for byte in sent.encode("utf-8", "surrogatepass"))
    body = f"form_key={typed(writer)['form_key']}&note-what={text}"
    response = writer.post(address(debrief, "hand-in"), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 302
    assert texts()[0].replace("\ufffd\ufffd\ufffd", "\ufffd") == kept
    html = html_of(writer.get(address(debrief) + "?change=1"))
    assert "<script>alert" not in html
    assert "<b>bold" not in html


def test_what_was_written_about_a_stage_that_is_gone_goes_with_its_section(writer, debrief):
    gone = Stage.objects.create(name="Fitting")
    number = gone.pk
    gone.delete()
    writer.post(address(debrief, "hand-in"), typed(writer, what="First.") | {f"note-what-{number}": "About fitting."})
    assert texts() == ["First.", "About fitting."]


# The phase changes under the writer


def test_after_the_reveal_what_was_typed_is_there_to_copy(writer, debrief, voice):
    others_hand_in(debrief, voice, number=4)
    Gathering.objects.update(reveal_at=timezone.now())
    reveal_if_due(debrief.pk, at=timezone.now())
    response = writer.post(address(debrief, "hand-in"), typed(writer, what="Too late."))
    assert response.status_code == 409
    assert "the notes have just been shown" in html_of(response)
    assert "Too late.</textarea>" in html_of(response)
    assert "debrief_saved" not in response.cookies
    assert not Contribution.objects.filter(text="Too late.").exists()


def test_the_second_press_of_the_last_hand_in_leads_to_the_notes(writer, debrief, voice):
    others_hand_in(debrief, voice, number=5)
    assert writer.post(address(debrief, "hand-in"), typed(writer, what="The last.")).status_code == 302
    assert Debrief.objects.get(pk=debrief.pk).phase == Phase.REVEAL
    response = writer.post(address(debrief, "hand-in"), typed(writer, what="The last."))
    assert response.status_code == 302
    assert Contribution.objects.filter(text="The last.").count() == 1


def test_the_short_way_taken_meanwhile_is_told(writer, debrief):
    take_short_way(debrief.pk)
    response = writer.post(address(debrief, "hand-in"), typed(writer, why="Mine."))
    assert response.status_code == 409
    assert "the team took the short way meanwhile" in html_of(response)
    assert "Mine.</textarea>" in html_of(response)


def test_notes_first_chosen_meanwhile_carries_the_boxes_over(writer, debrief):
    response = writer.post(address(debrief), {"what": "In the first box.", "why": "", "differently": "In the last."})
    assert response.status_code == 409
    html = html_of(response)
    assert "Meanwhile the team chose to write alone first." in html
    assert "In the first box.</textarea>" in html
    assert "In the last.</textarea>" in html
    assert texts() == []


def test_whoever_stepped_out_in_another_tab_keeps_what_they_typed(writer, debrief, voice):
    voice.delete()
    response = writer.post(address(debrief, "hand-in"), typed(writer, what="Mine."))
    assert response.status_code == 409
    assert "you do not take part here" in html_of(response)
    assert "Mine.</textarea>" in html_of(response)


@pytest.mark.parametrize("verb", ["withdraw", "change", "accept", "reveal"])
def test_after_the_reveal_presses_lead_to_the_notes(writer, debrief, voice, verb):
    writer.post(address(debrief, "hand-in"), typed(writer, what="Mine."))
    others_hand_in(debrief, voice, number=5)
    reveal_if_due(debrief.pk, at=timezone.now())
    response = writer.post(address(debrief, verb))
    assert response.status_code == 302
    assert response["Location"] == address(debrief)


def test_a_session_that_ended_while_writing_loses_nothing(debrief, voice):
    signed_out, form = Client(), typed(browser_of(voice.person), what="A long\n\nthought.", why="Because.")
    response = signed_out.post(address(debrief, "hand-in"), form)
    assert response.status_code == 403
    html = html_of(response)
    assert "What happened" in html
    assert "A long\n\nthought.</textarea>" in html
    assert f'action="{address(debrief, "hand-in")}"' in html
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html))
    assert fields["form_key"] == form["form_key"]
    signed_out.force_login(voice.person)
    assert signed_out.post(address(debrief, "hand-in"), form).status_code == 302
    assert texts() == ["A long", "thought.", "Because."]


def test_a_failed_check_of_the_token_loses_nothing(debrief, voice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(voice.person)
    response = client.post(address(debrief, "hand-in"), typed(client, differently="Ring at once, each time."))
    assert response.status_code == 403
    assert "Ring at once, each time." in html_of(response)
    assert texts() == []


def test_a_database_that_is_away_while_handing_in_loses_nothing_and_tells_nothing(writer, debrief, voice, caplog):
    def away(execute, sql, params, many, context):
        if sql.startswith("INSERT"):
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(away):
        response = writer.post(address(debrief, "hand-in"), typed(writer, what="Mine, and nobody else knows."))
    assert response.status_code == 503
    assert "hand-in" not in caplog.text
    assert "Mine, and nobody else knows." in html_of(response)
    assert f'action="{address(debrief, "hand-in")}"' in html_of(response)
    voice.refresh_from_db()
    assert not voice.has_handed_in
    assert (
        writer.post(address(debrief, "hand-in"), typed(writer, what="Mine, and nobody else knows.")).status_code == 302
    )
