"""The outbox: administrators read what would have been sent; nobody reads anything else by its address."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from django.urls import reverse

from reminders.mailing import outbox
from reminders.models import Digest, State
from reminders.sweep import sweep
from tests.factories import MONDAY, make_debrief, make_person
from tests.reminders.conftest import utc

pytestmark = pytest.mark.django_db

NAME = "20260303-080000-000000-0123abcd"
TUESDAY_AT_EIGHT = utc(2026, 3, 3, 8)


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND = outbox.FILE_BACKEND
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    Path(settings.EMAIL_FILE_PATH).mkdir()
    return Path(settings.EMAIL_FILE_PATH)


@pytest.fixture
def administrator(client):
    person = make_person(is_administrator=True)
    client.force_login(person)
    return person


def keep(folder, *, name=NAME, text="Hello", html="", subject="One thing awaits you"):
    message = EmailMessage()
    message["Subject"], message["To"], message["From"] = subject, "mia@example.com", "debrief@example.com"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    (folder / f"{name}.eml").write_bytes(message.as_bytes())
    return name


def page(client, name="outbox", *args, **query):
    return client.get(reverse(f"reminders:{name}", args=args), query)


def test_an_empty_outbox_says_what_will_come(client, folder, administrator, team, member):
    assert "nobody is awaited for anything" in page(client).content.decode()
    make_debrief(team=team)
    sweep(at=MONDAY)
    assert "goes out within a minute" in page(client).content.decode()


def test_a_digest_can_be_read_with_its_headers_text_and_html(client, folder, administrator, team, member, debrief):
    sweep(at=MONDAY)
    assert sweep(at=TUESDAY_AT_EIGHT).sent == 1
    [name] = outbox.names()
    listed = page(client).content.decode()
    assert reverse("reminders:mail", args=[name]) in listed
    assert "One thing awaits you" in listed
    assert member.email in listed
    opened = page(client, "mail", name).content.decode()
    assert f"digest.{member.pk}.2026-03-03@localhost" in opened
    assert "The sofa is late." in opened
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in opened
    html = page(client, "mail-html", name)
    assert "The sofa is late." in html.content.decode()
    assert 'target="_blank"' in html.content.decode()


def test_the_html_runs_nothing_and_fetches_nothing(client, folder, administrator):
    keep(folder, html="<p>Hello</p><script>alert(1)</script>")
    answer = page(client, "mail-html", NAME)
    policy = answer["Content-Security-Policy"]
    directives = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["sandbox"] == "allow-popups allow-popups-to-escape-sandbox"
    assert directives["frame-ancestors"] == "'self'"
    assert "script-src" not in directives
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_text_of_a_mail_is_shown_as_text(client, folder, administrator):
    keep(folder, text="<script>alert(1)</script> https://debrief.example.org/letters/3/")
    opened = page(client, "mail", NAME).content.decode()
    assert "<script>alert(1)" not in opened
    assert 'href="https://debrief.example.org/letters/3/"' in opened
    assert page(client, "mail-html", NAME).status_code == 404


def test_newest_comes_first_and_pages_follow(client, folder, administrator):
    for minute in range(outbox.PER_PAGE + 1):
        keep(folder, name=f"20260303-08{minute:02}00-000000-0123abcd", subject=f"Number {minute:02}")
    first = page(client).content.decode()
    assert first.index("Number 25") < first.index("Number 24")
    assert "Number 00" not in first
    assert "Number 00" in page(client, page=2).content.decode()
    assert page(client, page="abc").status_code == 200
    assert page(client, page=999).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "secret",
        "..",
        "20260303-080000-000000-0123abcd-",
        "20260303-080000-000000-0123ABCD",
        "20260303-080000-000000-0123abcd.eml",
        "..%2Fsecret",
        "%2e%2e%2fsecret",
        "20260303-080000-000000-0123abc%00",
        "x" * 5000,
        "\u202e" + NAME,
    ],
)
def test_no_other_file_can_be_read(client, folder, administrator, name):
    (folder.parent / "secret.eml").write_text("Subject: secret\n\nsecret")
    (folder / "secret.eml").write_text("Subject: secret\n\nsecret")
    for tail in ("", "html/"):
        assert client.get(f"/outbox/{name}/{tail}").status_code == 404


def test_a_link_to_another_file_is_not_followed(client, folder, administrator):
    (folder.parent / "secret.eml").write_text("Subject: secret\n\nsecret")
    (folder / f"{NAME}.eml").symlink_to(folder.parent / "secret.eml")
    assert page(client, "mail", NAME).status_code == 404
    assert "secret" not in page(client).content.decode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"Subject: =?nonsense?q?x?=\nContent-Type: text/plain; charset=nonsense\n\nhello",
        b"Content-Type: multipart/alternative; boundary=x\n\n--x\n\n--x--",
        b"Date: not a date\nMessage-ID: <<<>>\nTo: ,,,;;\n\n\xff",
    ],
)
def test_a_mail_that_is_no_mail_stops_nobody(client, folder, administrator, raw):
    (folder / f"{NAME}.eml").write_bytes(raw)
    assert page(client).status_code == 200
    assert page(client, "mail", NAME).status_code == 200
    assert page(client, "mail-html", NAME).status_code in {200, 404}


def test_only_administrators_read_it(client, folder, team):
    keep(folder)
    client.force_login(make_person(team=team, is_manager=True, is_lead=True))
    for answer in (page(client), page(client, "mail", NAME), page(client, "mail-html", NAME)):
        assert answer.status_code == 403
        assert b"One thing awaits you" not in answer.content


def test_nobody_comes_in_as_somebody_else_by_reading_their_mail_here(client, folder, settings, administrator):
    link = "http://localhost:8000/accounts/link/abcdefghijklmnopqrstuvwxyz_-4321/"
    keep(folder, text=link, html=f'<a href="{link}">Open</a>')
    for name in ("mail", "mail-html"):
        shown = page(client, name, NAME).content.decode()
        assert "/accounts/link/…/" in shown
        assert "abcdefghijklmnopqrstuvwxyz" not in shown
    settings.DEBUG = True  # where a newcomer follows the links of the demo story
    assert link in page(client, "mail-html", NAME).content.decode()


def test_where_mails_go_out_for_real_only_their_states_are_shown(client, settings, tmp_path, administrator, member):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    keep(tmp_path)
    Digest.objects.create(
        key="digest:1", person=member, day=MONDAY.date(), state=State.SENT, try_at=MONDAY, sent_at=MONDAY
    )
    shown = page(client).content.decode()
    assert "Mails go out for real" in shown
    assert "Mia" in shown
    assert NAME not in shown
    assert page(client, "mail", NAME).status_code == 404


def test_the_price_of_the_page_does_not_grow(client, folder, administrator, django_assert_max_num_queries):
    people = [make_person() for _ in range(30)]
    for number, person in enumerate(people):
        keep(folder, name=f"20260303-08{number:02}00-000000-0123abcd")
        Digest.objects.create(
            key=f"digest:{number}", person=person, day=MONDAY.date(), state=State.FAILED, try_at=MONDAY
        )
    with django_assert_max_num_queries(6):
        assert page(client).status_code == 200
