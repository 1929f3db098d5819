"""The app as Django loads it."""

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    """Names the app."""

    name = "baicheng.server.rounds"
    default_auto_field = "django.db.models.BigAutoField"
