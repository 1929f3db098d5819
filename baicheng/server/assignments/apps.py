"""The app as Django loads it."""

from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    """Names the app."""

    name = "baicheng.server.assignments"
    default_auto_field = "django.db.models.BigAutoField"
