"""The app as Django loads it."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Names the app."""

    name = "baicheng.server.assessments"
    default_auto_field = "django.db.models.BigAutoField"
