"""The app as Django loads it."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Names the app."""

    name = "baicheng.server.notices"
    default_auto_field = "django.db.models.BigAutoField"
