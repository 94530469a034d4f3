from django.apps import AppConfig
from django.db.backends.signals import connection_created


class OverviewConfig(AppConfig):
    name = "overview"

    def ready(self) -> None:
        from overview.search.sqlite import teach_reading

        connection_created.connect(teach_reading, dispatch_uid="teach_reading")
