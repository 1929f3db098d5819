"""The addresses of all pages."""

from __future__ import annotations

from django.urls import include, path

from baicheng.server.exchange import handlers
from baicheng.server.exchange.urls import api_patterns
from baicheng.server.operation import views as operation
from baicheng.server.web import views as web

urlpatterns = [
    api_patterns,
    path("", web.home, name="home"),
    path("language/", web.set_language, name="set_language"),
    path("health/live", operation.live, name="health_live"),
    path("health/ready", operation.ready, name="health_ready"),
    path("metrics", operation.metrics, name="metrics"),
    path("", include("baicheng.server.accounts.urls")),
    path("", include("baicheng.server.notices.urls")),
    path("", include("baicheng.server.assignments.urls")),
    path("", include("baicheng.server.orgs.urls")),
    path("", include("baicheng.server.editions.urls")),
    path("", include("baicheng.server.documents.urls")),
    path("", include("baicheng.server.intake.urls")),
    path("", include("baicheng.server.duties.urls")),
    path("", include("baicheng.server.publishing.urls")),
    path("", include("baicheng.server.indicators.urls")),
    path("", include("baicheng.server.assessments.urls")),
    path("", include("baicheng.server.rounds.urls")),
    path("", include("baicheng.server.exchange.urls")),
    path("", include("baicheng.server.registers.urls")),
    path("", include("baicheng.server.sheets.urls")),
    path("", include("baicheng.server.pages.urls")),
]

handler400 = handlers.bad_request
handler403 = handlers.forbidden
handler404 = handlers.not_found
handler500 = handlers.server_error
