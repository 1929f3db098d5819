"""The app as Django loads it."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Names the app and brings its checks."""

    name = "baicheng.server.web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from baicheng.server.web import checks as checks
