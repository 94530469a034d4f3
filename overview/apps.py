from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class OverviewConfig(AppConfig):
    name = "overview"

    def ready(self) -> None:
        from foundation import health
        from overview.keeping.mailing import MAIL
        from overview.search.renewing import trouble
        from overview.search.sqlite import teach_reading
        from reminders.weekly import mails

        connection_created.connect(teach_reading, dispatch_uid="teach_reading")
        mails.add(MAIL)
        health.add(health.Check("search", _("Search"), lambda glance: trouble(), is_slow=True))
