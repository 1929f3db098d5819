"""The app as Django loads it."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Names the app."""

    name = "baicheng.server.pages"
    default_auto_field = "django.db.models.BigAutoField"
