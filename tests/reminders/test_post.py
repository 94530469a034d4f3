"""The line to the mail server: what went wrong is said in words, and whose trouble it is."""

import smtplib

import pytest

from reminders.mailing.post import NotTaken, Trouble, reason_of, trouble_of


def refused(code: int, answer: bytes) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({"mia@example.com": (code, answer)})


@pytest.mark.parametrize(
    "error",
    [
        refused(550, b"5.1.1 The email account that you tried to reach does not exist."),
        refused(550, b"No such user here"),
        refused(550, b"5.1.10 RESOLVER.ADR.RecipientNotFound; not found"),
        refused(551, b"User not local"),
        refused(553, b"5.1.3 Invalid address format"),
        refused(550, b"5.2.1 This mailbox is disabled"),
        refused(554, b"5.1.2 Bad destination system"),
    ],
    ids=str,
)
def test_an_unknown_user_is_gone_at_once(error):
    assert trouble_of(error) == Trouble.GONE


@pytest.mark.parametrize(
    "error",
    [
        refused(550, b"5.7.1 Service unavailable; client host [192.0.2.1] blocked using zen.example"),
        refused(550, b"Your message looks like spam"),
        refused(554, b"5.7.1 Relay access denied"),
        refused(552, b"5.2.2 Mailbox full"),
        refused(550, b"5.1.8 Sender address rejected: Domain not found"),
        smtplib.SMTPDataError(554, b"5.6.0 Message contains something"),
        smtplib.SMTPDataError(550, b"5.1.1 said too late to be sure"),
    ],
    ids=str,
)
def test_what_may_be_about_us_or_the_message_is_no_proof_against_an_address(error):
    assert trouble_of(error) == Trouble.REFUSED


@pytest.mark.parametrize(
    "error",
    [
        refused(450, b"4.2.0 Greylisted"),
        refused(451, b"Try again later"),
        refused(452, b"4.2.2 Mailbox full"),
        smtplib.SMTPDataError(451, b"4.7.1 Greylisted"),
    ],
    ids=str,
)
def test_a_4xx_answer_means_later(error):
    assert trouble_of(error) == Trouble.LATER


@pytest.mark.parametrize(
    "error",
    [
        refused(421, b"4.7.0 Too many connections"),
        smtplib.SMTPDataError(421, b"Going down"),
        smtplib.SMTPSenderRefused(550, b"Who are you", "debrief@example.com"),
        smtplib.SMTPAuthenticationError(535, b"Wrong password"),
        smtplib.SMTPServerDisconnected("Connection unexpectedly closed"),
        smtplib.SMTPConnectError(554, b"No"),
        ConnectionRefusedError(111, "Connection refused"),
        TimeoutError(),
        NotTaken(),
    ],
    ids=str,
)
def test_a_server_in_trouble_is_nobodys_address(error):
    assert trouble_of(error) == Trouble.SERVER


def test_what_cannot_be_written_is_our_own():
    assert trouble_of(ValueError("Header values can't contain newlines")) == Trouble.OURS


def test_of_what_cannot_be_written_nobody_reads_a_word():
    assert reason_of(ValueError("Dear Mrs Oakley")) == "The message could not be written: ValueError"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (smtplib.SMTPRecipientsRefused({"a@example.com": (550, b"No such user")}), "The server refused the address: "),
        (smtplib.SMTPDataError(451, b"Greylisted"), "The server answered 451 Greylisted"),
        (smtplib.SMTPServerDisconnected("Connection unexpectedly closed"), "The server broke off: "),
        (smtplib.SMTPServerDisconnected("The read operation timed out"), "The server did not answer in time."),
        (TimeoutError(), "The server did not answer in time."),
        (ConnectionRefusedError(111, "Connection refused"), "The server cannot be reached."),
        (NotTaken(), "The server took the message without saying that it will deliver it."),
        (ValueError("Dear Mrs Oakley"), "The message could not be written: "),
    ],
    ids=str,
)
def test_a_reason_is_said_in_the_language_of_the_installation(error, words, monkeypatch):
    monkeypatch.setattr("django.utils.translation._trans.gettext", lambda words: f"»{words}", raising=False)
    assert reason_of(error).startswith(f"»{words}")
