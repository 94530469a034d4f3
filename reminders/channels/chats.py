"""The chat services we speak to, with what their addresses look like. What else apprise knows cannot be reached."""

from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Service:
    """One chat service. `module` and `speaker` are where apprise keeps it; `options` may follow “?” in its addresses.

    With `has_own_host` its addresses name a host that somebody runs; else the service has hosts of its own.
    """

    key: str
    name: str
    module: str
    speaker: str
    example: str
    hint: str | LazyText
    options: frozenset[str] = frozenset()
    has_own_host: bool = False


SERVICES = [
    Service(
        "slack",
        "Slack",
        "slack",
        "NotifySlack",
        "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
        _("In Slack: Apps, “Incoming Webhooks”, Add to Slack, choose the channel, copy the webhook URL."),
    ),
    Service(
        "teams",
        "Microsoft Teams",
        "workflows",
        "NotifyWorkflows",
        "https://prod-15.uksouth.logic.azure.com:443/workflows/3e6f8a7bb4d44ce4be3f8d3b4b3b4b3b/triggers/manual/paths/"
        "invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdefg",
        _("In Teams: at the channel “…”, Workflows, “Send webhook alerts to a channel”, copy the URL."),
        frozenset({"api-version", "sp", "sv", "sig", "pa"}),
        has_own_host=True,
    ),
    Service(
        "mattermost",
        "Mattermost",
        "mattermost",
        "NotifyMattermost",
        "mmosts://chat.example.org/3ccdd113474722377935511fc85d3dd4",
        _("In Mattermost: Integrations, Incoming Webhooks. Of its URL take host and key, and begin with mmosts://."),
        frozenset({"channel", "to"}),
        has_own_host=True,
    ),
    Service(
        "matrix",
        "Matrix",
        "matrix",
        "NotifyMatrix",
        "matrixs://syt_accesstoken@matrix.example.org/!roomid:example.org",
        _("The access token of a user that is in the room, the host, and the room, which may not be encrypted."),
        has_own_host=True,
    ),
    Service(
        "google_chat",
        "Google Chat",
        "google_chat",
        "NotifyGoogleChat",
        "https://chat.googleapis.com/v1/spaces/AAAAexample/messages?key=AIzaSyExample&token=ExampleToken",
        _("In the space: Apps and integrations, Webhooks, copy the URL."),
        frozenset({"key", "token", "thread", "threadkey"}),
    ),
    Service(
        "telegram",
        "Telegram",
        "telegram",
        "NotifyTelegram",
        "tgram://123456789:AAEabcdefghijklmnopqrstuvwxyz0123456/-1001234567890",
        _("The token that BotFather gave you, and the number of the group in which the bot is."),
        frozenset({"topic", "thread"}),
    ),
    Service(
        "ntfy",
        "ntfy",
        "ntfy",
        "NotifyNtfy",
        "ntfys://ntfy.example.org/our-topic",
        _("Host and topic; for a topic that needs a token ntfys://token@host/topic."),
        frozenset({"mode"}),
        has_own_host=True,
    ),
    Service(
        "discord",
        "Discord",
        "discord",
        "NotifyDiscord",
        "https://discord.com/api/webhooks/123456789012345678/abcdefGHIJ_k-LMNOP",
        _("At the channel: Edit, Integrations, Webhooks, copy the URL."),
        frozenset({"thread"}),
    ),
    Service(
        "rocketchat",
        "Rocket.Chat",
        "rocketchat",
        "NotifyRocketChat",
        "rockets://tokenA/tokenB@chat.example.org/#general",
        _("Administration, Integrations, Incoming. Of its URL take both parts of the token and the host."),
        has_own_host=True,
    ),
    Service(
        "zulip",
        "Zulip",
        "zulip",
        "NotifyZulip",
        "zulip://debrief-bot@organisation/a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4/general",
        _("A bot, your organisation on zulipchat.com, the bot's key, and the channel."),
    ),
    Service(
        "webex",
        "Webex",
        "webexteams",
        "NotifyWebexTeams",
        "https://webexapis.com/v1/webhooks/incoming/"
        "Y2lzY29zcGFyazovL3VzL1dFQkhPT0svYWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXoxMjM0NTY3ODkwYWJjZA",
        _("In the App Hub: “Incoming Webhooks”, choose the space, copy the URL."),
    ),
    Service(
        "gotify",
        "Gotify",
        "gotify",
        "NotifyGotify",
        "gotifys://gotify.example.org/AbCdEfGhIjKlMnO",
        _("The host, and the token of an application made there."),
        has_own_host=True,
    ),
    Service(
        "nextcloud",
        "Nextcloud Talk",
        "nextcloudtalk",
        "NotifyNextcloudTalk",
        "nctalks://user:app-password@cloud.example.org/roomtoken",
        _("A user with an app password, the host, and the end of the conversation's link."),
        has_own_host=True,
    ),
]
BY_KEY = {service.key: service for service in SERVICES}
