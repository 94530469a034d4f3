from django.apps import AppConfig


class RanklessConfig(AppConfig):
    name = "rankless"

    def ready(self) -> None:
        from incidents.intake import incident_logged
        from rankless.opening import open_debrief_when_logged

        incident_logged.connect(open_debrief_when_logged, dispatch_uid="open_debrief")
