"""The app as Django loads it."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Names the app."""

    name = "baicheng.server.intake"
    default_auto_field = "django.db.models.BigAutoField"
