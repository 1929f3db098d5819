"""The app as Django loads it."""

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    """Names the app."""

    name = "baicheng.server.rounds"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Whoever approves a round reads its results."""
        from datetime import date

        from django.db.models import Q

        from baicheng.server.accounts.models import User
        from baicheng.server.assessments.readers import also_readable

        def approved(user: User, on: date) -> Q:
            from baicheng.server.rounds import visibility

            return visibility.runs_to_approve(user, on)

        also_readable(approved)
