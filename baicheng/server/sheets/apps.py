"""The app as Django loads it."""

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    """Names the app."""

    name = "baicheng.server.sheets"
    default_auto_field = "django.db.models.BigAutoField"
