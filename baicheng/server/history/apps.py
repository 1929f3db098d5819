"""The app as Django loads it."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    """Names the app."""

    name = "baicheng.server.history"
    default_auto_field = "django.db.models.BigAutoField"
