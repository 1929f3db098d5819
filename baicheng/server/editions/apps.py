"""The app as Django loads it."""

from django.apps import AppConfig


class EditionsConfig(AppConfig):
    """Names the app."""

    name = "baicheng.server.editions"
    default_auto_field = "django.db.models.BigAutoField"
