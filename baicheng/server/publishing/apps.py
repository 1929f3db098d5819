"""The app as Django loads it."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Names the app."""

    name = "baicheng.server.publishing"
    default_auto_field = "django.db.models.BigAutoField"
