"""Without a mail server every message is one file that any mail program opens."""

from __future__ import annotations

from email import policy
from email.parser import BytesParser

from django.core.mail import EmailMultiAlternatives, get_connection


def test_each_message_is_one_file_that_can_be_read(tmp_path):
    connection = get_connection("foundation.mail.FileBackend", file_path=str(tmp_path / "mail"))
    for subject in ("First — 🙂", "Second"):
        message = EmailMultiAlternatives(subject, "plain\nFrom here on", "d@example.test", ["lead@example.test"])
        message.attach_alternative("<p>html</p>", "text/html")
        connection.send_messages([message])

    files = sorted((tmp_path / "mail").iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    first, second = (BytesParser(policy=policy.default).parsebytes(file.read_bytes()) for file in files)
    assert (first["Subject"], second["Subject"]) == ("First — 🙂", "Second")
    assert first.get_body(("plain",)).get_content() == "plain\nFrom here on"
    assert first.get_body(("html",)).get_content() == "<p>html</p>"
