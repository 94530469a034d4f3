from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class TalliesConfig(AppConfig):
    name = "tallies"

    def ready(self) -> None:
        from tallies.dialect import teach_days
        from tallies.upgrading import count_again, let_go

        connection_created.connect(teach_days, dispatch_uid="teach_days")
        pre_migrate.connect(let_go, sender=self, dispatch_uid="let_go_of_tallies")
        post_migrate.connect(count_again, sender=self, dispatch_uid="count_tallies_again")
