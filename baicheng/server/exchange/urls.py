"""The addresses of the API and of this app's pages."""

from __future__ import annotations

from django.urls import URLPattern, include, path
from django.views.decorators.http import require_GET

from baicheng.server.exchange import views, webhook_views
from baicheng.server.exchange.api import api
from baicheng.server.exchange.handlers import ROOT, in_language

_stated, _app, _space = api.urls
#: The root has nothing to tell.
_addresses = [one for one in _stated if isinstance(one, URLPattern) and one.name != "api-root"]
for _address in _addresses:
    assert _address.callback is not None, "every address has what answers it"
    _answer = require_GET(_address.callback) if _address.name == "openapi-json" else _address.callback
    _address.callback = in_language(_answer)

app_name = "exchange"
urlpatterns = [
    path(f"{ROOT.removeprefix('/')}/docs", views.documentation, name="docs"),
    path("webhooks/", webhook_views.list_webhooks, name="webhooks"),
    path("webhooks/<int:pk>/", webhook_views.detail, name="webhook"),
    path("webhooks/<int:pk>/end/", webhook_views.end, name="end_webhook"),
    path("webhooks/deliveries/<int:pk>/replay/", webhook_views.replay, name="replay"),
    path("me/api/", views.tokens, name="tokens"),
    path("me/api/<int:pk>/revoke/", views.revoke, name="revoke_token"),
]
api_patterns = path(f"{ROOT.removeprefix('/')}/", include((_addresses, _app), namespace=_space))
