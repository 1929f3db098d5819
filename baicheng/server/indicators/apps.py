"""The app as Django loads it."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Names the app."""

    name = "baicheng.server.indicators"
    default_auto_field = "django.db.models.BigAutoField"
