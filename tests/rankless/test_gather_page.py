"""The page for writing alone: nothing typed is lost, and nobody learns from it who has written."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from incidents.models import Kind, Polarity, Stage
from incidents.passages import add_point
from people.models import User
from rankless.choosing import take_short_way
from rankless.gathering import LONGEST_NOTE, MOST_NOTES, Note, hand_in
from rankless.models import Contribution, Debrief, Envelope, Gathering, HeadsUp, Phase, Section, Voice
from rankless.revealing import reveal_if_due
from tests.factories import make_debrief, make_gathering, make_incident, make_person, make_team

pytestmark = pytest.mark.django_db

KEY = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){5}-[A-Z2-7]{2}")
FORM_KEY = "5f0c0b1e-4a53-4a3e-9f8e-6a1a4f4c2b11"


@pytest.fixture
def team():
    return make_team(name="Northside")


@pytest.fixture(params=Kind)
def debrief(request, team) -> Debrief:
    """Six invited, of whom two look after more than their own work."""
    make_person(team=team, name="Mona", is_manager=True)
    make_person(team=team, name="Lea", is_lead=True)
    return make_gathering(team=team, people=6, kind=request.param, at=timezone.now())


def address(debrief: Debrief, verb: str = "") -> str:
    return f"/letters/{debrief.incident_id}/debrief/" + (f"{verb}/" if verb else "")


def browser_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def voice(debrief) -> Voice:
    return debrief.voices.select_related("person").filter(person__memberships__is_manager=False).order_by("pk").last()


@pytest.fixture
def writer(voice) -> Client:
    return browser_of(voice.person)


@pytest.fixture
def colleague(debrief, voice) -> Client:
    return browser_of(debrief.voices.exclude(pk=voice.pk).order_by("pk").last().person)


def typed(**boxes: str) -> dict[str, str]:
    return {"form_key": FORM_KEY} | {f"note-{name.replace('_', '-')}": text for name, text in boxes.items()}


def texts() -> list[str]:
    return [note["text"] for envelope in Envelope.objects.all() for note in envelope.content]


def html_of(response) -> str:
    return response.content.decode()


def without_keys(html: str) -> str:
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", html)


def others_hand_in(debrief: Debrief, voice: Voice, *, number: int) -> None:
    for other in debrief.voices.exclude(pk=voice.pk)[:number]:
        hand_in(other, [Note(Section.WHAT, f"Seen by {other.pk}.")], key=f"key {other.pk}")


# What one sees


def test_it_says_what_to_do_and_who_will_see_it(writer, debrief):
    html = html_of(writer.get(address(debrief)))
    assert "Write alone what you saw." in html
    assert "or earlier when all are heard" in html
    assert "Your name is not kept with your note. Your wording may still give you away." in html
    assert html.index("Write alone what you saw.") < html.index("<textarea")
    assert "anonym" not in html.lower()


def test_hand_in_is_offered_once_at_the_end(writer, debrief):
    html = html_of(writer.get(address(debrief)))
    last_tab = html[html.index('id="differently"') :]
    assert html.count(">Hand in<") == last_tab.count(">Hand in<") == 1
    assert html.count("I have nothing to add") == last_tab.count("I have nothing to add") == 1
    assert "<noscript>" in last_tab


def test_stages_the_letter_speaks_of_have_their_box_under_its_words_and_others_on_request(writer, debrief):
    spoken_of, other = Stage.objects.all()[:2]
    add_point(
        incident=debrief.incident,
        quote="Nobody calls.",
        polarity=Polarity.BAD,
        stage=spoken_of,
        factor=None,
        effect=None,
    )
    html = html_of(writer.get(address(debrief)))
    shown, _, on_request = html.partition("data-further")
    assert f'name="note-what-{spoken_of.pk}"' in shown
    assert re.search(r'<blockquote class="quote bad"[^>]*>.*Nobody calls\.</blockquote>', shown)
    assert f'name="note-what-{other.pk}"' in on_request
    stopped = "what would have stopped it" if debrief.incident.kind == Kind.COMPLAINT else "what made it stand out"
    assert stopped in shown


def test_a_letter_that_is_kept_back_is_not_quoted_either(writer, debrief):
    add_point(
        incident=debrief.incident,
        quote="Nobody calls.",
        polarity=Polarity.BAD,
        stage=Stage.objects.first(),
        factor=None,
        effect=None,
    )
    Debrief.objects.filter(pk=debrief.pk).update(heads_up=HeadsUp.WANTED)
    assert "Nobody calls." not in html_of(writer.get(address(debrief)))


def test_few_are_warned_before_they_write(team):
    few = make_gathering(team=team, people=4)
    html = html_of(browser_of(few.voices.first().person).get(address(few)))
    assert html.index("So few are invited") < html.index("<textarea")
    make_person(team=team)
    many = make_gathering(team=team, people=5)
    assert "So few are invited" not in html_of(browser_of(many.voices.first().person).get(address(many)))


def test_somebody_without_a_voice_is_asked_to_take_part(debrief, team):
    html = html_of(browser_of(make_person(team=team)).get(address(debrief)))
    assert "Take part" in html
    assert "<textarea" not in html


def test_it_is_read_with_few_questions_to_the_database(writer, debrief, django_assert_max_num_queries):
    writer.get(address(debrief))
    with django_assert_max_num_queries(14):
        writer.get(address(debrief))


def as_it_opens(client: Client, debrief: Debrief):
    return client.get(address(debrief))


def handed_in(client: Client, debrief: Debrief):
    debrief.voices.update(has_handed_in=True)
    return client.get(address(debrief))


def asked(client: Client, debrief: Debrief):
    Gathering.objects.update(asks_writers=True, reveal_at=None)
    return handed_in(client, debrief)


def without_the_key(client: Client, debrief: Debrief):
    debrief.voices.update(has_handed_in=True)
    return client.post(address(debrief, "withdraw"))


def too_long(client: Client, debrief: Debrief):
    return client.post(address(debrief, "hand-in"), typed(what="x" * (LONGEST_NOTE + 1)))


def too_late(client: Client, debrief: Debrief):
    take_short_way(debrief.pk)
    return client.post(address(debrief, "hand-in"), typed(what="Mine."))


@pytest.mark.parametrize("state", [as_it_opens, handed_in, asked, without_the_key, too_long, too_late])
def test_member_manager_and_lead_see_the_same_bytes(debrief, state):
    people = User.objects.filter(voices__debrief=debrief)
    roles = [people.get(name="Mona"), people.get(name="Lea"), people.exclude(name__in=["Mona", "Lea"]).first()]
    answers = [state(browser_of(person), debrief) for person in roles]
    assert len({(answer.status_code, without_keys(html_of(answer))) for answer in answers}) == 1


# Handing in


def test_everything_goes_at_once_sealed_and_an_empty_line_parts_notes(writer, debrief, voice):
    stage = Stage.objects.first()
    form = typed(what="It was late.\n\nNobody rang.", why="Two desks were empty.", differently="") | {
        f"note-what-{stage.pk}": "A kind word.\nA chair."
    }
    response = writer.post(address(debrief, "hand-in"), form)
    assert response.status_code == 302
    (envelope,) = Envelope.objects.all()
    assert envelope.content == [
        {"section": "what", "stage": None, "text": "It was late."},
        {"section": "what", "stage": None, "text": "Nobody rang."},
        {"section": "what", "stage": stage.pk, "text": "A kind word.\nA chair."},
        {"section": "why", "stage": None, "text": "Two desks were empty."},
    ]
    html = html_of(writer.get(address(debrief)))
    assert "You have handed in" in html
    assert "It was late." not in html


def test_the_key_lies_in_the_writers_browser_for_this_debrief_alone(writer, debrief):
    response = writer.post(address(debrief, "hand-in"), typed(what="Mine."))
    cookie = response.cookies[f"debrief_note_{debrief.pk}"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", address(debrief))
    key = KEY.search(html_of(writer.get(address(debrief))))[0]
    assert key.replace("-", "") in cookie.value
    assert key not in str(list(Envelope.objects.values()))
    assert response.cookies["debrief_saved"].value == FORM_KEY


def test_another_account_on_the_same_computer_cannot_use_the_key(writer, debrief, colleague):
    response = writer.post(address(debrief, "hand-in"), typed(what="Mine."))
    colleague.cookies[f"debrief_note_{debrief.pk}"] = response.cookies[f"debrief_note_{debrief.pk}"].value
    colleague.post(address(debrief, "withdraw"))
    assert texts() == ["Mine."]
    assert "Mine." not in html_of(colleague.get(address(debrief) + "?change=1"))


def test_nothing_to_add_counts_as_heard(writer, debrief, voice):
    assert (
        writer.post(address(debrief, "hand-in"), typed(what=" \n", why="\u200b") | {"nothing": "1"}).status_code == 302
    )
    voice.refresh_from_db()
    assert voice.has_handed_in
    assert texts() == []


def test_nothing_to_add_asks_before_it_drops_what_was_typed(writer, debrief, voice):
    form = typed(why="But this.") | {"nothing": "1"}
    response = writer.post(address(debrief, "hand-in"), form)
    assert response.status_code == 422
    assert "But this." in html_of(response)
    assert "Leave it out: nothing to add" in html_of(response)
    voice.refresh_from_db()
    assert not voice.has_handed_in
    assert writer.post(address(debrief, "hand-in"), form | {"nothing": "surely"}).status_code == 302
    assert texts() == []


def test_empty_boxes_are_not_handed_in_by_mistake(writer, debrief, voice):
    response = writer.post(address(debrief, "hand-in"), typed(what=" ", why="\n\n\u200b"))
    assert response.status_code == 422
    assert "Nothing is written yet." in html_of(response)
    voice.refresh_from_db()
    assert not voice.has_handed_in


def test_pressing_twice_hands_in_once_with_the_same_key(writer, debrief):
    answers = [writer.post(address(debrief, "hand-in"), typed(what="Mine.")) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.cookies[f"debrief_note_{debrief.pk}"].value for answer in answers}) == 1
    assert texts() == ["Mine."]


def test_a_second_tab_is_told_and_can_replace_what_was_handed_in(writer, debrief):
    writer.post(address(debrief, "hand-in"), typed(what="First."))
    second = typed(what="Second.") | {"form_key": FORM_KEY.replace("5", "6")}
    response = writer.post(address(debrief, "hand-in"), second)
    assert response.status_code == 409
    html = html_of(response)
    assert "You have handed in before" in html
    assert "Second.</textarea>" in html
    assert "Replace what I handed in" in html
    assert 'name="key"' not in html
    assert texts() == ["First."]
    assert writer.post(address(debrief, "change"), second).status_code == 302
    assert texts() == ["Second."]


def test_from_another_device_replacing_asks_for_the_key(writer, debrief, voice):
    writer.post(address(debrief, "hand-in"), typed(what="First."))
    key = KEY.search(html_of(writer.get(address(debrief))))[0]
    phone = browser_of(voice.person)
    second = typed(what="Second.") | {"form_key": FORM_KEY.replace("5", "6")}
    assert 'name="key"' in html_of(phone.post(address(debrief, "hand-in"), second))
    wrong = phone.post(address(debrief, "change"), second | {"key": "AAAA-AAAA"})
    assert wrong.status_code == 422
    assert "Second.</textarea>" in html_of(wrong)
    assert texts() == ["First."]
    assert phone.post(address(debrief, "change"), second | {"key": key.lower().replace("-", " ")}).status_code == 302
    assert texts() == ["Second."]


# Changing and withdrawing


def test_with_the_key_the_boxes_are_filled_with_ones_own_notes(writer, debrief):
    stage = Stage.objects.first()
    writer.post(address(debrief, "hand-in"), typed(what="One.\n\nTwo.") | {f"note-what-{stage.pk}": "There."})
    response = writer.post(address(debrief, "change"), {"open": "1"})
    assert response.status_code == 302
    html = html_of(writer.get(response["Location"]))
    assert "One.\n\nTwo.</textarea>" in html
    assert "There.</textarea>" in html
    writer.post(address(debrief, "change"), typed(what="One."))
    assert texts() == ["One."]


def test_from_another_device_it_opens_with_the_key_typed(writer, debrief, voice):
    writer.post(address(debrief, "hand-in"), typed(what="Mine."))
    key = KEY.search(html_of(writer.get(address(debrief))))[0]
    phone = browser_of(voice.person)
    assert key not in html_of(phone.get(address(debrief)))
    assert phone.post(address(debrief, "change"), {"open": "1"}).status_code == 422
    response = phone.post(address(debrief, "change"), {"open": "1", "key": key})
    assert "Mine.</textarea>" in html_of(phone.get(response["Location"]))


def test_withdrawing_gives_the_words_back_to_their_writer_alone(writer, debrief, voice):
    writer.post(address(debrief, "hand-in"), typed(what="Mine."))
    response = writer.post(address(debrief, "withdraw"))
    assert response.status_code == 200
    assert "Withdrawn. Nobody saw it." in html_of(response)
    assert "Mine.</textarea>" in html_of(response)
    assert response.cookies[f"debrief_note_{debrief.pk}"].value == ""
    assert texts() == []
    voice.refresh_from_db()
    assert not voice.has_handed_in
    assert writer.post(address(debrief, "withdraw")).status_code == 302


def test_changing_what_was_withdrawn_in_another_tab_loses_nothing(writer, debrief):
    writer.post(address(debrief, "hand-in"), typed(what="Mine."))
    writer.post(address(debrief, "withdraw"))
    response = writer.post(address(debrief, "change"), typed(what="Better."))
    assert response.status_code == 409
    assert "withdrawn meanwhile" in html_of(response)
    assert "Better.</textarea>" in html_of(response)


# Bad input


def test_a_note_that_is_too_long_is_told_beside_its_box_and_stays_there(writer, debrief):
    long = "x" * 100_000
    response = writer.post(address(debrief, "hand-in"), typed(what="Short.", why=long))
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
    assert writer.post(address(debrief, "hand-in"), typed(what=text)).status_code == 302
    assert len(texts()) == 3


def test_too_many_notes_are_told_where_they_come_to_be_too_many(writer, debrief):
    response = writer.post(
        address(debrief, "hand-in"),
        typed(what="\n\n".join(["a"] * MOST_NOTES), why="One more.", differently="And another."),
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
    body = "form_key=x&note-what=" + "".join(f"%{byte:02x}" for byte in sent.encode("utf-8", "surrogatepass"))
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
    writer.post(address(debrief, "hand-in"), typed(what="First.") | {f"note-what-{number}": "About fitting."})
    assert texts() == ["First.", "About fitting."]


# The phase changes under the writer


def test_after_the_reveal_what_was_typed_is_there_to_copy(writer, debrief, voice):
    others_hand_in(debrief, voice, number=4)
    Gathering.objects.update(reveal_at=timezone.now())
    reveal_if_due(debrief.pk, at=timezone.now())
    response = writer.post(address(debrief, "hand-in"), typed(what="Too late."))
    assert response.status_code == 409
    assert "the notes have just been shown" in html_of(response)
    assert "Too late.</textarea>" in html_of(response)
    assert "debrief_saved" not in response.cookies
    assert not Contribution.objects.filter(text="Too late.").exists()


def test_the_second_press_of_the_last_hand_in_leads_to_the_notes(writer, debrief, voice):
    others_hand_in(debrief, voice, number=5)
    assert writer.post(address(debrief, "hand-in"), typed(what="The last.")).status_code == 302
    assert Debrief.objects.get(pk=debrief.pk).phase == Phase.REVEAL
    response = writer.post(address(debrief, "hand-in"), typed(what="The last."))
    assert response.status_code == 302
    assert Contribution.objects.filter(text="The last.").count() == 1


def test_the_short_way_taken_meanwhile_is_told(writer, debrief):
    take_short_way(debrief.pk)
    response = writer.post(address(debrief, "hand-in"), typed(why="Mine."))
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
    response = writer.post(address(debrief, "hand-in"), typed(what="Mine."))
    assert response.status_code == 409
    assert "you do not take part here" in html_of(response)
    assert "Mine.</textarea>" in html_of(response)


@pytest.mark.parametrize("verb", ["withdraw", "change", "accept", "reveal"])
def test_after_the_reveal_presses_lead_to_the_notes(writer, debrief, voice, verb):
    writer.post(address(debrief, "hand-in"), typed(what="Mine."))
    others_hand_in(debrief, voice, number=5)
    reveal_if_due(debrief.pk, at=timezone.now())
    response = writer.post(address(debrief, verb))
    assert response.status_code == 302
    assert response["Location"] == address(debrief)


def test_a_session_that_ended_while_writing_loses_nothing(debrief, voice):
    signed_out = Client()
    response = signed_out.post(address(debrief, "hand-in"), typed(what="A long\n\nthought.", why="Because."))
    assert response.status_code == 403
    html = html_of(response)
    assert "What happened" in html
    assert "A long\n\nthought.</textarea>" in html
    assert f'action="{address(debrief, "hand-in")}"' in html
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html))
    assert fields["form_key"] == FORM_KEY
    signed_out.force_login(voice.person)
    assert (
        signed_out.post(address(debrief, "hand-in"), typed(what="A long\n\nthought.", why="Because.")).status_code
        == 302
    )
    assert texts() == ["A long", "thought.", "Because."]


def test_a_failed_check_of_the_token_loses_nothing(debrief, voice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(voice.person)
    response = client.post(address(debrief, "hand-in"), typed(differently="Ring at once, each time."))
    assert response.status_code == 403
    assert "Ring at once, each time." in html_of(response)
    assert texts() == []


# Fewer than three


def ask_the_writers(debrief: Debrief) -> None:
    Gathering.objects.update(reveal_at=timezone.now())
    reveal_if_due(debrief.pk, at=timezone.now())


def test_writers_are_asked_privately_and_others_see_that_nothing_is_shown(writer, colleague, debrief):
    writer.post(address(debrief, "hand-in"), typed(what="Mine."))
    ask_the_writers(debrief)
    asked = html_of(writer.get(address(debrief)))
    assert "Fewer than three handed in: notes can be guessed" in asked
    assert "Show mine all the same" in asked
    other = html_of(colleague.get(address(debrief)))
    assert "Fewer than three have handed in so far. Nothing is shown." in other
    assert "Show mine all the same" not in other
    assert "Mine." not in other


def test_what_a_writer_answers_is_seen_by_nobody_until_all_have(writer, colleague, debrief, voice):
    writer.post(address(debrief, "hand-in"), typed(what="Mine."))
    others_hand_in(debrief, voice, number=1)
    ask_the_writers(debrief)
    before = without_keys(html_of(colleague.get(address(debrief))))
    writer.post(address(debrief, "accept"))
    assert "You let yours be shown all the same." in html_of(writer.get(address(debrief)))
    assert without_keys(html_of(colleague.get(address(debrief)))) == before
    browser_of(debrief.voices.filter(has_handed_in=True).exclude(pk=voice.pk).get().person).post(
        address(debrief, "accept")
    )
    assert Debrief.objects.get(pk=debrief.pk).phase == Phase.REVEAL


def test_withdrawing_may_bring_the_others_to_light_and_gives_ones_own_back(writer, debrief, voice):
    writer.post(address(debrief, "hand-in"), typed(what="Mine."))
    others_hand_in(debrief, voice, number=1)
    ask_the_writers(debrief)
    Voice.objects.filter(has_handed_in=True).exclude(pk=voice.pk).update(accepts_few=True)
    response = writer.post(address(debrief, "withdraw"))
    assert "Mine.</textarea>" in html_of(response)
    assert Debrief.objects.get(pk=debrief.pk).phase == Phase.REVEAL
    assert not Contribution.objects.filter(text="Mine.").exists()


# Those present, and the moment


def test_two_of_those_present_show_the_notes(writer, colleague, debrief, voice):
    writer.post(address(debrief, "hand-in"), typed(what="Mine."))
    others_hand_in(debrief, voice, number=2)
    writer.post(address(debrief, "reveal"))
    assert "Somebody else has to press it too" in html_of(colleague.get(address(debrief)))
    assert Debrief.objects.get(pk=debrief.pk).is_gathering
    colleague.post(address(debrief, "reveal"))
    assert Debrief.objects.get(pk=debrief.pk).phase == Phase.REVEAL
    assert colleague.post(address(debrief, "reveal")).status_code == 302


def test_those_present_are_told_when_there_is_too_little_to_read(writer, colleague, debrief):
    writer.post(address(debrief, "reveal"))
    response = colleague.post(address(debrief, "reveal"), follow=True)
    assert "Fewer than three have handed in so far. Nothing is shown." in html_of(response)
    assert Debrief.objects.get(pk=debrief.pk).is_gathering


def test_anyone_invited_sets_the_moment(writer, debrief):
    day = (timezone.localdate() + timezone.timedelta(days=9)).isoformat()
    assert writer.post(address(debrief, "moment"), {"reveal_on": day, "reveal_time": "14:30"}).status_code == 302
    assert Gathering.objects.get().reveal_at.isoformat() == f"{day}T14:30:00+00:00"


@pytest.mark.parametrize(
    ("days", "said"), [(-1, "at least an hour ahead"), (0, "at least an hour ahead"), (61, "sixty days at most")]
)
def test_a_moment_that_cannot_be_is_told_and_kept_in_the_form(writer, debrief, days, said):
    day = (timezone.localdate() + timezone.timedelta(days=days)).isoformat()
    response = writer.post(address(debrief, "moment"), {"reveal_on": day, "reveal_time": "00:00"})
    assert response.status_code == 422
    assert said in html_of(response)
    assert f'value="{day}"' in html_of(response)


@pytest.mark.parametrize("sent", [{}, {"reveal_on": "soon", "reveal_time": "late"}, {"reveal_on": "2026-02-31"}])
def test_what_is_no_moment_is_told(writer, debrief, sent):
    assert writer.post(address(debrief, "moment"), sent).status_code == 422


# Nobody learns who has handed in


def seen_by_others(debrief: Debrief, clients: list[Client]) -> list[tuple[str, int, str]]:
    paths = [
        address(debrief),
        address(debrief, "people"),
        address(debrief, "meeting"),
        f"/letters/{debrief.incident_id}/",
        "/",
        "/letters/",
        "/lessons/",
        "/practice/",
        "/search/?q=sofa",
    ]
    seen = []
    for client in clients:
        for path in paths:
            response = client.get(path)
            seen.append((path, response.status_code, without_keys(html_of(response))))
    return seen


def test_nothing_that_others_see_changes_when_somebody_hands_in_changes_or_withdraws(writer, debrief, voice):
    others = [browser_of(other.person) for other in debrief.voices.exclude(pk=voice.pk).select_related("person")]
    before = seen_by_others(debrief, others)
    writer.post(address(debrief, "hand-in"), typed(what="Mine."))
    assert seen_by_others(debrief, others) == before
    writer.post(address(debrief, "change"), typed(what="Better."))
    assert seen_by_others(debrief, others) == before
    writer.post(address(debrief, "withdraw"))
    assert seen_by_others(debrief, others) == before
    assert mail.outbox == []


def test_the_requests_that_carry_words_leave_no_line_in_the_log(writer, debrief, capfd, caplog):
    for verb in ("hand-in", "change", "withdraw", "accept"):
        writer.post(address(debrief, verb), typed(what="Mine."))
    said = "".join(capfd.readouterr()) + caplog.text
    assert "hand-in" not in said
    assert "withdraw" not in said
    assert "Mine." not in said


def test_no_answer_puts_words_or_a_name_into_the_session(writer, debrief):
    before = dict(writer.session)
    writer.post(address(debrief, "hand-in"), typed(what="Mine."))
    writer.get(address(debrief))
    assert dict(writer.session) == before


def test_teams_of_three_still_start_with_the_boxes(team):
    for _ in range(3):
        person = make_person(team=team)
    short = make_debrief(incident=make_incident(team=team))
    assert "We stand behind this" in html_of(browser_of(person).get(address(short)))
