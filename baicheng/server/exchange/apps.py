"""The app as Django loads it."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Names the app."""

    name = "baicheng.server.exchange"
    default_auto_field = "django.db.models.BigAutoField"
