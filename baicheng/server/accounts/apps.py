"""The app as Django loads it."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Names the app."""

    name = "baicheng.server.accounts"
    default_auto_field = "django.db.models.BigAutoField"
