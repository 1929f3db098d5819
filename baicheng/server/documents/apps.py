"""The app as Django loads it."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Names the app."""

    name = "baicheng.server.documents"
    default_auto_field = "django.db.models.BigAutoField"
