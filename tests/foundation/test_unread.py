"""A form too large to be read is answered in plain words, and taken off the line to its end."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from foundation import unread
from tests.factories import make_person, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[True, False], ids=["debug", "production"])
def browser(request: pytest.FixtureRequest, settings: Any) -> Client:
    settings.DEBUG = request.param
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(make_person(team=make_team(), is_manager=True))
    return client


def test_a_long_name_of_a_file_is_named_as_what_was_too_long(browser):
    photo = f'--b\r\nContent-Disposition: form-data; name="papers"; filename="{"n" * 5000}.jpg"\r\n\r\n...\r\n--b--\r\n'
    page = browser.post("/letters/new/", photo.encode(), content_type="multipart/form-data; boundary=b")
    assert page.status_code == 400
    assert_plain(page, "The name of a file is too long")


@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=b", "application/x-www-form-urlencoded"])
def test_a_text_beyond_all_measure_is_named_as_what_was_too_long(browser, settings, content_type):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    page = browser.post("/letters/new/", form(content_type, text="x" * 20_000), content_type=content_type)
    assert page.status_code == 413
    assert_plain(page, "The text is too long")


def test_too_many_files_are_named(browser, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 1
    papers = [SimpleUploadedFile(f"{number}.jpg", b"...", "image/jpeg") for number in range(3)]
    page = browser.post("/letters/new/", {"text": "The soup was cold.", "papers": papers})
    assert page.status_code == 413
    assert_plain(page, "These are too many files at once")


def test_what_nobody_can_read_is_told_so(browser):
    page = browser.post("/letters/new/", b"?", content_type="multipart/form-data")
    assert page.status_code == 400
    assert "We could not read that request" in page.content.decode()
    assert "MultiPartParserError" not in page.content.decode()


@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=b", "application/x-www-form-urlencoded"])
def test_what_is_still_being_sent_is_taken_off_the_line(settings, content_type):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    request = sent(content_type, text="x" * 1_000_000)
    page = unread.unreadable(request)
    assert page is not None
    assert page.status_code == 413
    assert request.read() == b""


def sent(content_type: str, *, text: str) -> HttpRequest:
    return RequestFactory().post("/letters/new/", form(content_type, text=text), content_type=content_type)


def form(content_type: str, *, text: str) -> bytes:
    if content_type.startswith("multipart"):
        return f'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n{text}\r\n--b--\r\n'.encode()
    return f"text={text}".encode()


def assert_plain(page: HttpResponse, heading: str) -> None:
    html = page.content.decode()
    assert f"<h1>{heading}</h1>" in html
    assert "what you typed is still in that page" in html
    assert "Traceback" not in html
