"""The app as Django loads it."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """Names the app."""

    name = "baicheng.server.duties"
    default_auto_field = "django.db.models.BigAutoField"
