from django.apps import AppConfig
from django.db.backends.signals import connection_created


class FoundationConfig(AppConfig):
    name = "foundation"

    def ready(self) -> None:
        from foundation.database.engine import teach_folding

        connection_created.connect(teach_folding, dispatch_uid="teach_folding")
