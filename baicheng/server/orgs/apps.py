"""The app as Django loads it."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    """Names the app."""

    name = "baicheng.server.orgs"
    default_auto_field = "django.db.models.BigAutoField"
