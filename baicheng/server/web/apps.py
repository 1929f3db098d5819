"""The app as Django loads it."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Names the app."""

    name = "baicheng.server.web"
    default_auto_field = "django.db.models.BigAutoField"
