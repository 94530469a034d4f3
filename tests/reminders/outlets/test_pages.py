"""The pages of channels and webhooks: adding, trying out, switching, removing; and that no secret stands on them twice."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import serializers
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from reminders.models import Call, Channel, Webhook
from reminders.outlets.models import Event
from tests.factories import make_person, make_team
from tests.reminders.conftest import utc
from tests.reminders.outlets.conftest import CHANNEL_KEY, ring
from tests.reminders.outlets.made import make_call, make_channel, make_webhook
from tests.services import outside as behaving

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]

SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")


@pytest.fixture
def manager(client, team):
    person = make_person(team=team, is_manager=True)
    client.force_login(person)
    return person


def page(name: str, *numbers: int) -> str:
    return reverse(f"reminders:{name}", args=numbers)


def messages(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


# Channels


def test_a_channel_is_added_by_pasting_its_address(client, manager, team, outside):
    typed = {"name": "#service", "address": f" mmost://{outside.place}/{CHANNEL_KEY}\n"}
    answer = client.post(page("channels", team.pk), typed, follow=True)
    assert messages(answer) == ["“#service” was added. Send a test to see whether it takes it."]
    assert "Mattermost" in answer.content.decode()
    assert Channel.objects.get().is_on


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "Paste the address here."),
        ("https://example.org/", "No service that we speak to"),
        (f"mmosts://127.0.0.1/{CHANNEL_KEY}", "inner network"),
        (f"mmosts://chat.example.org:5432/{CHANNEL_KEY}", "Only the ports"),
        (f"mmosts://chat.example.org/{CHANNEL_KEY}?template=/etc/passwd", "“template”"),
    ],
)
def test_an_address_that_cannot_be_used_is_said_beside_it(client, manager, team, address, said):
    answer = client.post(page("channels", team.pk), {"name": "Room", "address": address})
    assert answer.status_code == 422
    assert said in answer.context["form"].errors["address"][0]
    assert not Channel.objects.exists()


@pytest.mark.parametrize("name", ["channels", "webhooks"])
def test_every_mistake_is_said_at_once_beside_its_field(client, manager, team, name):
    answer = client.post(page(name, team.pk), {"name": " ", "address": "mmosts://127.0.0.1/short"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "address"}


def test_the_same_address_is_added_once(client, manager, team, channel, outside):
    typed = {"name": "Again", "address": f"mmost://{outside.place}/{CHANNEL_KEY}"}
    answer = client.post(page("channels", team.pk), typed)
    assert answer.context["form"].errors["address"] == ["The team has this one already."]


def test_ten_are_enough(client, manager, team):
    for number in range(10):
        hook = make_webhook(team=make_team())
        hook.address = f"https://hooks.example.org/{number}"
        hook.team = team
        hook.save()
    answer = client.post(page("webhooks", team.pk), {"name": "Eleven", "address": "https://hooks.example.org/11"})
    assert answer.context["form"].non_field_errors() == ["10 are enough. Remove one first."]


def test_a_test_says_what_the_service_made_of_it(client, manager, team, channel, outside):
    taken = client.post(page("channel-test", team.pk, channel.pk), follow=True)
    assert messages(taken) == ["“Room” took it."]
    assert b"This is a test from Debrief." in outside.received[0].body
    outside.otherwise = behaving.answers(403)
    refused = client.post(page("channel-test", team.pk, channel.pk), follow=True)
    assert messages(refused)[-1].startswith("“Room” did not take it. It answered with 403. It does not let us in")


def test_a_channel_that_failed_just_now_can_be_tried_out_all_the_same(client, manager, team, channel, outside):
    outside.plan = [behaving.answers(500)]
    client.post(page("channel-test", team.pk, channel.pk))
    answer = client.post(page("channel-test", team.pk, channel.pk), follow=True)
    assert messages(answer)[-1] == "“Room” took it."


def test_a_test_that_failed_is_not_sent_later_and_is_held_against_nobody(client, manager, team, channel, outside):
    outside.otherwise = behaving.answers(404)
    for _ in range(4):
        client.post(page("channel-test", team.pk, channel.pk))
    channel.refresh_from_db()
    assert channel.is_on
    assert channel.trouble.startswith("It answered with 404.")
    ring(timezone.now() + timedelta(days=1))
    assert len(outside.received) == 4


def test_one_press_is_waited_for_at_a_time(client, manager, team, channel, outside):
    from reminders.outlets import sending

    with sending._waited_for:
        answer = client.post(page("channel-test", team.pk, channel.pk), follow=True)
    assert messages(answer) == ["“Room” is busy just now. It goes out within a minute."]
    assert outside.received == []


def test_a_channel_is_switched_off_and_on_and_removed(client, manager, team, channel):
    client.post(page("channel-switch", team.pk, channel.pk), {"to": "off"})
    channel.refresh_from_db()
    assert not channel.is_on
    answer = client.post(page("channel-test", team.pk, channel.pk), follow=True)
    assert messages(answer)[-1] == "“Room” is off. Switch it on first."
    client.post(page("channel-switch", team.pk, channel.pk), {"to": "on"})
    channel.refresh_from_db()
    assert channel.is_on
    client.post(page("channel-remove", team.pk, channel.pk))
    assert not Channel.objects.exists()


# Webhooks


def test_the_secret_is_shown_once(client, manager, team):
    typed = {"name": "Stock", "address": "https://hooks.example.org/a1b2"}
    answer = client.post(page("webhooks", team.pk), typed)
    [secret] = set(SECRET.findall(answer.content.decode()))
    assert "no-store" in answer["Cache-Control"]
    webhook = Webhook.objects.get()
    assert SECRET.findall(client.get(page("webhook", team.pk, webhook.pk)).content.decode()) == []
    [renewed] = set(SECRET.findall(client.post(page("webhook-renew", team.pk, webhook.pk)).content.decode()))
    assert renewed != secret


@pytest.mark.parametrize("address", ["ftp://example.org", "http://127.0.0.1/", "https://user:word@example.org/", "x"])
def test_an_address_that_cannot_be_called_is_refused(client, manager, team, address):
    answer = client.post(page("webhooks", team.pk), {"name": "Stock", "address": address})
    assert answer.status_code == 422
    assert answer.context["form"].errors["address"]


def test_calls_are_listed_with_what_became_of_them(client, manager, team):
    webhook = make_webhook(team=team)
    make_call(webhook=webhook, state="failed", reason="It answered with 500.", attempts=4)
    text = client.get(page("webhook", team.pk, webhook.pk)).content.decode()
    assert "It answered with 500." in text
    assert "letter.logged" in text


def test_what_bears_a_day_alone_is_listed_without_an_hour(client, manager, django_assert_max_num_queries):
    """Its moment is midnight where the team is: elsewhere that is an hour at which nothing happened, on another day."""
    team = make_team(time_zone="Asia/Tokyo")
    manager.memberships.create(team=team, is_manager=True)
    webhook = make_webhook(team=team)
    for number in range(10):
        make_call(webhook=webhook, event=Event.PROMISE_LATE, at=utc(2026, 2, 10 + number, 15))
    with django_assert_max_num_queries(8):
        text = client.get(page("webhook", team.pk, webhook.pk)).content.decode()
    assert "Wed\xa011\xa0Feb" in text
    assert "Tue\xa010\xa0Feb" not in text
    assert "15:00" not in text


def test_a_call_is_made_again_by_a_press(client, manager, team, webhook, outside):
    call = make_call(webhook=webhook, state="given-up", reason="It answered with 500.")
    answer = client.post(page("webhook-replay", team.pk, webhook.pk, call.pk), follow=True)
    assert messages(answer) == ["“Stock” took it."]
    assert Call.objects.get().state == "sent"
    assert outside.received[0].headers["webhook-id"] == str(call.uuid)


def test_a_call_of_another_webhook_is_not_there(client, manager, team, webhook):
    other = make_call(webhook=make_webhook(team=make_team()))
    assert client.post(page("webhook-replay", team.pk, webhook.pk, other.pk)).status_code == 404


@pytest.mark.parametrize("name", ["webhook-test", "webhook-switch", "webhook-renew", "webhook-remove"])
def test_a_webhook_of_another_team_is_not_there(client, manager, team, name):
    other = make_webhook(team=make_team())
    assert client.post(page(name, team.pk, other.pk)).status_code == 404
    assert client.post(page(name, other.team_id, other.pk)).status_code == 404
    assert Webhook.objects.filter(is_on=True).exists()


# Secrets


def test_no_page_and_no_export_holds_a_secret(client, manager, team, capsys):
    channel, webhook = make_channel(team=team), make_webhook(team=team)
    channel.address = f"mmosts://user:pass-word@chat.example.org/{CHANNEL_KEY}"
    channel.save()
    webhook.address = "https://hooks.example.org/secret-path?token=secret-token"
    webhook.save()
    call_command("dumpdata", "reminders", verbosity=0)
    seen = [
        capsys.readouterr().out,
        serializers.serialize("json", [channel, webhook]),
        repr(channel),
        repr(webhook),
        *(
            client.get(address).content.decode()
            for address in (
                page("channels", team.pk),
                page("webhooks", team.pk),
                page("webhook", team.pk, webhook.pk),
            )
        ),
    ]
    secrets = [CHANNEL_KEY[:12], "pass-word", "secret-path", "secret-token", webhook.secrets(at=webhook.looked_at)[0]]
    example = "mmosts://chat.example.org/" + CHANNEL_KEY  # stands on the page for everybody
    assert [secret for secret in secrets for text in seen if secret in text.replace(example, "")] == []
    assert "chat.example.org/…" in seen[-3]
    assert "hooks.example.org/…" in seen[-2]


def test_an_address_that_was_refused_is_shown_back_to_be_mended(client, manager, team):
    answer = client.post(page("channels", team.pk), {"name": "Room", "address": "mmosts://127.0.0.1/short"})
    assert "mmosts://127.0.0.1/short" in answer.content.decode()


def test_pages_stand_when_the_secret_key_changed(client, manager, team, settings):
    make_channel(team=team)
    webhook = make_webhook(team=team)
    person = manager
    settings.SECRET_KEY = "another-0123456789-another-0123456789"
    client.force_login(person)
    for address in (page("channels", team.pk), page("webhooks", team.pk), page("webhook", team.pk, webhook.pk)):
        assert client.get(address).status_code == 200
    answer = client.post(page("webhook-test", team.pk, webhook.pk), follow=True)
    assert "SECRET_KEY" in messages(answer)[0]


@pytest.mark.parametrize("name", ["channels", "webhooks"])
def test_a_page_asks_as_much_for_ten_as_for_one(client, manager, team, name, django_assert_max_num_queries):
    for number in range(10):
        for made in (make_channel(team=make_team()), make_webhook(team=make_team())):
            made.address, made.team = f"https://hooks.example.org/{number}", team
            made.save()
    with django_assert_max_num_queries(8):
        client.get(page(name, team.pk))


def test_the_settings_lead_there_for_whoever_may_set_them_up(client, manager, team):
    assert page("channels", team.pk) in client.get(reverse("people:settings")).content.decode()
    client.force_login(make_person(team=team))
    assert page("channels", team.pk) not in client.get(reverse("people:settings")).content.decode()
