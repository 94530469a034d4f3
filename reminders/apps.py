from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "reminders"

    def ready(self) -> None:
        from people.calendars import calendar_changed
        from reminders.operations.checks import add_checks
        from reminders.timing.own_cadence import follow_calendar

        add_checks()
        calendar_changed.connect(follow_calendar, dispatch_uid="follow_calendar")
