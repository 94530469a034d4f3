"""What a digest says, and what its headers can never be made to say."""

import re
from datetime import UTC, date, datetime
from email import message_from_bytes, policy

import pytest
from django.utils import translation
from icalendar import Calendar

from foundation.text import storable
from incidents.models import Incident
from people.models import SignInLink, User
from people.sign_in_links import LASTS, find_link
from rankless.models import Debrief, Section
from rankless.texts.writing import Typed, save_texts
from reminders.awaiting.due import CAP, Awaiting, awaited_of
from reminders.awaiting.reading import awaited_of_each
from reminders.awaiting.things.letters import RecoverySteps
from reminders.mailing.composing import compose
from reminders.mailing.daily import READ
from reminders.mailing.telling import LINES, Teller, letter_of
from reminders.mailing.threads import message_id
from reminders.models import Digest, Notice, Subject
from tests.factories import MONDAY, make_debrief, make_gathering, make_incident, make_person, write_sections

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]

DAY = date(2026, 3, 10)
TRICKS = [
    "evil\r\nBcc: all@example.com",
    "evil\nBcc: all@example.com",
    "evil\u2028Bcc: all@example.com",
    "=?utf-8?q?evil=0D=0ABcc:_all@example.com?=",
    "evil\x00",
    "\u202eevil",
    "<script>alert(1)</script>",
    "{{ person.email }}{% load i18n %}",
]


def digest_of(person, *, on=DAY):
    return Digest(key=f"digest:{person.pk}:{on}", person=person, day=on, try_at=MONDAY)


def told_of(debrief, person, *, cap):
    notice = Notice(person=person, subject=Subject.DEBRIEF, subject_id=debrief.pk)
    return awaited_of_each([notice], [person], on=DAY, cap=cap)[person.pk]


def composed(person, *, on=DAY):
    raw = compose(digest_of(person, on=on), awaited_of(person, on=on, cap=READ)).message().as_bytes()
    return message_from_bytes(raw, policy=policy.default)


def text_of(message):
    """With the page each link leads to, as two mails never bear the same link."""
    return _led(message.get_body(("plain",)).get_content())


def html_of(message):
    return _led(message.get_body(("html",)).get_content())


def _led(text):
    return re.sub(r"/accounts/link/([\w-]{32})/", lambda link: find_link(link[1]).path, text)


def test_every_line_leads_to_the_very_page(settings, team, member, debrief):
    settings.BASE_URL = "https://debrief.example.org"
    message = composed(member)
    address = f"https://debrief.example.org{debrief.get_absolute_url()}#what"
    assert f"\n{address}\n" in text_of(message)
    assert f'href="{address}"' in html_of(message)


def test_every_line_signs_its_person_in_for_three_days_and_leads_to_that_page(team, member, debrief):
    make_debrief(team=team, kind="praise")
    message = composed(member)
    links = SignInLink.objects.all()
    assert {link.path for link in links} == {
        "/",
        *(f"/letters/{n}/debrief/#what" for n in Incident.objects.values_list("pk", flat=True)),
    }
    assert {(link.person, link.expires_at) for link in links} == {(member, MONDAY + LASTS)}
    for part in ("plain", "html"):
        found = re.findall(r"http://localhost:8000/accounts/link/([\w-]{32})/", message.get_body((part,)).get_content())
        assert {find_link(token) for token in found} == set(links)


def test_demo_people_get_plain_addresses_unless_things_are_tried_out(settings, team, member, debrief):
    User.objects.filter(pk=member.pk).update(is_demo=True)
    member.refresh_from_db()
    assert "/accounts/link/" not in composed(member).get_body(("plain",)).get_content()
    settings.DEBUG = True
    assert "/accounts/link/" in composed(member).get_body(("plain",)).get_content()


def test_headers_say_that_nobody_wrote_this_and_nobody_should_answer_by_machine(settings, team, member, debrief):
    settings.BASE_URL = "https://debrief.example.org"
    message = composed(member)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Message-ID"] == f"<digest.{member.pk}.2026-03-10@debrief.example.org>"
    assert message["To"] == member.email
    assert message["Date"]


def test_all_digests_of_a_person_hang_on_one_thread(member):
    other = make_person()
    first, second, others = (composed(member), composed(member, on=date(2026, 3, 11)), composed(other))
    assert first["References"] == first["In-Reply-To"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]
    assert others["References"] != first["References"]
    assert first["References"] not in {first["Message-ID"], second["Message-ID"]}


def test_the_same_digest_always_has_the_same_message_id(member):
    assert message_id(digest_of(member)) == message_id(digest_of(member))
    assert message_id(digest_of(member)) != message_id(digest_of(member, on=date(2026, 3, 11)))


def test_the_subject_counts_and_names_nobody(team, member, debrief):
    assert composed(member, on=date(2026, 3, 4))["Subject"] == "One thing awaits you"
    make_debrief(team=team)
    assert composed(member)["Subject"] == "2 things await you, all of them late"


def test_debriefs_are_asked_for_in_the_same_words_whoever_is_asked(team, member, lead):
    debrief = make_debrief(team=team)
    words = {text_of(composed(person)) for person in (member, lead)}
    assert len(words) == 1
    [said] = words
    assert "in the same words, whoever has written or answered." in said
    assert "✓ agreed, … being written, – still empty" in said, "what the signs of the mark mean"
    write_sections(debrief)
    assert len({text_of(composed(person)) for person in (member, lead)}) == 1


def test_while_notes_are_gathered_a_line_begins_by_setting_minds_at_rest(team, member, lead):
    make_gathering(team=team).voices.update(is_host=False)  # whoever hosts is asked what is in the way besides
    words = {text_of(composed(person)) for person in (member, lead)}
    assert len(words) == 1
    start = "----------------------------------------\nIf you have handed in, nothing is left for you to do.\n"
    assert start in words.pop()
    html = html_of(composed(member))
    assert html.index("If you have handed in") < html.index("Write")


def test_the_talk_of_a_debrief_that_is_told_of_goes_along_for_the_calendar(team, member):
    told, other = make_gathering(team=team), make_gathering(team=team)
    message = compose(digest_of(member), told_of(told, member, cap=READ)).message()
    parsed = message_from_bytes(message.as_bytes(), policy=policy.default)
    [file] = parsed.iter_attachments()
    assert file["Content-Type"] == 'text/calendar; method="PUBLISH"; charset="utf-8"'
    assert file.get_filename() == "debrief.ics"
    [entry] = Calendar.from_ical(file.get_content()).walk("VEVENT")
    assert entry["UID"] == f"debrief-{told.pk}@localhost"
    assert entry.start == told.gathering.reveal_at
    assert other.pk != told.pk
    assert not list(composed(member).iter_attachments())


def test_the_three_part_mark_is_drawn_in_text_and_html(team, member, debrief):
    save_texts(debrief, {Section.WHAT: Typed("It was late.", based_on=0)})
    message = composed(member)
    assert "What … | Why – | Differently –" in text_of(message)
    for part in ("What …", "Why –", "Differently –"):
        assert part in html_of(message)


def test_complaint_and_praise_are_told_by_shape_and_word(team, member, debrief):
    make_debrief(team=team, kind="praise")
    text = text_of(composed(member))
    assert "▼ Complaint · was due yesterday" in text or "▼ Complaint · due yesterday" in text
    assert "▲ Praise" in text


def test_what_only_waits_for_objections_is_not_late(team, member, debrief):
    until = datetime(2026, 3, 11, 23, 59, tzinfo=UTC)
    Debrief.objects.filter(pk=debrief.pk).update(objections_until=until)
    message = composed(member)
    assert message["Subject"] == "One thing awaits you"
    for said in (text_of(message), html_of(message)):
        assert "open for objections until tomorrow" in said
        assert "was due" not in said


def test_soonest_comes_first(team, member):
    for day, title in ((4, "Later"), (2, "Sooner"), (3, "Between")):
        make_debrief(team=team, text=title, at=MONDAY.replace(day=day))
    text = text_of(composed(member))
    assert text.index("Sooner") < text.index("Between") < text.index("Later")


def test_what_is_to_be_done_with_one_customer_is_one_line(team):
    manager = make_person(team=team, is_manager=True)
    incident = make_incident(team=team)
    things = RecoverySteps()
    steps = list(map(things.awaited, things.read(things.still_open())))
    [line] = Teller(on=DAY).lines(steps)
    assert line.asks == "Thank and apologise · Call and listen · First full answer · Ask whether it was put right"
    assert line.path.startswith(f"{incident.get_absolute_url()}#")
    assert compose(digest_of(manager), Awaiting(tuple(steps))).subject == "One thing awaits you, and it is late"


def test_a_mail_stays_readable_however_much_awaits(team, member):
    for _ in range(LINES + 3):
        make_debrief(team=team)
    message = composed(member)
    assert text_of(message).count("\nhttp://localhost:8000/letters/") == LINES
    assert "And 3 more on your desk:\nhttp://localhost:8000/\n" in text_of(message)
    assert 'href="http://localhost:8000/"' in html_of(message)
    assert "And 3 more on your desk</a>" in html_of(message)
    assert message["Subject"] == "23 things await you, all of them late"


def test_what_somebody_is_told_of_is_shown_whatever_comes_sooner(team, member):
    for _ in range(LINES):
        make_debrief(team=team, text="Long late")
    told = make_debrief(team=team, text="Came today", at=MONDAY.replace(day=10))
    letter = letter_of(told_of(told, member, cap=5), on=DAY)
    assert [line.title for line in letter.lines] == [*["Long late"] * 5, "Came today"]
    assert (letter.heading, letter.more) == ("21 things await you", 15)
    letter = letter_of(told_of(told, member, cap=CAP), on=DAY)
    assert [line.title for line in letter.lines] == [*["Long late"] * (LINES - 1), "Came today"]
    assert (letter.heading, letter.more) == ("21 things await you", 1)


def test_what_is_not_counted_to_the_end_is_not_said_to_be(team, member, monkeypatch):
    monkeypatch.setattr("reminders.awaiting.due.COUNTED", 4)
    for _ in range(6):
        make_debrief(team=team)
    letter = letter_of(awaited_of(member, on=DAY, cap=2), on=DAY)
    assert letter.subject == "More than 4 things await you, many are late"
    assert not letter.is_counted


def test_it_is_written_in_the_persons_language(team, member, debrief):
    asked = []
    member.language = "en"
    with translation.override("de"):
        asked.append(composed(member)["Subject"])
        assert translation.get_language() == "de"
    assert asked == ["One thing awaits you, and it is late"]


@pytest.mark.parametrize("trick", TRICKS, ids=range(len(TRICKS)))
def test_nothing_typed_reaches_a_header_or_runs(team, trick):
    trick = storable(trick)  # as everything typed is
    team.name = trick[:80]
    team.save()
    person = make_person(team=team, name=trick)
    incident = make_incident(team=team)
    Incident.objects.filter(pk=incident.pk).update(title=trick)
    message = composed(person)
    assert sorted(message.keys()) == sorted(
        [
            *("Subject", "From", "To", "Date", "Message-ID", "In-Reply-To", "References"),
            *("Auto-Submitted", "X-Auto-Response-Suppress"),
            *("Content-Type", "MIME-Version"),
        ]
    )
    assert "evil" not in " ".join(map(str, message.values()))
    assert "<script>" not in html_of(message)
    assert not [line for line in text_of(message).splitlines() if line.startswith("Bcc:")]


def test_the_html_carries_its_looks_with_it_and_fetches_nothing(team, member, debrief):
    html = html_of(composed(member))
    assert "prefers-color-scheme:dark" in html
    assert "<img" not in html
    assert "<link" not in html
    assert "url(" not in html
