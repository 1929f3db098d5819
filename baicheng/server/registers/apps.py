"""The app as Django loads it."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Names the app."""

    name = "baicheng.server.registers"
    default_auto_field = "django.db.models.BigAutoField"
